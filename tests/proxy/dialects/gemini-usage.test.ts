import { describe, expect, test } from "bun:test";
import { inputTokens, outputTokens } from "../../../server/src/pricing/usage";
import { readGeminiTier, readGeminiUsage } from "../../../server/src/proxy/dialects/gemini-usage";

const of = (modality: string, tokenCount: unknown) => ({ modality, tokenCount });

describe("Google's usage", () => {
	test("becomes buckets that do not overlap and add up to its totals", () => {
		const usage = readGeminiUsage({
			promptTokenCount: 1000,
			cachedContentTokenCount: 600,
			toolUsePromptTokenCount: 70,
			candidatesTokenCount: 300,
			thoughtsTokenCount: 80,
			totalTokenCount: 1450,
			promptTokensDetails: [of("TEXT", 700), of("AUDIO", 200), of("IMAGE", 100)],
			cacheTokensDetails: [of("TEXT", 500), of("AUDIO", 100)],
			toolUsePromptTokensDetails: [of("TEXT", 60), of("IMAGE", 10)],
			candidatesTokensDetails: [of("TEXT", 100), of("IMAGE", 150), of("AUDIO", 50)],
		});
		expect(usage).toEqual({
			uncachedInput: 260,
			cacheRead: 500,
			cacheReadAudio: 100,
			audioInput: 100,
			imageInput: 110,
			output: 100,
			reasoning: 80,
			audioOutput: 50,
			imageOutput: 150,
		});
		expect(inputTokens(usage ?? {})).toBe(1070);
		expect(outputTokens(usage ?? {})).toBe(380);
	});

	test("takes what was cached off the text when nobody says what it was", () => {
		const details = [of("TEXT", 400), of("AUDIO", 600)];
		expect(
			readGeminiUsage({ promptTokenCount: 1000, cachedContentTokenCount: 300, promptTokensDetails: details }),
		).toEqual({ uncachedInput: 100, cacheRead: 300, audioInput: 600 });
		expect(
			readGeminiUsage({ promptTokenCount: 1000, cachedContentTokenCount: 700, promptTokensDetails: details }),
		).toEqual({ uncachedInput: 0, cacheRead: 700, audioInput: 300 });
	});

	test("takes thoughts off the candidates only where the total says that they are among them", () => {
		const counts = { promptTokenCount: 10, candidatesTokenCount: 100, thoughtsTokenCount: 60 };
		expect(readGeminiUsage({ ...counts, totalTokenCount: 110 })).toMatchObject({ output: 40, reasoning: 60 });
		expect(readGeminiUsage({ ...counts, totalTokenCount: 170 })).toMatchObject({ output: 100, reasoning: 60 });
		expect(readGeminiUsage(counts)).toMatchObject({ output: 100, reasoning: 60 });
		expect(readGeminiUsage({ ...counts, thoughtsTokenCount: 200, totalTokenCount: 110 })).toMatchObject({
			output: 100,
		});
	});

	test("never takes more off a total than it has", () => {
		expect(readGeminiUsage({ candidatesTokenCount: 5, candidatesTokensDetails: [of("AUDIO", 9)] })).toEqual({
			output: 0,
			audioOutput: 5,
		});
		expect(readGeminiUsage({ promptTokenCount: 5, promptTokensDetails: [of("IMAGE", 3), of("AUDIO", 4)] })).toEqual({
			uncachedInput: 0,
			audioInput: 4,
			imageInput: 1,
		});
	});

	test("counts more cached tokens than the prompt has beside it", () => {
		expect(readGeminiUsage({ promptTokenCount: 5, cachedContentTokenCount: 13_710 })).toEqual({
			uncachedInput: 5,
			cacheRead: 13_710,
		});
		const promptTokensDetails = [of("TEXT", 2), of("AUDIO", 3)];
		const cacheTokensDetails = [of("AUDIO", 9)];
		expect(
			readGeminiUsage({ promptTokenCount: 5, cachedContentTokenCount: 9, promptTokensDetails, cacheTokensDetails }),
		).toEqual({ uncachedInput: 2, audioInput: 3, cacheRead: 0, cacheReadAudio: 9 });
	});

	test("leaves out what was not said, and keeps a zero that was", () => {
		expect(readGeminiUsage({ thoughtsTokenCount: 7 })).toEqual({ reasoning: 7 });
		expect(readGeminiUsage({ promptTokenCount: 0, candidatesTokenCount: 0 })).toEqual({ uncachedInput: 0, output: 0 });
		expect(readGeminiUsage({ promptTokenCount: 3, cachedContentTokenCount: 0 })).toEqual({
			uncachedInput: 3,
			cacheRead: 0,
		});
	});

	test.each([[null], [{}], [of("AUDIO", -1)], [of("AUDIO", 1.5)], [{ tokenCount: 3 }], ["AUDIO"]])(
		"drops the detail %p",
		(detail) => {
			expect(readGeminiUsage({ promptTokenCount: 5, promptTokensDetails: [detail] })).toEqual({ uncachedInput: 5 });
		},
	);

	test.each(["promptTokenCount", "cachedContentTokenCount", "candidatesTokenCount", "thoughtsTokenCount"])(
		"is unusable when %s cannot be a number of tokens",
		(name) => {
			for (const count of [-1, 1.5, "7", 2 ** 53, true, {}]) {
				expect(readGeminiUsage({ promptTokenCount: 1, [name]: count })).toBeUndefined();
			}
		},
	);

	test.each([[undefined], [null], [5], [[]], [{}], [{ trafficType: "ON_DEMAND" }]])(
		"is absent when it is %p",
		(raw) => {
			expect(readGeminiUsage(raw)).toBeUndefined();
		},
	);
});

describe("Google's service tier", () => {
	test.each([
		[{}, null, undefined],
		[undefined, "priority", "priority"],
		[{ serviceTier: "flex" }, "standard", "flex"],
		[{ serviceTier: "SERVICE_TIER_PRIORITY" }, undefined, "priority"],
		[{ serviceTier: "unspecified" }, undefined, "standard"],
		[{ trafficType: "ON_DEMAND" }, undefined, "standard"],
		[{ trafficType: "ON_DEMAND_FLEX" }, undefined, "flex"],
		[{ trafficType: "PROVISIONED_THROUGHPUT" }, undefined, "provisioned"],
		[{ trafficType: "SOMETHING_NEW" }, undefined, "something_new"],
	])("of usage %p and header %p is %p", (raw, header, expected) => {
		expect(readGeminiTier(raw, header)).toBe(expected);
	});
});
