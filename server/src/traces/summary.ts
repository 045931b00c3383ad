import type { Analytics } from "../analytics/analytics";
import type { HourTotals, ModelTotals, Summary } from "./model";
import type { TimeRange } from "./time-range";

/** One project, a time range. */
export interface Scope extends TimeRange {
	projectId: string;
}

/** Counts are 64 bits wide, and so strings; NaN, the quantile of nothing, is null. */
interface TotalsRow {
	calls: string;
	errors: string;
	cost: string;
	pricedCalls: string;
	unpricedCalls: string;
}
interface LatencyRow {
	p50Ms: number | null;
	p95Ms: number | null;
}
interface CacheRow {
	cacheHits: string;
	saved: string;
	unpricedCacheHits: string;
}

/**
 * An unknown cost is counted apart and is no 0 in the sum; but for calls that were refused, which no provider bills. The sum is 128 bits wide: 64 would overflow at $9.2 million.
 * A call that its client left is no error.
 */
const totalsSql = `
	count() AS calls,
	countIf(status IN ('error', 'interrupted')) AS errors,
	toString(ifNull(sum(toInt128(costPicoUsd)), 0)) AS cost,
	countIf(isNotNull(costPicoUsd)) AS pricedCalls,
	countIf(isNull(costPicoUsd) AND ifNull(httpStatus, 0) < 400) AS unpricedCalls`;
const latencySql = "round(quantile(0.5)(durationMs), 3) AS p50Ms, round(quantile(0.95)(durationMs), 3) AS p95Ms";
const cacheSql = `
	countIf(cache = 'hit') AS cacheHits,
	toString(ifNull(sum(toInt128(savedPicoUsd)), 0)) AS saved,
	countIf(cache = 'hit' AND isNull(savedPicoUsd)) AS unpricedCacheHits`;
/** Requests that use no model, like a list of models, are recorded but are no calls. */
const inScope =
	"kind != 'other' AND projectId = {projectId:UUID} AND startedAtMs >= {fromMs:UInt64} AND startedAtMs < {toMs:UInt64}";

/** Models that a summary tells apart: the costliest ones. */
const maxModels = 100;

/** Everything in scope as one row. */
export async function summarize(
	analytics: Analytics,
	scope: Scope,
): Promise<Omit<Summary, "from" | "to" | "byModel" | "byHour">> {
	const [row] = await analytics.query<TotalsRow & LatencyRow & CacheRow>(
		`SELECT ${totalsSql}, ${latencySql}, ${cacheSql} FROM spans WHERE ${inScope}`,
		{ ...scope },
	);
	if (row === undefined) throw new Error("an aggregate without GROUP BY always gives one row");
	return { ...totalsOf(row), p50Ms: row.p50Ms, p95Ms: row.p95Ms, ...cacheTotalsOf(row) };
}

/** By model as the caller asked for it, costliest first; at most 100. */
export async function byModel(analytics: Analytics, scope: Scope): Promise<ModelTotals[]> {
	const rows = await analytics.query<TotalsRow & LatencyRow & { model: string | null }>(
		`SELECT model, ${totalsSql}, ${latencySql}
		FROM spans
		WHERE ${inScope}
		GROUP BY model
		ORDER BY sum(toInt128(costPicoUsd)) DESC NULLS LAST, calls DESC, model
		LIMIT ${maxModels}`,
		{ ...scope },
	);
	return rows.map((row) => ({ model: row.model, ...totalsOf(row), p50Ms: row.p50Ms, p95Ms: row.p95Ms }));
}

/** By hour (UTC) and model, oldest first; hours without calls are left out, and models that are not among these. */
export async function byHour(analytics: Analytics, scope: Scope, models: (string | null)[]): Promise<HourTotals[]> {
	const rows = await analytics.query<TotalsRow & { hour: string; model: string | null }>(
		`SELECT formatDateTime(toStartOfHour(startedAt), '%Y-%m-%dT%H:00:00.000Z', 'UTC') AS hour, model, ${totalsSql}
		FROM spans
		WHERE ${inScope} AND (model IN {models:Array(String)} OR (isNull(model) AND {unnamed:Bool}))
		GROUP BY hour, model
		ORDER BY hour, model`,
		{ ...scope, models: models.filter((model) => model !== null), unnamed: models.includes(null) },
	);
	return rows.map((row) => ({ hour: row.hour, model: row.model, ...totalsOf(row) }));
}

function totalsOf({ calls, errors, cost, pricedCalls, unpricedCalls }: TotalsRow) {
	return {
		calls: Number(calls),
		errors: Number(errors),
		costPicoUsd: cost,
		pricedCalls: Number(pricedCalls),
		unpricedCalls: Number(unpricedCalls),
	};
}

function cacheTotalsOf({ cacheHits, saved, unpricedCacheHits }: CacheRow) {
	return { cacheHits: Number(cacheHits), savedPicoUsd: saved, unpricedCacheHits: Number(unpricedCacheHits) };
}
