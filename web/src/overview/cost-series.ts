import type { HourTotals } from "../api/model";
import { formatSpend, type Spend } from "../format/money";
import { barOf, type TimeRange } from "./time-range";

/** What some calls cost together, in pico-USD, and how many of them that is known of. */
export interface BarSpend extends Spend {
	costPicoUsd: bigint;
}

/** The cost of one model, or of several small ones together, bar by bar. */
export interface CostSeries {
	/** The model; undefined for the sum of all that have no series of their own. */
	model?: string;
	label: string;
	bars: BarSpend[];
	/** All bars together. */
	total: BarSpend;
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
		if (index < 0) continue;
		const series = byModel.get(hour.model) ?? emptySeries(hour.model ?? undefined, hour.model ?? "No model", range);
		byModel.set(hour.model, series);
		addTo(series, index, hour);
	}
	const priced = [...byModel.values()].filter(({ total }) => total.pricedCalls > 0);
	const ranked = priced.sort((a, b) => compare(b.total.costPicoUsd, a.total.costPicoUsd));
	if (ranked.length <= mostModels + 1) return ranked;
	return [...ranked.slice(0, mostModels), sumUp(ranked.slice(mostModels), range)];
}

/** Each bar over all models, those included that have no series. */
export function barTotals(hours: readonly HourTotals[], range: TimeRange): BarSpend[] {
	const all = emptySeries(undefined, "Total", range);
	for (const hour of hours) {
		const index = barOf(range, new Date(hour.hour));
		if (index >= 0) addTo(all, index, hour);
	}
	return all.bars;
}

/** A bar for a glance, with the sign of what is known of it; `—` when no call in it has a known cost. */
export function formatBar(bars: readonly BarSpend[], index: number): string {
	return formatSpend(bars[index] ?? nothing);
}

function sumUp(small: readonly CostSeries[], range: TimeRange): CostSeries {
	const other = emptySeries(undefined, `Other (${small.length} models)`, range);
	for (const series of small) {
		for (const [index, spend] of series.bars.entries()) addTo(other, index, spend);
	}
	return other;
}

const nothing: BarSpend = { costPicoUsd: 0n, pricedCalls: 0, partialCalls: 0, estimatedCalls: 0, unpricedCalls: 0 };

function emptySeries(model: string | undefined, label: string, range: TimeRange): CostSeries {
	return { model, label, bars: range.starts.map(() => nothing), total: nothing };
}

function addTo(series: CostSeries, index: number, spend: Spend): void {
	series.bars[index] = plus(series.bars[index] ?? nothing, spend);
	series.total = plus(series.total, spend);
}

function plus(a: BarSpend, b: Spend): BarSpend {
	return {
		costPicoUsd: a.costPicoUsd + BigInt(b.costPicoUsd),
		pricedCalls: a.pricedCalls + b.pricedCalls,
		partialCalls: a.partialCalls + b.partialCalls,
		estimatedCalls: a.estimatedCalls + b.estimatedCalls,
		unpricedCalls: a.unpricedCalls + b.unpricedCalls,
	};
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
