import { describe, expect, test } from "bun:test";
import { price } from "../../../server/src/pricing/price";
import { anthropicMessages } from "../../../server/src/proxy/dialects/anthropic-messages";
import type { Answer } from "../../../server/src/proxy/dialects/dialect";
import { expectAlikeWhereverCut, meaningOf, readStream } from "../../support/dialect-answers";
import { jsonFixtures, readChunks, readJsonFixture, streamFixtures } from "../../support/fixtures";

const sonnet = { responseModel: "claude-sonnet-4-5-20250929", finishReason: "end_turn", serviceTier: "standard" };
const noCache = { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const complete = { isComplete: true } as const;
const plain: Answer = { ...sonnet, usage: { ...noCache, uncachedInput: 25, output: 15 } };
const local = { responseModel: "qwen3-coder", finishReason: "end_turn" };
const longCache: Answer = {
	...sonnet,
	usage: { uncachedInput: 10, cacheRead: 6000, cacheWrite5m: 1000, cacheWrite1h: 2000, output: 500 },
};
const thinking: Answer = { ...sonnet, usage: { ...noCache, uncachedInput: 60, output: 20, reasoning: 880 } };

const answers: Record<string, Answer> = {
	plain,
	tools: { ...sonnet, finishReason: "tool_use", usage: { ...noCache, uncachedInput: 412, output: 58 } },
	"cached-5m": { ...sonnet, usage: { ...noCache, uncachedInput: 3, cacheWrite5m: 12304, output: 550 } },
	"cached-1h": longCache,
	"cached-without-breakdown": {
		responseModel: sonnet.responseModel,
		finishReason: "end_turn",
		usage: { uncachedInput: 21, cacheRead: 0, cacheWrite5m: 188086, output: 393 },
	},
	thinking,
	"server-tools": {
		...sonnet,
		usage: { ...noCache, uncachedInput: 6039, output: 931, webSearches: 2, codeSessions: 1 },
	},
	refusal: { ...sonnet, finishReason: "refusal", usage: { ...noCache, uncachedInput: 33, output: 1 } },
	"priority-tier": { ...plain, serviceTier: "priority" },
	fast: { ...plain, responseModel: "claude-opus-4-6", serviceTier: "fast" },
	compaction: { ...sonnet, usage: { ...noCache, uncachedInput: 225_000, output: 4734 } },
	// The totals have the input of the first turn only: 412 + 1,348 and 412 read.
	advisor: {
		...sonnet,
		usage: { uncachedInput: 1760, cacheRead: 412, cacheWrite5m: 0, cacheWrite1h: 0, output: 531 },
		furtherUsage: [
			{
				model: "claude-opus-4-6",
				usage: { uncachedInput: 823, cacheRead: 0, cacheWrite5m: 0, output: 1612 },
			},
		],
	},
	"usage-missing": local,
	"count-tokens": {},
	batch: {},
	"batch-ended": {},
	"error-400": { error: { type: "invalid_request_error", message: "max_tokens: Field required" } },
	"error-429": {
		error: { type: "rate_limit_error", message: "This request would exceed your organization's rate limit." },
	},
	"error-529": { error: { type: "overloaded_error", message: "Overloaded" } },
};

const streams: Record<string, Answer> = {
	plain: { ...plain, ...complete },
	crlf: { ...plain, ...complete },
	tools: {
		...sonnet,
		finishReason: "tool_use",
		usage: { ...noCache, uncachedInput: 472, output: 89 },
		...complete,
	},
	"cached-5m": { ...sonnet, usage: { ...noCache, uncachedInput: 4, cacheRead: 2455, output: 23 }, ...complete },
	"cached-1h": { ...longCache, ...complete },
	thinking: { ...thinking, ...complete },
	"server-tools": {
		...sonnet,
		usage: {
			uncachedInput: 123_201,
			cacheRead: 426_653,
			cacheWrite5m: 184_457,
			cacheWrite1h: 0,
			output: 5100,
			webSearches: 5,
		},
		...complete,
	},
	refusal: { ...sonnet, finishReason: "refusal", usage: { ...noCache, uncachedInput: 564, output: 22 }, ...complete },
	"error-mid-stream": {
		responseModel: sonnet.responseModel,
		serviceTier: "standard",
		usage: { ...noCache, uncachedInput: 25, output: 1 },
		usageSoFar: true,
		error: { type: "overloaded_error", message: "Overloaded" },
	},
	"broken-off": {
		responseModel: sonnet.responseModel,
		serviceTier: "standard",
		usage: { ...noCache, uncachedInput: 1200, cacheRead: 800, output: 1 },
		usageSoFar: true,
	},
	"usage-missing": { ...local, ...complete },
	"zeros-at-the-start": { ...local, usage: { uncachedInput: 90, cacheRead: 10, output: 7 }, ...complete },
	"zeros-at-the-end": { ...local, usage: { uncachedInput: 90, cacheRead: 10, output: 7 }, ...complete },
	"unicode-split": { ...sonnet, usage: { ...noCache, uncachedInput: 11, output: 9 }, ...complete },
};

describe("a recorded Anthropic answer", () => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(answers).sort()).toEqual(jsonFixtures("anthropic"));
		expect(Object.keys(streams).sort()).toEqual(streamFixtures("anthropic"));
	});

	test.each(Object.entries(answers))("%s.json is read", (name, expected) => {
		const answer = anthropicMessages.readResponse(readJsonFixture("anthropic", name));
		expect(meaningOf(answer)).toEqual(expected);
		expect(answer.isJson).toBe(true);
	});

	test.each(Object.entries(streams))("%s, streamed, is read, wherever it is cut", (name, expected) => {
		const chunks = readChunks("anthropic", name);
		const answer = readStream(anthropicMessages, chunks);
		expect(meaningOf(answer)).toEqual(expected);
		expectAlikeWhereverCut(anthropicMessages, chunks, answer);
	});

	test("costs what its tokens cost, the cache's lifetimes apart", () => {
		const { usage } = anthropicMessages.readResponse(readJsonFixture("anthropic", "cached-1h"));
		const model = { provider: "anthropic", name: "claude-sonnet-4-5-20250929", serviceTier: "standard" };
		// 10 × 3 + 6,000 × 0.3 + 1,000 × 3.75 + 2,000 × 6 + 500 × 15 USD per million
		expect(price(usage, model, new Date("2026-11-22T12:00:00Z"))).toMatchObject({
			state: "priced",
			picoUsd: 25_080_000_000n,
		});
	});
});
