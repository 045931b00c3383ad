import { describe, expect, test } from "bun:test";
import type { CostState } from "../../../server/src/pricing/cost";
import { price } from "../../../server/src/pricing/price";
import type { Usage } from "../../../server/src/pricing/usage";
import type { Answer } from "../../../server/src/proxy/dialects/dialect";
import { openaiChat } from "../../../server/src/proxy/dialects/openai-chat";
import { jsonFixtures, readChunks, readJsonFixture, streamPairs } from "../../support/fixtures";

interface Expected {
	model?: string;
	finishReason?: string;
	usage?: Usage;
	errorType?: string;
	cost: CostState;
	picoUsd?: bigint;
}

const at = new Date("2026-11-22T12:00:00Z");
const silent = { cacheRead: 0, audioInput: 0, reasoning: 0, audioOutput: 0 };
const gpt4o = { model: "gpt-4o-2024-08-06", finishReason: "stop", cost: "priced" } as const;
const mini = { model: "gpt-4o-mini-2024-07-18", cost: "priced" } as const;
const audioUsage = { uncachedInput: 30, cacheRead: 0, audioInput: 90, output: 15, reasoning: 0, audioOutput: 45 };

/** Costs are worked by hand from USD per million tokens as genai-prices 0.1.8 lists them: tokens × rate, in pico-USD. */
const answers: Record<string, Expected> = {
	// gpt-4o: 2.5 in, 1.25 cached, 10 out. 1,000 × 2,500,000 + 100 × 10,000,000
	plain: { ...gpt4o, usage: { ...silent, uncachedInput: 1000, output: 100 }, picoUsd: 3_500_000_000n },
	// 400 × 2,500,000 + 600 × 1,250,000 + 100 × 10,000,000
	"cached-input": {
		...gpt4o,
		usage: { ...silent, uncachedInput: 400, cacheRead: 600, output: 100 },
		picoUsd: 2_750_000_000n,
	},
	refusal: { ...gpt4o, usage: { ...silent, uncachedInput: 33, output: 11 }, picoUsd: 192_500_000n },
	"content-filter": {
		...gpt4o,
		finishReason: "content_filter",
		usage: { ...silent, uncachedInput: 25, output: 3 },
		picoUsd: 92_500_000n,
	},
	logprobs: { ...gpt4o, usage: { ...silent, uncachedInput: 8, output: 2 }, picoUsd: 40_000_000n },
	// Rejected predictions are output like all the rest. 200 × 2,500,000 + 120 × 10,000,000
	"predicted-output": { ...gpt4o, usage: { ...silent, uncachedInput: 200, output: 120 }, picoUsd: 1_700_000_000n },
	// gpt-4o-mini: 0.15 in, 0.6 out. 9 × 150,000 + 4 × 600,000
	"two-choices": {
		...mini,
		finishReason: "stop",
		usage: { ...silent, uncachedInput: 9, output: 4 },
		picoUsd: 3_750_000n,
	},
	// gpt-4.1: 2 in, 8 out. 212 × 2,000,000 + 46 × 8,000,000
	"parallel-tool-calls": {
		model: "gpt-4.1-2025-04-14",
		finishReason: "tool_calls",
		usage: { ...silent, uncachedInput: 212, output: 46 },
		cost: "priced",
		picoUsd: 792_000_000n,
	},
	// gpt-5.6-sol: 4 in, 0.4 cached, 5 written, 20 out. 3 × 4,000,000 + 8,385 × 400,000 + 89 × 5,000,000 + 38 × 20,000,000
	"cache-write": {
		model: "gpt-5.6-sol",
		finishReason: "stop",
		usage: { ...silent, uncachedInput: 3, cacheRead: 8385, cacheWrite5m: 89, output: 38 },
		cost: "priced",
		picoUsd: 4_571_000_000n,
	},
	// o3: 2 in, 8 out. 1,000 × 2,000,000 + (8 + 4,992) × 8,000,000
	reasoning: {
		model: "o3-2025-04-16",
		finishReason: "stop",
		usage: { ...silent, uncachedInput: 1000, output: 8, reasoning: 4992 },
		cost: "priced",
		picoUsd: 42_000_000_000n,
	},
	// o3 in flex costs half: 1,000 × 1,000,000 + 10 × 4,000,000
	"flex-tier": {
		model: "o3-2025-04-16",
		finishReason: "stop",
		usage: { ...silent, uncachedInput: 1000, output: 10 },
		cost: "priced",
		picoUsd: 1_040_000_000n,
	},
	// gpt-audio: 2.5 in, 10 out, audio 32 in, 64 out. 30 × 2,500,000 + 90 × 32,000,000 + 15 × 10,000,000 + 45 × 64,000,000
	audio: {
		model: "gpt-audio-2025-08-28",
		finishReason: "stop",
		usage: audioUsage,
		cost: "priced",
		picoUsd: 5_985_000_000n,
	},
	// genai-prices has its text rates only; audio 40 in, 80 out: 30 × 2.5 + 90 × 40 + 15 × 10 + 45 × 80 USD per million
	"audio-without-rates": {
		model: "gpt-4o-audio-preview-2024-12-17",
		finishReason: "stop",
		usage: audioUsage,
		cost: "priced",
		picoUsd: 7_425_000_000n,
	},
	"usage-missing": { model: "llama-3.3-70b", finishReason: "stop", cost: "unpriced" },
	"error-401": { errorType: "invalid_request_error", cost: "unpriced" },
	"error-429": { errorType: "insufficient_quota", cost: "unpriced" },
};

