import { describe, expect, test } from "bun:test";
import { readToldCost } from "../../../server/src/proxy/dialects/openai-told-cost";
import { readJsonFixture } from "../../support/fixtures";

const usageOf = (vendor: string, name: string) =>
	JSON.parse(new TextDecoder().decode(readJsonFixture(vendor, name))).usage;

describe("the cost that a vendor tells", () => {
	test.each([
		["openrouter", "plain", 950_000_000n],
		["perplexity", "plain", 7_040_000_000n],
		["perplexity", "deep-research", 409_393_000_000n],
		["groq", "plain", undefined],
	])("of %s, %s, is %p pico-USD", (vendor, name, cost) => {
		expect(readToldCost(usageOf(vendor, name))).toEqual(cost as bigint);
	});

	test.each([
		[{ cost_in_usd_ticks: 232_856_000 }, 23_285_600_000n],
		[{ cost: 0 }, 0n],
		[{ cost: 1.5e-7 }, 150_000n],
		[{ cost: 1e-13 }, 0n],
		[{ cost: 0.1 }, 100_000_000_000n],
		[{ cost: 999_999 }, 999_999_000_000_000_000n],
	])("in %p is %p", (usage, cost) => expect(readToldCost(usage)).toBe(cost));

	test.each([
		[undefined],
		[null],
		[{}],
		[{ cost: "1" }],
		[{ cost: -1 }],
		[{ cost: 1e9 }],
		[{ cost: Number.NaN }],
		[{ cost: {} }],
	])("is unknown in %p", (usage) => expect(readToldCost(usage)).toBeUndefined());
});
