import { describe, expect, test } from "bun:test";
import { price } from "../../server/src/pricing/price";
import type { Usage } from "../../server/src/pricing/usage";

const now = "2026-11-22T12:00:00Z";

function priceOf(usage: Usage | undefined, provider: string, name: string, at = now) {
	return price(usage, { provider, name }, new Date(at));
}

/**
 * Worked by hand from USD per million tokens, tokens × rate summed, and equal to what calcPrice of genai-prices 0.1.8 gives.
 * Rates are in the comment where the model's name does not stand above with them.
 */
const cases: [what: string, usage: Usage, provider: string, model: string, at: string, picoUsd: bigint][] = [
	// gpt-4o: 2.5 in, 1.25 cached, 10 out
	["plain", { uncachedInput: 1000, output: 100 }, "openai", "gpt-4o", now, 3_500_000_000n],
	["cached input", { uncachedInput: 400, cacheRead: 600, output: 100 }, "openai", "gpt-4o", now, 2_750_000_000n],
	// o3: 2 in, 8 out since 2025-06-10; 10 in, 40 out before
	["reasoning, billed as output", { uncachedInput: 1000, reasoning: 5000 }, "openai", "o3", now, 42_000_000_000n],
	["before a price cut", { uncachedInput: 1e6, output: 1e6 }, "openai", "o3", "2025-05-01", 50_000_000_000_000n],
	["after it", { uncachedInput: 1e6, output: 1e6 }, "openai", "o3", "2025-07-01", 10_000_000_000_000n],
	// gpt-5.6-sol: 5 in, 30 out; from 2026-08-… 4 in, 20 out
	["in August", { uncachedInput: 1e5, output: 1e4 }, "openai", "gpt-5.6-sol", "2026-08-01", 800_000_000_000n],
	["in September", { uncachedInput: 1e5, output: 1e4 }, "openai", "gpt-5.6-sol", "2026-09-01", 600_000_000_000n],
	// claude-sonnet-4: 3 in, 0.3 read, 3.75 written, 6 written for an hour, 15 out
	[
		"cache reads and writes",
		{ uncachedInput: 1000, cacheRead: 6000, cacheWrite5m: 3000, output: 500 },
		"anthropic",
		"claude-sonnet-4-20250514",
		now,
		23_550_000_000n,
	],
	[
		"one-hour cache writes",
		{ uncachedInput: 1000, cacheRead: 6000, cacheWrite5m: 2000, cacheWrite1h: 1000, output: 500 },
		"anthropic",
		"claude-sonnet-4-20250514",
		now,
		25_800_000_000n,
	],
	// claude-opus-4-6: 5 in, above 200,000 input tokens 10 until 2026-03-13
	[
		"a long input at its premium",
		{ uncachedInput: 3e5 },
		"anthropic",
		"claude-opus-4-6",
		"2026-03-01",
		3_000_000_000_000n,
	],
	["and without", { uncachedInput: 3e5 }, "anthropic", "claude-opus-4-6", "2026-04-01", 1_500_000_000_000n],
	// gemini-2.5-pro: 1.25 in, 10 out; above 200,000 input tokens 2.5 in, 15 out
	["below a step", { uncachedInput: 150_000, output: 1000 }, "google", "gemini-2.5-pro", now, 197_500_000_000n],
	["above it", { uncachedInput: 250_000, output: 1000 }, "google", "gemini-2.5-pro", now, 640_000_000_000n],
	["an answer whose input was not told", { output: 1000 }, "google", "gemini-2.5-pro", now, 10_000_000_000n],
	["on it", { uncachedInput: 200_000 }, "google", "gemini-2.5-pro", now, 250_000_000_000n],
	// 100,000 × 2.5 + 100,001 × 0.25: cached tokens count towards the step
	[
		"above it with cached input",
		{ uncachedInput: 1e5, cacheRead: 100_001 },
		"google",
		"gemini-2.5-pro",
		now,
		275_000_250_000n,
	],
	// gemini-2.5-flash: 0.3 in, 1 audio in, 2.5 out
	[
		"audio in",
		{ uncachedInput: 6000, audioInput: 4000, output: 1000 },
		"google",
		"gemini-2.5-flash",
		now,
		8_300_000_000n,
	],
	// deepseek-chat: 0.27 in, 0.135 from 16:30 to 00:30 UTC
	["at night", { uncachedInput: 1e6 }, "deepseek", "deepseek-chat", "2025-06-01T17:00:00Z", 135_000_000_000n],
	["by day", { uncachedInput: 1e6 }, "deepseek", "deepseek-chat", "2025-06-01T10:00:00Z", 270_000_000_000n],
	["a dated model", { uncachedInput: 1000 }, "openai", "gpt-4o-2024-08-06", now, 2_500_000_000n],
	// ft:gpt-4o: 3.75 in, 15 out
	[
		"a fine-tuned model",
		{ uncachedInput: 1000, output: 100 },
		"openai",
		"ft:gpt-4o-2024-08-06:acme::b1",
		now,
		5_250_000_000n,
	],
	["an Azure deployment", { uncachedInput: 1000, output: 100 }, "azure", "gpt-4o", now, 3_500_000_000n],
	// claude-sonnet-4-5 3 in; the EU profile 10 % more
	[
		"a regional model",
		{ uncachedInput: 1000 },
		"aws",
		"eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
		now,
		3_300_000_000n,
	],
];

