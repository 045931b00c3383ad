import { expect, test } from "bun:test";
import { isTakenBack, ownPrices, takingBack } from "../../../web/src/prices/own";
import { samplePrice } from "./sample-price";

const now = new Date("2026-11-22T12:00:00Z");
const at = (validFrom: string, change = {}) =>
	samplePrice({ isOwn: true, validFrom: `${validFrom}T00:00:00.000Z`, ...change });
const statesOf = (prices: ReturnType<typeof at>[]) =>
	ownPrices(prices, now).map(({ price, state }) => [price.picoUsd, state]);

test("the newest that has begun holds; those before it are past, and one to come is ahead", () => {
	const prices = [
		at("2026-01-01", { picoUsd: "1" }),
		at("2026-06-01", { picoUsd: "2" }),
		at("2026-12-01", { picoUsd: "3" }),
	];
	expect(statesOf(prices)).toEqual([
		["3", "ahead"],
		["2", "holds"],
		["1", "past"],
	]);
});

test("of two from the same moment the one that was entered last holds", () => {
	expect(statesOf([at("2026-06-01", { picoUsd: "1" }), at("2026-06-01", { picoUsd: "2" })])).toEqual([
		["2", "holds"],
		["1", "past"],
	]);
});

test("a price for another tier stands beside, not after", () => {
	const prices = [at("2026-01-01", { picoUsd: "1" }), at("2026-06-01", { picoUsd: "2", serviceTier: "batch" })];
	expect(statesOf(prices).map(([, state]) => state)).toEqual(["holds", "holds"]);
});

test("what only follows another unit is not listed, and is where it has a price of its own", () => {
	const output = at("2026-01-01", { unit: "output", picoUsd: "4" });
	const unitsOf = (reasoning: string) =>
		ownPrices([output, at("2026-01-01", { unit: "reasoning", picoUsd: reasoning })], now).map(
			({ price }) => price.unit,
		);
	expect(unitsOf("4")).toEqual(["output"]);
	expect(unitsOf("5")).toEqual(["reasoning", "output"]);
});

test("taking back says the same without an amount", () => {
	const price = at("2026-01-01", { serviceTier: "batch", conditions: { aboveInputTokens: 200_000 } });
	expect(takingBack(price)).toEqual({
		provider: "openai",
		model: "gpt-4o",
		serviceTier: "batch",
		conditions: { aboveInputTokens: 200_000 },
		rates: [{ unit: "uncachedInput" }],
	});
	expect(isTakenBack({ ...price, picoUsd: null })).toBe(true);
	expect(isTakenBack({ ...price, picoUsd: null, factor: "0.9" })).toBe(false);
});
