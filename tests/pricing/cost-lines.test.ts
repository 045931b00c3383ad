import { describe, expect, test } from "bun:test";
import { costLines } from "../../server/src/pricing/cost-lines";
import { readRates, writeRates } from "../../server/src/pricing/rates-text";
import { cachedTokens, inputTokens, outputTokens, type Usage } from "../../server/src/pricing/usage";

const usage: Usage = { uncachedInput: 30, cacheRead: 0, audioInput: 90, output: 15, reasoning: 7 };
const rates = { uncachedInput: 2_500_000n, cacheRead: 1_250_000n, output: 10_000_000n, reasoning: 10_000_000n };

describe("the lines of a cost", () => {
	test("show what was used, and no price where there is no rate", () => {
		expect(costLines(usage, rates)).toEqual([
			{ unit: "uncachedInput", amount: 30, rate: 2_500_000n, per: 1, picoUsd: 75_000_000n },
			{ unit: "audioInput", amount: 90, per: 1 },
			{ unit: "output", amount: 15, rate: 10_000_000n, per: 1, picoUsd: 150_000_000n },
			{ unit: "reasoning", amount: 7, rate: 10_000_000n, per: 1, picoUsd: 70_000_000n },
		]);
	});

	test("have one for what is billed by the request, the searched request or the hour", () => {
		const billed = { requests: 5n, searchedRequests: 35n, audioInputHours: 111_000_000_000n };
		expect(costLines({ webSearches: 3, audioInputSeconds: 10 }, billed)).toEqual([
			{ unit: "searchedRequests", amount: 1, rate: 35n, per: 1, picoUsd: 35n },
			{ unit: "audioInputHours", amount: 10, rate: 111_000_000_000n, per: 3600, picoUsd: 308_333_333n },
			{ unit: "requests", amount: 1, rate: 5n, per: 1, picoUsd: 5n },
		]);
		expect(costLines({ webSearches: 2 }, { searchedRequests: 35n, webSearches: 14n })).toEqual([
			{ unit: "webSearches", amount: 2, rate: 14n, per: 1, picoUsd: 28n },
		]);
	});
});

describe("rates as text", () => {
	test("are those that were used, as decimal strings by unit, with where they are from, and read back the same", () => {
		const cost = { state: "priced", rates, origins: { output: "=0f3a91c2d4 *77aa001122" } } as const;
		const text = writeRates({ output: 1, uncachedInput: 2, audioInput: 3 }, cost);
		expect(text).toBe('{"uncachedInput":"2500000","output":"10000000 =0f3a91c2d4 *77aa001122"}');
		expect(writeRates({ output: 9, uncachedInput: 8, audioInput: 7 }, cost)).toBe(text);
		expect(writeRates({ cacheRead: 1 }, cost)).toBe('{"cacheRead":"1250000"}');
		expect(readRates(text)).toEqual({
			rates: { uncachedInput: 2_500_000n, output: 10_000_000n },
			origins: { output: "=0f3a91c2d4 *77aa001122" },
			further: [],
		});
	});

	test("stay the same however many kinds of usage there are", () => {
		const shared = Object.freeze({ requests: 7n });
		for (let i = 0; i < 300; i++)
			expect(writeRates({ [`kind${i}`]: 1 } as Usage, { state: "priced", rates: shared })).toBe('{"requests":"7"}');
	});

	test("have those of further models beside them", () => {
		const part = { model: "b", usage: { output: 2 } };
		const text = writeRates(
			{ uncachedInput: 1 },
			{
				state: "partial",
				rates,
				further: [
					{ ...part, state: "priced", rates, source: "book b" },
					{ ...part, state: "unpriced" },
				],
			},
		);
		expect(readRates(text)).toEqual({
			rates: { uncachedInput: 2_500_000n },
			origins: {},
			further: [
				{ ...part, source: "book b", rates: { output: 10_000_000n }, origins: {} },
				{ ...part, source: null, rates: {}, origins: {} },
			],
		});
		expect(readRates(writeRates({}, { state: "unpriced", further: [] }))).toEqual({
			rates: {},
			origins: {},
			further: [],
		});
	});

	test("are none where nothing is priced", () => {
		expect(writeRates(usage, { state: "unpriced" })).toBeNull();
		expect(readRates(null)).toEqual({ rates: {}, origins: {}, further: [] });
	});

	test("that are not JSON cannot be read, and what is no rate in them is left out", () => {
		expect(() => readRates("{")).toThrow(SyntaxError);
		expect(() => readRates('{"output":"dear"}')).toThrow(SyntaxError);
		expect(readRates('{"tips":"1","output":2}')).toEqual({ rates: {}, origins: {}, further: [] });
	});
});

describe("the totals of usage", () => {
	test("sum the buckets of their side", () => {
		expect([inputTokens(usage), outputTokens(usage)]).toEqual([120, 22]);
		expect(inputTokens({ cacheReadAudio: 1, cacheReadImage: 2 })).toBe(3);
		expect([cachedTokens({ cacheRead: 4, cacheReadAudio: 1 }), cachedTokens({ uncachedInput: 4 })]).toEqual([
			5,
			undefined,
		]);
	});

	test("are unknown, not 0, when no bucket of that side is known", () => {
		expect([inputTokens({ output: 1 }), outputTokens({ uncachedInput: 1 })]).toEqual([undefined, undefined]);
	});
});