const streams: Record<string, Expected> = {
	// 14 × 2,500,000 + 7 × 10,000,000
	plain: { ...gpt4o, usage: { ...silent, uncachedInput: 14, output: 7 }, picoUsd: 105_000_000n },
	// 200 × 150,000 + 800 × 75,000 + 100 × 600,000
	"without-obfuscation": {
		...mini,
		finishReason: "length",
		usage: { ...silent, uncachedInput: 200, cacheRead: 800, output: 100 },
		picoUsd: 150_000_000n,
	},
	// 86 × 2,500,000 + 1,920 × 1,250,000 + 3 × 10,000,000
	"cached-input": {
		...gpt4o,
		usage: { ...silent, uncachedInput: 86, cacheRead: 1920, output: 3 },
		picoUsd: 2_645_000_000n,
	},
	// 11 × 2,500,000 + 9 × 10,000,000
	"unicode-split": { ...gpt4o, usage: { ...silent, uncachedInput: 11, output: 9 }, picoUsd: 117_500_000n },
	// 3 × 150,000 + 2 × 600,000
	"crlf-and-comments": {
		model: "gpt-4o-mini",
		finishReason: "stop",
		usage: { uncachedInput: 3, output: 2 },
		cost: "priced",
		picoUsd: 1_650_000n,
	},
	"error-mid-stream": { model: "gpt-4o-2024-08-06", errorType: "server_error", cost: "unpriced" },
	"broken-off": { model: "gpt-4o-2024-08-06", cost: "unpriced" },
	...pick(["parallel-tool-calls", "cache-write", "reasoning", "audio", "refusal", "content-filter"]),
	...pick(["two-choices", "logprobs", "usage-missing"]),
};

/** Streams that say the same as the JSON answer of their name. */
function pick(names: readonly string[]): Record<string, Expected> {
	return Object.fromEntries(names.map((name) => [name, answers[name] as Expected]));
}

function summary(answer: Answer): Expected {
	const model = { provider: "openai", name: answer.responseModel ?? "", serviceTier: answer.serviceTier };
	const cost = price(answer.usage, model, at);
	return {
		model: answer.responseModel,
		finishReason: answer.finishReason,
		usage: answer.usage,
		errorType: answer.error?.type,
		cost: cost.state,
		picoUsd: cost.picoUsd,
	};
}

describe("a recorded OpenAI answer", () => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(answers).sort()).toEqual(jsonFixtures("openai"));
		expect(Object.keys(streams).sort()).toEqual(streamPairs("openai"));
	});

	test.each(Object.entries(answers))("%s.json gives the right model, usage and exact cost", (name, expected) => {
		expect(summary(openaiChat.readResponse(readJsonFixture("openai", name)))).toEqual(expected);
	});

	test.each(Object.entries(streams))("%s, streamed, gives the right model, usage and exact cost", (name, expected) => {
		const reader = openaiChat.createStreamReader();
		for (const chunk of readChunks("openai", `${name}.asked`)) reader.read(chunk);
		expect(summary(reader.end())).toEqual(expected);
	});

	test.each(Object.entries(streams))("%s, streamed unasked, gives no usage", (name, expected) => {
		const reader = openaiChat.createStreamReader();
		for (const chunk of readChunks("openai", `${name}.unasked`)) reader.read(chunk);
		const { usage, picoUsd, ...rest } = expected;
		expect(summary(reader.end())).toEqual({ ...rest, cost: "unpriced" });
	});
});
