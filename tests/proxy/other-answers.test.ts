import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Provider } from "../../server/src/providers/provider";
import { anthropicMessages } from "../../server/src/proxy/dialects/anthropic-messages";
import { bedrockDialect } from "../../server/src/proxy/dialects/bedrock-invoke";
import type { Dialect } from "../../server/src/proxy/dialects/dialect";
import { geminiDialect } from "../../server/src/proxy/dialects/gemini-vertex";
import { meaningOf, readStream } from "../support/dialect-answers";
import { joinChunks, readChunks, streamFixtures } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, type RawRequest } from "../support/http-client";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

const converse = "model/m/converse-stream";
const invoke = "model/m/invoke-with-response-stream";
const invokeOnce = "model/m/invoke";
const generate = "models/m:streamGenerateContent";
const messages = "messages";

const dialects: Record<string, Dialect> = { [messages]: anthropicMessages };
for (const path of [converse, invoke, invokeOnce, generate]) {
	const dialect = bedrockDialect(path) ?? geminiDialect(path);
	if (dialect !== undefined) dialects[path] = dialect;
}

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	const provider: Provider = {
		id: "other",
		door: "/other/",
		baseUrl: upstream.url,
		key: undefined,
		authorization: (value) => ({ name: "authorization", value }),
		dialects,
		renderError: anthropicMessages.renderError,
		kindOf: () => "llm",
	};
	gateway = await startGateway({ upstreamUrl: upstream.url, provider });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

function call(path: string): RawRequest {
	return {
		target: `/other/${path}`,
		headers: [["content-type", "application/json"]],
		body: '{"model":"m","stream":true}',
	};
}

type Case = [provider: string, name: string, path: string, type: string];

const events = "text/event-stream";
const cases: Case[] = [
	...streamFixtures("anthropic").map((name): Case => ["anthropic", name, messages, events]),
	...streamFixtures("gemini").map((name): Case => {
		return ["gemini", name, generate, name.endsWith(".array") ? "application/json; charset=UTF-8" : events];
	}),
	...streamFixtures("bedrock").map((name): Case => {
		return ["bedrock", name, name.startsWith("invoke") ? invoke : converse, "application/vnd.amazon.eventstream"];
	}),
];

describe("a stream of another provider", () => {
	test.each(cases)("%s/%s reaches the caller byte for byte, and is recorded", async (provider, name, path, type) => {
		const chunks = readChunks(provider, name);
		upstream.behave(streaming(chunks, { headers: { "content-type": type } }));
		const { body } = await ask(gateway.port, call(path));
		expect(Buffer.from(body)).toEqual(Buffer.from(joinChunks(chunks)));

		const { span } = await gateway.onlyEntry();
		const answer = meaningOf(readStream(dialects[path] as Dialect, chunks));
		expect(span).toMatchObject({
			usage: answer.usage ?? {},
			finishReason: answer.finishReason ?? null,
			errorType: answer.error?.type ?? null,
			stream: true,
		});
	});
});

describe("an answer of another provider", () => {
	test("has its usage read from the headers when the body has none", async () => {
		const headers = { "x-amzn-bedrock-input-token-count": "4", "content-type": "application/json" };
		upstream.behave(answering('{"embeddings":[[0.1]]}', { headers }));
		await ask(gateway.port, call(invokeOnce));
		expect((await gateway.onlyEntry()).span.usage).toEqual({ uncachedInput: 4 });
	});
});
