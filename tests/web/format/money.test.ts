import { describe, expect, test } from "bun:test";
import {
	costLook,
	countInexact,
	describeCost,
	describeSpend,
	formatCost,
	formatExactCost,
	formatExactUsd,
	formatSaved,
	formatSignedUsd,
	formatSpend,
	formatUsd,
	hasNoPrice,
	isRefused,
} from "../../../web/src/format/money";

describe("formatUsd", () => {
	test.each([
		[0n, "$0.00"],
		[1n, "$0.000000000001"],
		[37n, "$0.000000000037"],
		[1_750_000n, "$0.0000018"],
		[4_215_000_000n, "$0.0042"],
		[42_000_000_000n, "$0.042"],
		[420_000_000_000n, "$0.42"],
		[996_000_000_000n, "$1.00"],
		[12_300_000_000_000n, "$12.30"],
		[1_234_560_000_000_000n, "$1,234.56"],
		[1_005_000_000_000n, "$1.01"],
		[9_007_199_254_740_993_000_000_000_000n, "$9,007,199,254,740,993.00"],
		[-4_215_000_000n, "-$0.0042"],
	])("writes %d pico-USD as %s", (picoUsd, text) => {
		expect(formatUsd(picoUsd)).toBe(text);
	});

	test("never shows money that was spent as nothing", () => {
		for (let digits = 0; digits < 15; digits++) expect(formatUsd(10n ** BigInt(digits))).toMatch(/[1-9]/);
	});
});

test("an explained cost keeps every digit, and at least two decimals", () => {
	expect(formatExactUsd(1_750_000n)).toBe("$0.00000175");
	expect(formatExactUsd(2_500_000_000_000n)).toBe("$2.50");
	expect(formatExactUsd(0n)).toBe("$0.00");
});

describe("formatCost", () => {
	test.each([
		["priced", "4215000000", "$0.0042"],
		["estimated", "4215000000", "≈ $0.0042"],
		["partial", "4215000000", "≥ $0.0042"],
		["priced", "0", "$0.00"],
		["unpriced", null, "—"],
		["unpriced", "0", "—"],
	] as const)("a cost that is %s, %p, reads %p", (costState, costPicoUsd, text) => {
		expect(formatCost({ costState, costPicoUsd })).toBe(text);
	});
});

test("a cost that is explained has every digit and the sign of its state", () => {
	expect(formatExactCost({ costState: "priced", costPicoUsd: "34500000" })).toBe("$0.0000345");
	expect(formatExactCost({ costState: "partial", costPicoUsd: "34500000" })).toBe("≥ $0.0000345");
	expect(formatExactCost({ costState: "priced", costPicoUsd: "34500000", usageState: "estimated" })).toBe(
		"≈ $0.0000345",
	);
	expect(formatExactCost({ costState: "unpriced", costPicoUsd: null })).toBe("—");
});

test("a cost of estimated usage is an estimate, and says why", () => {
	const broken = { costState: "priced", costPicoUsd: "4215000000", usageState: "estimated" } as const;
	expect(formatCost(broken)).toBe("≈ $0.0042");
	expect(describeCost(broken)).toContain("did not tell all tokens");
	expect(describeCost({ ...broken, costState: "estimated" })).toContain("did not tell all tokens");
	expect(formatCost({ ...broken, costState: "partial" })).toBe("≥ $0.0042");
	expect(describeCost({ ...broken, usageState: "measured" })).toContain("as the provider counted them");
});

test("a refused call has no cost that is missing", () => {
	const refused = { costState: "unpriced", costPicoUsd: null, httpStatus: 429 } as const;
	expect([refused, { ...refused, httpStatus: 200 }].map(isRefused)).toEqual([true, false]);
	expect(describeCost(refused)).toContain("nothing is known to have been charged");
});

test("a request without a model has nothing to price, which is no unknown cost", () => {
	const models = { kind: "other", costState: "unpriced", costPicoUsd: null, httpStatus: 200 } as const;
	expect([models, { ...models, kind: "llm" as const }].map(hasNoPrice)).toEqual([true, false]);
	expect(hasNoPrice({ ...models, costState: "priced", costPicoUsd: "7" })).toBe(false);
	expect(describeCost(models)).toContain("not billed by tokens");
	expect(describeCost({ ...models, kind: "llm" })).toContain("Unpriced");
	expect(formatCost(models)).toBe("—");
});

