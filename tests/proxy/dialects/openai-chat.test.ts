import { describe, expect, test } from "bun:test";
import { openaiChat } from "../../../server/src/proxy/dialects/openai-chat";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
const read = (text: string) =>
	openaiChat.readRequest({ body: encode(text), path: "chat/completions", query: "", contentType: "application/json" });
/** Undefined, too, where the body is no request. */
const ask = (text: string) => {
	const request = read(text);
	return request && decode(openaiChat.streamUsage?.ask(encode(text), request));
};
const answer = (body: unknown) => openaiChat.readResponse(encode(JSON.stringify(body)));

describe("reading a request", () => {
	test("takes model, stream and the wish for usage from the top level", () => {
		expect(read('{"stream":true,"model":"gpt-4o","stream_options":{"include_usage":true}}')).toEqual({
			model: "gpt-4o",
			stream: true,
			asksForUsage: true,
			hasStreamOptions: true,
			maxTokens: null,
		});
		const nested = '{"messages":[{"model":"no","stream":true,"max_tokens":1}]}';
		expect(read(nested)).toEqual({ stream: false, asksForUsage: false, maxTokens: null });
	});

	test.each(['{"model":5,"stream":"true"}', '{"model":null,"stream":1}', '{"stream_options":true,"stream":[true]}'])(
		"treats members of a wrong type as not said: %s",
		(text) => expect(read(text)).toMatchObject({ stream: false, asksForUsage: false }),
	);

	test.each(["", "[]", "null", '{"model":', '{"model":"a"} x', "\u0000"])("reads nothing from %p", (text) => {
		expect(read(text)).toBeUndefined();
	});

	test("reads a model whose name is written with escapes or beyond ASCII", () => {
		expect(read('{"model":"gpt\\u002d4o é"}')?.model).toBe("gpt-4o é");
	});
});

describe("asking for usage", () => {
	test.each([
		['{"model":"a","stream":true}', '{"model":"a","stream":true,"stream_options":{"include_usage":true}}'],
		["{}", '{"stream_options":{"include_usage":true}}'],
		[" { \n } ", ' {"stream_options":{"include_usage":true} \n } '],
		['{"a":{}}\n', '{"a":{},"stream_options":{"include_usage":true}}\n'],
		['{"stream_options":{}, "n":1}', '{"stream_options":{"include_usage":true}, "n":1}'],
		[
			'{"stream_options":{"include_obfuscation":false}}',
			'{"stream_options":{"include_obfuscation":false,"include_usage":true}}',
		],
		['{"stream_options": {"include_usage" : false} }', '{"stream_options": {"include_usage" : true} }'],
		['{"stream_options":{"include_usage":null}}', '{"stream_options":{"include_usage":true}}'],
		['{"stream_options":null,"n":1}', '{"stream_options":{"include_usage":true},"n":1}'],
	])("turns %s into %s", (body, asked) => {
		expect(ask(body)).toBe(asked);
	});

	test("changes nothing else: big integers, floats, order, white space and repeated keys stay", () => {
		const body =
			'{ "seed" : 12345678901234567890,\n\t"temperature":1.0, "top_p":1e-1,"seed":0 ,"text":"\\u00e9\\/" \n}\n';
		expect(ask(body)).toBe(body.replace('\\/"', '\\/","stream_options":{"include_usage":true}'));
	});

	test.each([
		'{"stream_options":{"include_usage":true}}',
		'{"stream_options":"x"}',
		'{"stream_options":[]}',
		'{"stream_options":{"include_usage":"no"}}',
		"[]",
		"{",
	])("leaves %s alone", (body) => {
		expect(ask(body)).toBeUndefined();
	});
});

describe("reading an answer", () => {
	test("takes the finish reason of the choice with index 0, wherever it stands", () => {
		const choices = [
			{ index: 1, finish_reason: "length" },
			{ index: 0, finish_reason: "stop" },
		];
		expect(answer({ model: "gpt-4o-2024-08-06", choices })).toEqual({
			isJson: true,
			responseModel: "gpt-4o-2024-08-06",
			finishReason: "stop",
		});
	});

	test("keeps the raw usage even when its numbers are unusable", () => {
		const usage = { prompt_tokens: "many" };
		expect(answer({ usage })).toEqual({ isJson: true, rawUsage: usage, usage: undefined });
	});

	test.each([
		[
			{ message: "No.", type: "invalid_request_error", code: "x" },
			{ type: "invalid_request_error", message: "No." },
		],
		[
			{ message: "No.", type: null, code: "model_not_found" },
			{ type: "model_not_found", message: "No." },
		],
		[
			{ message: 5, code: 404 },
			{ type: "provider_error", message: "" },
		],
		["No such model", { type: "provider_error", message: "No such model" }],
	])("reads the error %p, which compatible servers write in several ways", (error, read) => {
		expect(answer({ error })).toEqual({ isJson: true, error: read });
	});

	test.each(["", "<html>502</html>", "[1]", '"x"', "null", "{"])("finds nothing in %p and does not throw", (text) =>
		expect(openaiChat.readResponse(encode(text))).toEqual({}),
	);

	test("finds an object, and nothing in it, where every member is of another type", () => {
		expect(answer({ choices: 5, usage: 1, model: "", error: null })).toEqual({ isJson: true });
	});
});

describe("rendering an error of the gateway's own", () => {
	test.each([
		[401, "invalid_request_error"],
		[413, "invalid_request_error"],
		[502, "server_error"],
	])("of status %d has the type %s", (status, type) => {
		const body = openaiChat.renderError({ status, code: "some_code", message: 'Say "please".' });
		expect(JSON.parse(body)).toEqual({ error: { message: 'Say "please".', type, param: null, code: "some_code" } });
	});
});
