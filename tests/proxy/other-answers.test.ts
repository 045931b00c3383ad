import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { anthropic } from "../../server/src/providers/anthropic";
import { bedrock } from "../../server/src/providers/bedrock";
import { cohere } from "../../server/src/providers/cohere";
import { createProvider } from "../../server/src/providers/create-provider";
import { gemini } from "../../server/src/providers/gemini";
import type { Provider } from "../../server/src/providers/provider";
import { vertex } from "../../server/src/providers/vertex";
import type { Dialect } from "../../server/src/proxy/dialects/dialect";
import { meaningOf, readStream } from "../support/dialect-answers";
import { joinChunks, readChunks, streamFixtures } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, type RawRequest } from "../support/http-client";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

const converse = "bedrock/model/m/converse-stream";
const invoke = "bedrock/model/m/invoke-with-response-stream";
const invokeOnce = "bedrock/model/m/invoke";
const generate = "gemini/v1beta/models/m:streamGenerateContent";
const messages = "anthropic/v1/messages";
const onVertex = "vertex/v1/projects/p/locations/eu/publishers/anthropic/models/claude:streamRawPredict";
const chat = "cohere/v2/chat";

let upstream: Upstream;
let gateway: TestGateway;
const providers = new Map<string, Provider>();

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	const world = { fetch, clock: Date.now };
	const { origin } = new URL(upstream.url);
	const opened = [anthropic, bedrock, cohere, gemini, vertex].flatMap((facts) =>
		createProvider(facts, world, { upstream: origin }),
	);
	for (const provider of opened) providers.set(provider.id, provider);
	gateway = await startGateway({ upstreamUrl: upstream.url, providers: opened });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

function dialectAt(door: string): Dialect {
	const slash = door.indexOf("/");
	const dialect = providers.get(door.slice(0, slash))?.dialectOf("POST", door.slice(slash + 1));
	if (dialect === undefined) throw new Error(`${door} is not read`);
	return dialect;
}

function call(path: string): RawRequest {
	return {
		target: `/${path}`,
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
	...streamFixtures("cohere").map((name): Case => ["cohere", name, chat, events]),
	...streamFixtures("vertex")
		.filter((name) => name.startsWith("claude"))
		.map((name): Case => ["vertex", name, onVertex, events]),
];

describe("a stream of another provider", () => {
	test.each(cases)("%s/%s reaches the caller byte for byte, and is recorded", async (provider, name, path, type) => {
		const chunks = readChunks(provider, name);
		upstream.behave(streaming(chunks, { headers: { "content-type": type } }));
		const { body } = await ask(gateway.port, call(path));
		expect(Buffer.from(body)).toEqual(Buffer.from(joinChunks(chunks)));

		const { span } = await gateway.onlyEntry();
		const answer = meaningOf(readStream(dialectAt(path), chunks));
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