test.each([
	[{ httpStatus: 400, firstByteMs: 80 }, "Refused with 400; nothing is known to have been charged."],
	[{ httpStatus: 500, firstByteMs: 80 }, "Failed with 500; nothing is known to have been charged."],
	[
		{ httpStatus: 504, firstByteMs: null, errorType: "upstream_timeout" },
		"Failed with 504: it got no answer, and nothing is known to have been charged.",
	],
	[
		{ httpStatus: 429, firstByteMs: null, errorType: "rate_limit_exceeded" },
		"Refused by LensAI: nothing was sent, so nothing was charged.",
	],
])("a call without a cost that ended with %p: %s", (outcome, sentence) => {
	expect(describeCost({ costState: "unpriced", costPicoUsd: null, ...outcome })).toBe(sentence);
});

test("an answer from the cache was free, which is no price times tokens", () => {
	expect(describeCost({ costState: "priced", costPicoUsd: "0", cache: "hit" })).toContain("from the cache");
	expect(describeCost({ costState: "priced", costPicoUsd: "0", cache: "miss" })).not.toContain("from the cache");
});

describe("formatSaved", () => {
	test.each([
		[2, 0, "12300000000000", "$12.30"],
		[2, 1, "12300000000000", "≥ $12.30"],
		[2, 2, "0", "—"],
		[1, 0, "0", "$0.00"],
	])("%d hits, of which %d are unpriced, of %p read %p", (cacheHits, unpricedCacheHits, savedPicoUsd, text) => {
		expect(formatSaved({ cacheHits, unpricedCacheHits, savedPicoUsd })).toBe(text);
	});
});

describe("the cost of many calls", () => {
	const spend = (
		pricedCalls: number,
		[partialCalls = 0, estimatedCalls = 0, unpricedCalls = 0]: number[],
		picoUsd: string,
	) => ({
		...{ pricedCalls, partialCalls, estimatedCalls, unpricedCalls },
		costPicoUsd: picoUsd,
	});
	test.each([
		["exact when every call is priced", 3, [0, 0, 0], "12300000000000", "$12.30", ""],
		["a lower bound with a partial call", 3, [1, 0, 0], "12300000000000", "≥ $12.30", "1 call partial"],
		["an estimate with an estimated call", 3, [0, 2, 0], "12300000000000", "≈ $12.30", "2 calls estimated"],
		["a lower bound with an unpriced call", 2, [0, 0, 1], "12300000000000", "≥ $12.30", "1 call unpriced"],
		[
			"a lower bound with some of each, and says how many",
			1234,
			[2, 1, 3],
			"12300000000000",
			"≥ $12.30",
			"3 calls unpriced · 2 calls partial · 1 call estimated",
		],
		["unknown, not zero, when all calls are unpriced", 0, [0, 0, 3], "0", "—", "3 calls unpriced"],
		["zero when the calls with a known cost were free", 1, [0, 0, 0], "0", "$0.00", ""],
		["no $0.00 when no call could be priced, as when all were refused", 0, [0, 0, 0], "0", "—", ""],
	])("is %s", (_, pricedCalls, counts, costPicoUsd, text, why) => {
		const sum = spend(pricedCalls, counts, costPicoUsd);
		expect(formatSpend(sum)).toBe(text);
		expect(countInexact(sum)).toBe(why);
	});

	test("says in a sentence what it is not, and nothing when it is exact", () => {
		expect(describeSpend(spend(3, [], "1"))).toBeUndefined();
		expect(describeSpend(spend(3, [2, 1, 1], "1"))).toBe(
			"At least this: only a part of what 2 calls cost is known; what 1 call cost is not known, and not in the sum. What 1 call cost is an estimate.",
		);
		expect(describeSpend(spend(3, [0, 2], "1"))).toBe("What 2 calls cost is an estimate.");
		expect(describeSpend(spend(0, [0, 0, 2], "0"))).toBe(
			"Unknown: what 2 calls cost is not known, and not in the sum.",
		);
	});
});

test.each([
	["measured", { costState: "priced", costPicoUsd: "1" }],
	["estimated", { costState: "estimated", costPicoUsd: "1" }],
	["estimated", { costState: "priced", costPicoUsd: "1", usageState: "estimated" }],
	["partial", { costState: "partial", costPicoUsd: "1", usageState: "estimated" }],
	["unpriced", { costState: "unpriced", costPicoUsd: null }],
	["unpriced", { costState: "partial", costPicoUsd: null }],
] as const)("a cost looks %s for %p", (look, cost) => {
	expect(costLook(cost)).toBe(look);
});

test("a difference has its sign, and all its digits", () => {
	expect(formatSignedUsd(-1_750_000n)).toBe("− $0.00000175");
	expect(formatSignedUsd(2_500_000_000_000n)).toBe("+ $2.50");
});
