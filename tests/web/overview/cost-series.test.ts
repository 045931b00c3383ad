import { expect, test } from "bun:test";
import type { HourTotals } from "../../../web/src/api/model";
import { barTotal, costSeries, formatBar } from "../../../web/src/overview/cost-series";
import { rangeUntil } from "../../../web/src/overview/time-range";

const range = rangeUntil(new Date(2026, 10, 22, 13, 20), "24h");

function hourOf(model: string | null, bar: number, costPicoUsd: string): HourTotals {
	const start = range.starts[bar];
	if (!start) throw new Error(`There is no bar ${bar}.`);
	return { hour: start.toISOString(), model, calls: 1, errors: 0, costPicoUsd, pricedCalls: 1, unpricedCalls: 0 };
}

test("adds up what a model cost in a bar, and ranks the dearest model first", () => {
	const series = costSeries([hourOf("small", 0, "5"), hourOf("large", 0, "70"), hourOf("large", 0, "30")], range);
	expect(series.map(({ label, total }) => [label, total])).toEqual([
		["large", 100n],
		["small", 5n],
	]);
	expect(series[0]?.bars[0]).toBe(100n);
	expect(barTotal(series, 0)).toBe(105n);
});

test("keeps sums beyond what a double can count", () => {
	const series = costSeries([hourOf("m", 1, "9007199254740993"), hourOf("m", 1, "1")], range);
	expect(series[0]?.total).toBe(9007199254740994n);
});

test("gives no series to a model whose calls are all unpriced", () => {
	expect(costSeries([{ ...hourOf("unheard-of", 2, "0"), pricedCalls: 0, unpricedCalls: 1 }], range)).toEqual([]);
});

test("a bar without a call of known cost is unknown, one of free calls is $0.00", () => {
	const series = costSeries([hourOf("free", 0, "0"), hourOf("dear", 1, "4200000000")], range);
	expect(series.map((one) => [one.label, formatBar([one], 0), formatBar([one], 1)])).toEqual([
		["dear", "—", "$0.0042"],
		["free", "$0.00", "—"],
	]);
	expect(formatBar(series, 0)).toBe("$0.00");
	expect(formatBar(series, 2)).toBe("—");
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
	expect(series.reduce((sum, { total }) => sum + total, 0n)).toBe(35n);
	expect(series.at(-1)?.bars.slice(2, 4)).toEqual([2n, 3n]);
});

test("six models need no sum: each has a colour of its own", () => {
	const hours = [6, 5, 4, 3, 2, 1].map((cost) => hourOf(`model-${cost}`, 0, String(cost)));
	expect(costSeries(hours, range).at(-1)?.label).toBe("model-1");
});

test("leaves out hours before the range", () => {
	const early: HourTotals = { ...hourOf("m", 0, "9"), hour: new Date(range.from.getTime() - 1).toISOString() };
	expect(costSeries([early], range)).toEqual([]);
});
