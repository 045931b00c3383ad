import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { ResultsSource } from "../../server/src/batches/span-of-call";
import { anthropic } from "../../server/src/providers/anthropic";
import { createProvider } from "../../server/src/providers/create-provider";
import type { BatchedCall } from "../../server/src/proxy/dialects/dialect";
import { readFixture } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, type Upstream } from "../support/upstream";

setDefaultTimeout(120_000);

const openaiResults = readFixture("openai/batches", "results.jsonl");
const anthropicResults = new Uint8Array(
	readFileSync(new URL("../fixtures/anthropic/batch-results.jsonl", import.meta.url)),
);

let upstream: Upstream;
let gateway: TestGateway;
const counted: { source: ResultsSource; call: BatchedCall }[] = [];

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({
		upstreamUrl: upstream.url,
		providers: createProvider(anthropic, { fetch, clock: Date.now }, { upstream: upstream.url.replace(/\/v1$/, "") }),
		batches: {
			count: (source, call) => {
				counted.push({ source, call });
			},
		},
	});
});
afterEach(async () => {
	await gateway.settled();
	gateway.forget();
	counted.length = 0;
});
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

const get = (target: string, headers: [string, string][] = []) => ask(gateway.port, { method: "GET", target, headers });

describe("the results of a batch", () => {
	test("of OpenAI pass byte for byte, and each line is a call", async () => {
		upstream.behave(answering(openaiResults));
		const answer = await get("/openai/v1/files/file-1/content");
		expect(Buffer.from(answer.body).equals(Buffer.from(openaiResults))).toBe(true);
		await gateway.settled();
		expect(counted.map(({ call }) => call.customId)).toEqual(["call-1", "call-2", "call-3", "call-4", "call-5"]);
		expect(counted[0]).toMatchObject({
			source: { organizationId: "org-1", provider: "openai", results: "file-1", operation: "files/file-1/content" },
			call: {
				key: "batch_req_1",
				kind: "llm",
				httpStatus: 200,
				madeAtMs: 1_795_341_600_000,
				answer: { serviceTier: "batch" },
			},
		});
		expect(counted[2]?.call.kind).toBe("embedding");
	});

	test("of Anthropic likewise", async () => {
		upstream.behave(answering(anthropicResults));
		const answer = await get("/anthropic/v1/messages/batches/msgbatch_1/results");
		expect(Buffer.from(answer.body).equals(Buffer.from(anthropicResults))).toBe(true);
		await gateway.settled();
		expect(counted.map(({ source, call }) => [source.results, call.key, call.answer.error?.type])).toEqual([
			["msgbatch_1", "erste-Frage", undefined],
			["msgbatch_1", "second", undefined],
			["msgbatch_1", "third", "invalid_request_error"],
			["msgbatch_1", "fourth", "expired"],
		]);
	});

	test("are not counted for a caller of whom nothing is kept", async () => {
		upstream.behave(answering(openaiResults));
		await get("/openai/v1/files/file-1/content", [["x-lensai-capture", "off"]]);
		await gateway.settled();
		expect(counted).toEqual([]);
	});
});

test.each([
	[
		"the requests of a batch",
		'{"custom_id":"1","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o"}}\n'.repeat(9),
	],
	["text to train with", '{"messages":[{"role":"user","content":"Hi"}]}\n'.repeat(9)],
	["no text at all", "\u0000\u0001\n".repeat(9)],
])("a file of %s has no calls in it", async (_, body) => {
	upstream.behave(answering(body));
	const answer = await get("/openai/v1/files/file-2/content");
	expect(new TextDecoder().decode(answer.body)).toBe(body);
	await gateway.settled();
	expect(counted).toEqual([]);
});
