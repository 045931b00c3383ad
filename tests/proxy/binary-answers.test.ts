import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { bedrock } from "../../server/src/providers/bedrock";
import { createProvider } from "../../server/src/providers/create-provider";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({
		upstreamUrl: upstream.url,
		providers: createProvider(bedrock, { fetch, clock: Date.now }, { upstream: new URL(upstream.url).origin }),
	});
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

const speech = { target: "/openai/v1/audio/speech", body: '{"model":"tts-1","input":"Grüße 👋","voice":"alloy"}' };
const sound = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));

describe("an answer that is no text", () => {
	test.each(["audio/mpeg", "image/png", "video/mp4", "application/octet-stream", "Audio/WAV; rate=24000"])(
		"of type %s is counted and not kept, and passes byte for byte",
		async (type) => {
			upstream.behave(answering(sound, { headers: { "content-type": type } }));
			const { body } = await ask(gateway.port, speech);
			expect(Buffer.from(body).equals(sound)).toBe(true);
			const { span, request, response } = await gateway.onlyEntry();
			expect(span).toMatchObject({ status: "ok", responseBytes: sound.length, model: "tts-1" });
			// What speech is billed by stood in the request: 7 characters.
			expect(span.usage).toEqual({ inputCharacters: 7 });
			expect([request === undefined, response]).toEqual([false, undefined]);
		},
	);

	test("that comes in pieces is the same", async () => {
		const pieces = [sound.subarray(0, 9), sound.subarray(9, 50_000), sound.subarray(50_000)];
		upstream.behave(streaming(pieces, { headers: { "content-type": "audio/mpeg" } }));
		const { body } = await ask(gateway.port, speech);
		expect(Buffer.from(body).equals(sound)).toBe(true);
		expect((await gateway.onlyEntry()).span).toMatchObject({ responseBytes: sound.length });
	});

	test("tells its usage in the headers where the provider does so", async () => {
		const headers = { "content-type": "image/png", "x-amzn-bedrock-input-token-count": "9" };
		upstream.behave(answering(sound, { headers }));
		await ask(gateway.port, { target: "/bedrock/model/m/invoke", body: "{}" });
		expect((await gateway.onlyEntry()).span.usage).toEqual({ uncachedInput: 9 });
	});
});

describe("what speech would be billed by", () => {
	test("is not counted when the provider refuses", async () => {
		upstream.behave(answering('{"error":{"message":"No.","type":"invalid_request_error"}}', { status: 400 }));
		await ask(gateway.port, speech);
		expect((await gateway.onlyEntry()).span).toMatchObject({ usage: {}, errorType: "invalid_request_error" });
	});

	test("an error of an octet-stream's type is read all the same", async () => {
		const headers = { "content-type": "application/octet-stream" };
		upstream.behave(answering('{"error":{"message":"No.","type":"server_error"}}', { status: 500, headers }));
		await ask(gateway.port, speech);
		expect((await gateway.onlyEntry()).span).toMatchObject({ errorType: "server_error" });
	});
});

describe("a stream whose type says that it is bytes", () => {
	test("is read as events when it was asked for as such", async () => {
		const event =
			'data: {"model":"gpt-4o-2024-08-06","usage":{"prompt_tokens":3,"completion_tokens":1},"choices":[]}\n\n';
		upstream.behave(streaming([Buffer.from(event)], { headers: { "content-type": "application/octet-stream" } }));
		const body = '{"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true}}';
		await ask(gateway.port, { target: "/openai/v1/chat/completions", body });
		expect((await gateway.onlyEntry()).span.usage).toEqual({ uncachedInput: 3, output: 1 });
	});
});
