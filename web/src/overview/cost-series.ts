import type { HourTotals } from "../api/model";
import { formatUsd } from "../format/money";
import { barOf, type TimeRange } from "./time-range";

/** The cost of one model, or of several small ones together, bar by bar. */
export interface CostSeries {
	/** The model; undefined for the sum of all that have no series of their own. */
	model?: string;
	label: string;
	/** Pico-USD of each bar. */
	bars: bigint[];
	/** Calls of each bar whose cost is known: where there are none, what the bar cost is not known. */
	pricedCalls: number[];
	/** Pico-USD of all bars. */
	total: bigint;
}

/** More series than this can't be told apart; the rest is summed up as "Other". */
const mostModels = 5;

/**
 * Cost by model and bar, dearest model first and "Other" last. Unpriced calls have no cost, so a model that only has those has
 * no series. The sum over all series and bars is the sum over all hours that lie in the range.
 */
export function costSeries(hours: readonly HourTotals[], range: TimeRange): CostSeries[] {
	const byModel = new Map<string | null, CostSeries>();
	for (const hour of hours) {
		const index = barOf(range, new Date(hour.hour));
		const picoUsd = BigInt(hour.costPicoUsd);
		if (index < 0 || hour.pricedCalls === 0) continue;
		const series = byModel.get(hour.model) ?? emptySeries(hour.model ?? undefined, hour.model ?? "No model", range);
		byModel.set(hour.model, series);
		addTo(series, index, picoUsd, hour.pricedCalls);
	}
	const ranked = [...byModel.values()].sort((a, b) => (a.total < b.total ? 1 : a.total > b.total ? -1 : 0));
	if (ranked.length <= mostModels + 1) return ranked;
	return [...ranked.slice(0, mostModels), sumUp(ranked.slice(mostModels), range)];
}

/** Pico-USD of one bar over all series. */
export function barTotal(series: readonly CostSeries[], index: number): bigint {
	return series.reduce((sum, one) => sum + (one.bars[index] ?? 0n), 0n);
}

/** What a bar cost one series or several together, for a glance; `—` when no call of theirs in it has a known cost. */
export function formatBar(series: readonly CostSeries[], index: number): string {
	return series.some((one) => (one.pricedCalls[index] ?? 0) > 0) ? formatUsd(barTotal(series, index)) : "—";
}

function sumUp(small: readonly CostSeries[], range: TimeRange): CostSeries {
	const other = emptySeries(undefined, `Other (${small.length} models)`, range);
	for (const series of small) {
		for (const [index, picoUsd] of series.bars.entries()) addTo(other, index, picoUsd, series.pricedCalls[index] ?? 0);
	}
	return other;
}

function emptySeries(model: string | undefined, label: string, range: TimeRange): CostSeries {
	return { model, label, bars: range.starts.map(() => 0n), pricedCalls: range.starts.map(() => 0), total: 0n };
}

function addTo(series: CostSeries, index: number, picoUsd: bigint, pricedCalls: number): void {
	series.bars[index] = (series.bars[index] ?? 0n) + picoUsd;
	series.pricedCalls[index] = (series.pricedCalls[index] ?? 0) + pricedCalls;
	series.total += picoUsd;
}