describe("the price of a call", () => {
	test.each(cases)("%s", (_, usage, provider, model, at, picoUsd) => {
		expect(priceOf(usage, provider, model, at)).toMatchObject({ state: "priced", picoUsd });
	});

	test("comes with its rates and their source", () => {
		const { rates, source } = priceOf({ uncachedInput: 1 }, "openai", "gpt-4o-2024-08-06");
		expect(rates).toMatchObject({ uncachedInput: 2_500_000n, cacheRead: 1_250_000n, output: 10_000_000n });
		expect(source).toBe("lensai@2026-11-22 genai-prices@0.1.8 openai/gpt-4o");
	});

	test("stays exact beyond the integers that a number can hold", () => {
		const usage = { uncachedInput: 1_000_000_000_001 };
		expect(priceOf(usage, "openai", "gpt-4o").picoUsd).toBe(1_000_000_000_001n * 2_500_000n);
	});

	// 2^63 - 1 = 9,223,372,036,854,775,807 = 3,689,348,814,741 × 2,500,000 + 2,275,807
	test("is believed as far as 64 bits hold it", () => {
		const usage = { uncachedInput: 3_689_348_814_741 };
		expect(priceOf(usage, "openai", "gpt-4o")).toMatchObject({
			state: "priced",
			picoUsd: 9_223_372_036_852_500_000n,
		});
	});

	test("is a known zero for a call that used nothing", () => {
		expect(priceOf({ uncachedInput: 0, output: 0 }, "openai", "gpt-4o")).toMatchObject({
			state: "priced",
			picoUsd: 0n,
		});
	});

	test("is not touched by an empty bucket without a rate", () => {
		expect(priceOf({ uncachedInput: 1, audioInput: 0 }, "openai", "gpt-4o").state).toBe("priced");
	});

	test("is not touched by a bucket that was not told", () => {
		expect(priceOf({ uncachedInput: 1, audioInput: undefined }, "openai", "gpt-4o").state).toBe("priced");
	});
});

describe("a price that is not fully known", () => {
	test.each([
		["no usage", undefined, "openai", "gpt-4o"],
		["usage without a bucket", {}, "openai", "gpt-4o"],
		["an unknown model", { uncachedInput: 1 }, "openai", "llama-3.3-70b"],
		["an unknown provider", { uncachedInput: 1 }, "nobody", "gpt-4o"],
		["a model that is not priced by token", { uncachedInput: 1 }, "openai", "whisper-1"],
		["tokens of a kind without a rate alone", { audioInput: 10 }, "openai", "gpt-4o-audio-preview-2024-10-01"],
		["tokens of a kind without a rate, beside empty buckets", { audioInput: 100, output: 0 }, "openai", "gpt-4o"],
		["a request fee alone", { uncachedInput: 0, output: 0 }, "perplexity", "sonar"],
		["one token more than 64 bits hold", { uncachedInput: 3_689_348_814_742 }, "openai", "gpt-4o"],
		["what would wrap around to little", { uncachedInput: 7_378_697_629_484 }, "openai", "gpt-4o"],
		["what would wrap around below 0", { uncachedInput: 9_007_199_254_740_991 }, "openai", "gpt-4o"],
		["a name that is far too long", { uncachedInput: 1 }, "openai", `ft:gpt-4o-2024-08-06:${"x".repeat(300)}`],
	])("is unpriced, never 0: %s", (_, usage, provider, model) => {
		expect(priceOf(usage, provider, model)).toEqual({ state: "unpriced" });
	});

	// 30 × 2,500,000 + 15 × 10,000,000
	test("is partial, and the sum of what is known, when audio has no rate of its own", () => {
		const usage = { uncachedInput: 30, audioInput: 90, output: 15, audioOutput: 45 };
		const model = "gpt-4o-audio-preview-2024-10-01";
		expect(priceOf(usage, "openai", model)).toMatchObject({ state: "partial", picoUsd: 225_000_000n });
	});

	test("is partial when the provider charges for the request besides its tokens", () => {
		expect(priceOf({ uncachedInput: 1000 }, "perplexity", "sonar")).toMatchObject({
			state: "partial",
			picoUsd: 1_000_000_000n,
		});
	});

	test.each([
		["scale", "estimated", 2_000_000_000n],
		["provisioned", "estimated", 2_000_000_000n],
		["x".repeat(1000), "estimated", 2_000_000_000n],
		["flex", "priced", 1_000_000_000n],
		["priority", "priced", 3_500_000_000n],
		["default", "priced", 2_000_000_000n],
		["on_demand", "priced", 2_000_000_000n],
		[undefined, "priced", 2_000_000_000n],
	] as const)("in the service tier %p is %s", (serviceTier, state, picoUsd) => {
		const model = { provider: "openai", name: "o3", serviceTier };
		expect(price({ uncachedInput: 1000 }, model, new Date(now))).toMatchObject({ state, picoUsd });
	});
});
