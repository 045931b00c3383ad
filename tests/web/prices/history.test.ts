import { expect, test } from "bun:test";
import type { PriceSheet } from "../../../web/src/api/model";
import { describePrice, historyOf } from "../../../web/src/prices/history";
import { samplePrice } from "./sample-price";

const now = new Date("2026-11-22T12:00:00Z");
const sheet: PriceSheet = {
	provider: "openai",
	model: "gpt-4o",
	at: now.toISOString(),
	source: "",
	isEstimate: false,
	hasRequestFee: false,
	tiers: [],
	regions: [],
	steps: [],
	listName: "genai-prices@0.1.8",
	listUrl: "https://openai.com/pricing",
	listDate: "2026-09-23",
	listed: [],
	prices: [],
};
const rate = (unit: string, picoUsd: string, aboveInputTokens = -1) => ({ unit, picoUsd, aboveInputTokens });

test("rows that differ in their unit only are one entry, a line for each measure, in the order of the units", () => {
	const prices = [
		samplePrice({ unit: "webSearches", picoUsd: "10000000000" }),
		samplePrice({ unit: "output", picoUsd: "10000000" }),
		samplePrice(),
	];
	const [entry, ...others] = historyOf({ ...sheet, prices }, now);
	expect(others).toEqual([]);
	expect(entry?.says).toEqual(["Input $2.50 · Output $10.00 per 1M tokens", "Web searches $10.00 per 1,000 searches"]);
});

test("what costs what another unit costs by definition is not said again", () => {
	const prices = [
		samplePrice({ unit: "output", picoUsd: "4" }),
		samplePrice({ unit: "reasoning", picoUsd: "4" }),
		samplePrice({ unit: "imageInput", picoUsd: "9" }),
	];
	expect(historyOf({ ...sheet, prices }, now)[0]?.says).toEqual([
		"Image input $0.000009 · Output $0.000004 per 1M tokens",
	]);
});

test("newest first; of one moment the organization's own first and the list last; and says what has not begun", () => {
	const listed = [
		{ from: null, hours: null, rates: [rate("output", "3")] },
		{ from: "2026-07-30T00:00:00.000Z", hours: null, rates: [rate("output", "2")] },
	];
	const prices = [
		samplePrice({ validFrom: "2026-07-30T00:00:00.000Z" }),
		samplePrice({ validFrom: "2026-07-30T00:00:00.000Z", isOwn: true }),
		samplePrice({ validFrom: "2026-12-01T00:00:00.000Z", isOwn: true }),
	];
	const history = historyOf({ ...sheet, listed, prices }, now);
	expect(history.map(({ from, source, isAhead }) => [from?.slice(0, 10), source.isOwn, source.kind, isAhead])).toEqual([
		["2026-12-01", true, "price", true],
		["2026-07-30", true, "price", false],
		["2026-07-30", false, "price", false],
		["2026-07-30", false, "list", false],
		[undefined, false, "list", false],
	]);
});

test("the list's long context and hours are said", () => {
	const listed = [{ from: null, hours: "16:30–00:30", rates: [rate("output", "1"), rate("output", "2", 271_999)] }];
	expect(historyOf({ ...sheet, listed }, now)[0]).toMatchObject({
		when: ["16:30–00:30 UTC"],
		says: ["Output $0.000001 per 1M tokens", "Above 271,999 input tokens: Output $0.000002 per 1M tokens"],
	});
});

test("tier, region, size, hours and days are said before the price", () => {
	const conditions = { aboveInputTokens: 200_000, minutes: { from: 990, until: 30 }, days: [1, 5] };
	const prices = [
		samplePrice({ serviceTier: "batch", region: "eu", conditions, picoUsd: null, factor: "0.5", unit: "tokens" }),
	];
	expect(historyOf({ ...sheet, prices }, now)[0]).toMatchObject({
		when: ["batch tier", "region eu", "above 200,000 input tokens", "16:30–00:30 UTC", "Mondays, Fridays"],
		says: ["All tokens × 0.5"],
		source: { kind: "factor" },
	});
});

test("a price that was taken back is said as that", () => {
	expect(describePrice(samplePrice({ picoUsd: null, isOwn: true }))).toBe("Input: taken back");
	expect(describePrice(samplePrice({ picoUsd: null, unit: "requests" }))).toBe("Requests: what it costs is not known");
});
