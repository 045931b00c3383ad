import { describe, expect, test } from "bun:test";
import { openaiDialects } from "../../../server/src/proxy/dialects/openai-paths";
import { openai } from "../../../server/src/proxy/dialects/openai-vendors";

const dialects = openaiDialects(openai);
const encode = (text: string) => new TextEncoder().encode(text);
const read = (path: string, body: string | Uint8Array) =>
	dialects[path]?.readRequest({
		body: typeof body === "string" ? encode(body) : body,
		path,
		query: "",
		contentType: "application/json",
	});

describe("a request", () => {
	test.each(Object.keys(dialects))("of %s names its model", (path) => {
		expect(read(path, '{"input":[{"model":"no"}],"model":"m"}')).toMatchObject({ model: "m", stream: false });
	});

	test.each(["chat/completions", "completions", "responses", "images/generations", "images/edits"])(
		"of %s says whether it is streamed",
		(path) => {
			expect(read(path, '{"model":"m","stream":true}')?.stream).toBe(true);
			expect(read(path, '{"model":"m","stream":"true"}')?.stream).toBe(false);
		},
	);

	test("of a response is never given a wish for usage, because its stream tells it unasked", () => {
		expect(dialects.responses?.streamUsage).toBeUndefined();
		expect(dialects["chat/completions"]?.streamUsage).toBeDefined();
		expect(dialects.completions?.streamUsage).toBeDefined();
	});

	test.each(Object.keys(dialects))("of %s that is no JSON object is none of this dialect", (path) => {
		for (const text of ["", "[]", "{", '"m"']) expect(read(path, text)).toBeUndefined();
	});

	test("with an image of 5 MB is read without touching the image", () => {
		const image = "QUJDREVGRw".repeat(512 * 1024);
		const content = `[{"type":"input_image","image_url":"data:image/png;base64,${image}"}]`;
		const request = read("responses", `{"input":[{"role":"user","content":${content}}],"stream":true,"model":"gpt-5"}`);
		expect(request).toEqual({ model: "gpt-5", stream: true, asksForUsage: false, maxTokens: null });
	});

	test("with a model's name that no provider could have is read all the same", () => {
		const name = `${"x".repeat(5000)}\u0001`;
		expect(read("responses", `{"model":"${name}","stream":true}`)).toEqual({
			stream: true,
			asksForUsage: false,
			maxTokens: null,
		});
	});
});

describe("a request for speech", () => {
	test.each([
		["Bom dia", 7],
		["Olá, 東京 🚀", 9],
		["", 0],
	])("tells the characters of %p, as %d code points", (input, inputCharacters) => {
		expect(read("audio/speech", JSON.stringify({ model: "tts-1", input }))).toEqual({
			model: "tts-1",
			stream: false,
			asksForUsage: false,
			usage: { inputCharacters },
		});
	});

	test("is a stream when it asks for events, not when it asks for sound", () => {
		expect(read("audio/speech", '{"model":"m","input":"a","stream_format":"sse"}')?.stream).toBe(true);
		expect(read("audio/speech", '{"model":"m","input":"a","stream_format":"audio"}')?.stream).toBe(false);
		expect(read("audio/speech", '{"model":"m","input":5}')?.usage).toBeUndefined();
	});
});

describe("a body of many megabytes", () => {
	const image = "QUJDREVGRw".repeat(300_000);

	test("of images tells its usage, and how many they are", () => {
		const usage = '{"input_tokens":5,"input_tokens_details":{"text_tokens":5,"image_tokens":0},"output_tokens":9}';
		const body = encode(`{"created":1,"data":[{"b64_json":"${image}"},{"b64_json":"${image}"}],"usage":${usage}}`);
		expect(dialects["images/edits"]?.readResponse(body).usage).toEqual({
			uncachedInput: 5,
			imageInput: 0,
			imageOutput: 9,
		});
		const old = encode(`{"created":1,"data":[{"b64_json":"${image}"},{"b64_json":"${image}"}]}`);
		expect(dialects["images/edits"]?.readResponse(old).usage).toEqual({ imagesOutput: 2 });
	});

	test.each([1000, 65_536, 10_000_000])("streamed in chunks of %d bytes tells the usage behind the image", (size) => {
		const events = [
			`event: image_generation.partial_image\ndata: {"type":"image_generation.partial_image","b64_json":"${image}"}\n\n`,
			`event: image_generation.completed\ndata: {"type":"image_generation.completed","b64_json":"${image}","usage":{"input_tokens":5,"output_tokens":9}}\n\n`,
		];
		const bytes = encode(events.join(""));
		const reader = dialects["images/generations"]?.createStreamReader();
		for (let at = 0; at < bytes.length; at += size) reader?.read(bytes.subarray(at, at + size));
		expect(reader?.end()).toMatchObject({ usage: { uncachedInput: 5, imageOutput: 9 }, isComplete: true });
	});

	test("of a response with an image in its output tells usage and units", () => {
		const item = `{"type":"image_generation_call","status":"completed","result":"${image}"}`;
		const response = `{"id":"resp_1","status":"completed","output":[${item}],"usage":{"input_tokens":5,"output_tokens":9}}`;
		const reader = dialects.responses?.createStreamReader();
		reader?.read(encode(`data: {"type":"response.completed","response":${response}}\n\n`));
		const usage = { uncachedInput: 5, output: 9, imagesOutput: 1 };
		expect(reader?.end().usage).toEqual(usage);
		expect(dialects.responses?.readResponse(encode(response)).usage).toEqual(usage);
	});
});
