import { describe, expect, test } from "bun:test";
import { costLines } from "../../server/src/pricing/cost-lines";
import { price } from "../../server/src/pricing/price";
import { readRates, writeRates } from "../../server/src/pricing/rates-text";
import { inputTokens, outputTokens, type Usage } from "../../server/src/pricing/usage";

const model = { provider: "openai", name: "gpt-4o-audio-preview" };
const at = new Date("2026-11-22T12:00:00Z");
const usage: Usage = { uncachedInput: 30, cacheRead: 0, audioInput: 90, output: 15, reasoning: 7 };

describe("the lines of a cost", () => {
	const cost = price(usage, model, at);
	const lines = costLines(usage, cost.rates ?? {});

	test("show each bucket with tokens, and no price where there is no rate", () => {
		expect(lines).toEqual([
			{ bucket: "uncachedInput", tokens: 30, picoUsdPerToken: 2_500_000n, picoUsd: 75_000_000n },
			{ bucket: "audioInput", tokens: 90 },
			{ bucket: "output", tokens: 15, picoUsdPerToken: 10_000_000n, picoUsd: 150_000_000n },
			{ bucket: "reasoning", tokens: 7, picoUsdPerToken: 10_000_000n, picoUsd: 70_000_000n },
		]);
	});

	test("sum to the cost exactly", () => {
		expect(lines.reduce((sum, line) => sum + (line.picoUsd ?? 0n), 0n)).toBe(cost.picoUsd as bigint);
	});
});

describe("rates as text", () => {
	test("are decimal strings by bucket and read back the same", () => {
		const rates = { output: 10n ** 20n, uncachedInput: 2_500_000n };
		expect(writeRates(rates)).toBe('{"uncachedInput":"2500000","output":"100000000000000000000"}');
		expect(writeRates(rates)).toBe(writeRates({ ...rates }));
		expect(readRates(writeRates(rates))).toEqual(rates);
	});

	test("that are not JSON cannot be read", () => {
		expect(() => readRates("{")).toThrow(SyntaxError);
		expect(() => readRates('{"output":"dear"}')).toThrow(SyntaxError);
	});
});

describe("the totals of usage", () => {
	test("sum the buckets of their side", () => {
		expect([inputTokens(usage), outputTokens(usage)]).toEqual([120, 22]);
	});

	test("are unknown, not 0, when no bucket of that side is known", () => {
		expect([inputTokens({ output: 1 }), outputTokens({ uncachedInput: 1 })]).toEqual([undefined, undefined]);
	});
});
