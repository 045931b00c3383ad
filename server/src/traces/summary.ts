import type { Analytics } from "../analytics/analytics";
import type { HourTotals, ModelTotals, Summary } from "./model";
import type { TimeRange } from "./time-range";

/** One project, a time range. */
export interface Scope extends TimeRange {
	projectId: string;
	/** False when it is known that nothing was adjusted in it: a query for a day takes 11 ms without them, and 15 with. */
	isAdjusted?: boolean;
}

/** Whether any cost in scope was adjusted. */
export async function isAdjusted(analytics: Analytics, scope: Scope): Promise<boolean> {
	const rows = await analytics.query(`SELECT 1 FROM cost_adjustments WHERE ${inScope} LIMIT 1`, paramsOf(scope));
	return rows.length > 0;
}

const paramsOf = ({ projectId, fromMs, toMs }: Scope) => ({ projectId, fromMs, toMs });

/** Counts are 64 bits wide, and so strings; NaN, the quantile of nothing, is null. */
interface TotalsRow {
	calls: string;
	errors: string;
	cost: string;
	pricedCalls: string;
	partialCalls: string;
	estimatedCalls: string;
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
const recordedSql = `
	count() AS calls,
	countIf(status IN ('error', 'interrupted')) AS errors,
	ifNull(sum(toInt128(costPicoUsd)), 0) AS cost,
	toInt64(countIf(isNotNull(costPicoUsd))) AS pricedCalls,
	toInt64(countIf(isNotNull(costPicoUsd) AND costState = 'partial')) AS partialCalls,
	toInt64(countIf(isNotNull(costPicoUsd) AND (costState = 'estimated' OR (costState = 'priced' AND ifNull(usageState, '') = 'estimated'))))
		AS estimatedCalls,
	toInt64(countIf(isNull(costPicoUsd) AND ifNull(httpStatus, 0) < 400)) AS unpricedCalls`;
/** What adjustments add to these. */
const adjustedSql = `
	0 AS calls,
	0 AS errors,
	ifNull(sum(toInt128(adjustment.differencePicoUsd)), 0) AS cost,
	sum(toInt64(adjustment.pricedCalls)) AS pricedCalls,
	sum(toInt64(adjustment.partialCalls)) AS partialCalls,
	sum(toInt64(adjustment.estimatedCalls)) AS estimatedCalls,
	sum(toInt64(adjustment.unpricedCalls)) AS unpricedCalls`;
const togetherSql = `
	sum(part.calls) AS calls,
	sum(part.errors) AS errors,
	sum(part.cost) AS cost,
	sum(part.pricedCalls) AS pricedCalls,
	sum(part.partialCalls) AS partialCalls,
	sum(part.estimatedCalls) AS estimatedCalls,
	sum(part.unpricedCalls) AS unpricedCalls`;
/** Only calls that a provider answered well: a refusal takes a millisecond, an answer from our cache hardly more, and say nothing of a model. */
const isAnswered = "status = 'ok' AND ifNull(cache, '') != 'hit'";
const latencySql = `
	round(quantileIf(0.5)(durationMs, ${isAnswered}), 3) AS p50Ms,
	round(quantileIf(0.95)(durationMs, ${isAnswered}), 3) AS p95Ms`;
const cacheSql = `
	countIf(cache = 'hit') AS cacheHits,
	ifNull(sum(toInt128(savedPicoUsd)), 0) AS saved,
	countIf(cache = 'hit' AND isNull(savedPicoUsd)) AS unpricedCacheHits`;
const inScope = "projectId = {projectId:UUID} AND startedAtMs >= {fromMs:UInt64} AND startedAtMs < {toMs:UInt64}";

/** Models that a summary tells apart: the costliest ones. */
const maxModels = 100;

/** Requests that use no model, like a list of models, are recorded but are no calls: `kind` tells them, and none is adjusted. */
const isCall = "kind != 'other'";

interface Parts {
	/** What to tell apart. */
	by?: readonly string[];
	/** Members that only recorded calls have; `any` takes over those that there are. */
	more?: { recorded: string; together: string; names: readonly string[] };
	where?: string;
}

/**
 * The one way to totals: recorded costs, and what adjustments add to them. Both sides are summed before they meet; where nothing was
 * adjusted, there is only one.
 */
function totalsQuery({ isAdjusted = true }: Scope, { by = [], more, where = inScope }: Parts): string {
	const groups = by.map((each) => `${each}, `).join("");
	const names = by.map((each) => each.split(" AS ").at(-1));
	const groupBy = names.length === 0 ? "" : `GROUP BY ${names.join(", ")}`;
	const recorded = `SELECT ${groups}${recordedSql}${more ? `, ${more.recorded}` : ""} FROM spans WHERE ${isCall} AND ${where} ${groupBy}`;
	if (!isAdjusted) return recorded;
	const noMore = more?.names.map((name) => `, NULL AS ${name}`).join("") ?? "";
	return `SELECT ${names.map((name) => `part.${name} AS ${name}, `).join("")}${togetherSql}${more ? `, ${more.together}` : ""}
		FROM (
			${recorded}
			UNION ALL
			SELECT ${groups}${adjustedSql}${noMore} FROM cost_adjustments AS adjustment FINAL WHERE ${where} ${groupBy}
		) AS part
		${groupBy}`;
}

const latency = {
	recorded: latencySql,
	together: "any(part.p50Ms) AS p50Ms, any(part.p95Ms) AS p95Ms",
	names: ["p50Ms", "p95Ms"],
};
const latencyAndCache = {
	recorded: `${latencySql}, ${cacheSql}`,
	together: `${latency.together}, any(part.cacheHits) AS cacheHits, any(part.saved) AS saved,
		any(part.unpricedCacheHits) AS unpricedCacheHits`,
	names: [...latency.names, "cacheHits", "saved", "unpricedCacheHits"],
};

/** Everything in scope as one row. */
export async function summarize(
	analytics: Analytics,
	scope: Scope,
): Promise<Omit<Summary, "from" | "to" | "otherRequests" | "byModel" | "byHour">> {
	const [row] = await analytics.query<TotalsRow & LatencyRow & CacheRow>(
		totalsQuery(scope, { more: latencyAndCache }),
		paramsOf(scope),
	);
	if (row === undefined) throw new Error("an aggregate without GROUP BY always gives one row");
	return { ...totalsOf(row), p50Ms: row.p50Ms, p95Ms: row.p95Ms, ...cacheTotalsOf(row) };
}

/** How many requests in scope are no calls. */
export async function countOthers(analytics: Analytics, scope: Scope): Promise<number> {
	const [row] = await analytics.query<{ others: string }>(
		`SELECT count() AS others FROM spans WHERE kind = 'other' AND ${inScope}`,
		paramsOf(scope),
	);
	return Number(row?.others ?? 0);
}

/** By model as the caller asked for it, costliest first; at most 100. Unknown costs come last. */
export async function byModel(analytics: Analytics, scope: Scope): Promise<ModelTotals[]> {
	const rows = await analytics.query<TotalsRow & LatencyRow & { model: string | null }>(
		`${totalsQuery(scope, { by: ["model"], more: latency })}
		ORDER BY pricedCalls > 0 DESC, cost DESC, calls DESC, model
		LIMIT ${maxModels}`,
		paramsOf(scope),
	);
	return rows.map((row) => ({ model: row.model, ...totalsOf(row), p50Ms: row.p50Ms, p95Ms: row.p95Ms }));
}

const hourSql =
	"formatDateTime(toStartOfHour(fromUnixTimestamp64Milli(startedAtMs, 'UTC')), '%Y-%m-%dT%H:00:00.000Z', 'UTC') AS hour";

/** By hour (UTC) and model, oldest first; hours without calls are left out, and models that are not among these. */
export async function byHour(analytics: Analytics, scope: Scope, models: (string | null)[]): Promise<HourTotals[]> {
	const where = `${inScope} AND (model IN {models:Array(String)} OR (isNull(model) AND {unnamed:Bool}))`;
	const rows = await analytics.query<TotalsRow & { hour: string; model: string | null }>(
		`${totalsQuery(scope, { by: [hourSql, "model"], where })} ORDER BY hour, model`,
		{ ...paramsOf(scope), models: models.filter((model) => model !== null), unnamed: models.includes(null) },
	);
	return rows.map((row) => ({ hour: row.hour, model: row.model, ...totalsOf(row) }));
}

function totalsOf({ cost, ...counts }: TotalsRow) {
	return {
		calls: Number(counts.calls),
		errors: Number(counts.errors),
		costPicoUsd: cost,
		pricedCalls: Number(counts.pricedCalls),
		partialCalls: Number(counts.partialCalls),
		estimatedCalls: Number(counts.estimatedCalls),
		unpricedCalls: Number(counts.unpricedCalls),
	};
}

function cacheTotalsOf({ cacheHits, saved, unpricedCacheHits }: CacheRow) {
	return { cacheHits: Number(cacheHits), savedPicoUsd: saved, unpricedCacheHits: Number(unpricedCacheHits) };
}
