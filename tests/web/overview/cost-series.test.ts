import { expect, test } from "bun:test";
import type { HourTotals } from "../../../web/src/api/model";
import { formatSpend } from "../../../web/src/format/money";
import { barTotals, costSeries, formatBar } from "../../../web/src/overview/cost-series";
import { rangeUntil } from "../../../web/src/overview/time-range";

const range = rangeUntil(new Date(2026, 10, 22, 13, 20), "24h");

function hourOf(model: string | null, bar: number, costPicoUsd: string): HourTotals {
	const start = range.starts[bar];
	if (!start) throw new Error(`There is no bar ${bar}.`);
	const counts = { pricedCalls: 1, partialCalls: 0, estimatedCalls: 0, unpricedCalls: 0 };
	return { hour: start.toISOString(), model, calls: 1, errors: 0, costPicoUsd, ...counts };
}

test("adds up what a model cost in a bar, and ranks the dearest model first", () => {
	const hours = [hourOf("small", 0, "5"), hourOf("large", 0, "70"), hourOf("large", 0, "30")];
	const series = costSeries(hours, range);
	expect(series.map(({ label, total }) => [label, total.costPicoUsd])).toEqual([
		["large", 100n],
		["small", 5n],
	]);
	expect(series[0]?.bars[0]).toMatchObject({ costPicoUsd: 100n, pricedCalls: 2 });
	expect(barTotals(hours, range)[0]).toMatchObject({ costPicoUsd: 105n, pricedCalls: 3 });
});

test("keeps sums beyond what a double can count", () => {
	const series = costSeries([hourOf("m", 1, "9007199254740993"), hourOf("m", 1, "1")], range);
	expect(series[0]?.total.costPicoUsd).toBe(9007199254740994n);
});

test("gives no series to a model whose calls are all unpriced", () => {
	expect(costSeries([{ ...hourOf("unheard-of", 2, "0"), pricedCalls: 0, unpricedCalls: 1 }], range)).toEqual([]);
});

test("a bar without a call of known cost is unknown, one of free calls is $0.00", () => {
	const hours = [hourOf("free", 0, "0"), hourOf("dear", 1, "4200000000")];
	const totals = barTotals(hours, range);
	expect(costSeries(hours, range).map(({ label, bars }) => [label, formatBar(bars, 0), formatBar(bars, 1)])).toEqual([
		["dear", "—", "$0.0042"],
		["free", "$0.00", "—"],
	]);
	expect(formatBar(totals, 0)).toBe("$0.00");
	expect(formatBar(totals, 2)).toBe("—");
});

test("a bar shows what is not exact of it, in its series and in the total, where models without a series count too", () => {
	const hours = [
		{ ...hourOf("part", 0, "4200000000"), partialCalls: 1 },
		{ ...hourOf("guess", 1, "4200000000"), estimatedCalls: 1 },
		hourOf("whole", 2, "4200000000"),
		{ ...hourOf("unheard-of", 2, "0"), pricedCalls: 0, unpricedCalls: 1 },
		hourOf("whole", 3, "4200000000"),
	];
	const totals = barTotals(hours, range);
	expect([0, 1, 2, 3].map((bar) => formatBar(totals, bar))).toEqual(["≥ $0.0042", "≈ $0.0042", "≥ $0.0042", "$0.0042"]);
	const series = costSeries(hours, range);
	expect(series.map(({ label, total }) => [label, formatSpend(total)])).toEqual([
		["whole", "$0.0084"],
		["part", "≥ $0.0042"],
		["guess", "≈ $0.0042"],
	]);
	expect(formatBar(series[0]?.bars ?? [], 2)).toBe("$0.0042");
});

test("a bar whose later hour has only unpriced calls is a lower bound", () => {
	const day = rangeUntil(new Date(2026, 10, 22, 13, 20), "30d");
	const at = (hour: number) => new Date(2026, 10, 22, hour).toISOString();
	const priced = { ...hourOf("m", 0, "4200000000"), hour: at(1) };
	const unpriced = { ...hourOf("m", 0, "0"), hour: at(2), pricedCalls: 0, unpricedCalls: 1 };
	expect(formatBar(costSeries([priced, unpriced], day)[0]?.bars ?? [], 29)).toBe("≥ $0.0042");
});

test("sums up the models beyond the fifth, so that nothing is lost", () => {
	const hours = [8, 7, 6, 5, 4, 3, 2].map((cost) => hourOf(`model-${cost}`, cost, String(cost)));
	const series = costSeries(hours, range);
	expect(series.map(({ label }) => label)).toEqual([
		"model-8",
		"model-7",
		"model-6",
		"model-5",
		"model-4",
		"Other (2 models)",
	]);
	expect(series.reduce((sum, { total }) => sum + total.costPicoUsd, 0n)).toBe(35n);
	const bars = series.at(-1)?.bars.map(({ costPicoUsd }) => costPicoUsd);
	expect(bars?.slice(2, 4)).toEqual([2n, 3n]);
});

test("six models need no sum: each has a colour of its own", () => {
	const hours = [6, 5, 4, 3, 2, 1].map((cost) => hourOf(`model-${cost}`, 0, String(cost)));
	expect(costSeries(hours, range).at(-1)?.label).toBe("model-1");
});

test("leaves out hours before the range", () => {
	const early: HourTotals = { ...hourOf("m", 0, "9"), hour: new Date(range.from.getTime() - 1).toISOString() };
	expect(costSeries([early], range)).toEqual([]);
});
