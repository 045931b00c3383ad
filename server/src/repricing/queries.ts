import type { Analytics } from "../analytics/analytics";
import type { CostState } from "../pricing/cost";
import { type Row, spanOf } from "../traces/row";
import type { Adjusted, CallToReprice } from "./reprice-page";

/** The last call that a run has looked at; the next page begins right behind it. */
export interface Place {
	startedAtMs: number;
	id: string;
}

/** Calls of one project, a part of which is asked for. */
export interface PageQuery {
	organizationId: string;
	projectId: string;
	fromMs: number;
	/** Exclusive. */
	untilMs: number;
	/** Ids of providers, as spans have them; absent for all. */
	providers?: readonly string[];
	/** `*` stands for any characters; absent for all. */
	model?: string;
	after?: Place;
	limit: number;
}

const fields = [
	"id",
	"projectId",
	"organizationId",
	"provider",
	"model",
	"responseModel",
	"startedAtMs",
	"httpStatus",
	"usage",
	"usageState",
	"costState",
	"costPicoUsd",
	"costRates",
	"costSource",
	"serviceTier",
	"region",
	"attempts",
	"settlesCallId",
] as const satisfies readonly (keyof CallToReprice)[];

/**
 * Calls that have something to price, oldest first. Not those that our cache answered, which cost nothing whatever the book says.
 * A pattern of models also lets calls through in which further models worked: those are found only by reading them.
 */
export async function readPage(analytics: Analytics, query: PageQuery): Promise<CallToReprice[]> {
	const { after, model, providers, ...params } = query;
	const where = [
		"projectId = {projectId:UUID}",
		"startedAtMs >= {fromMs:UInt64}",
		"startedAtMs < {untilMs:UInt64}",
		...(after ? ["(startedAtMs, id) > ({fromMs:UInt64}, {afterId:UUID})"] : []),
		"organizationId = {organizationId:String}",
		"kind != 'other'",
		"ifNull(cache, '') != 'hit'",
		"(notEmpty(usage) OR isNotNull(usageState) OR isNotNull(costRates))",
		...(providers ? ["provider IN {providers:Array(String)}"] : []),
		...(model ? [`(coalesce(responseModel, model) LIKE {like:String} OR position(costRates, '"+":') > 0)`] : []),
	];
	const rows = await analytics.query<Row<CallToReprice>>(
		`SELECT ${fields.join(", ")}
		FROM spans
		WHERE ${where.join(" AND ")}
		ORDER BY startedAtMs, id
		LIMIT {limit:UInt32}`,
		{
			...params,
			...(after && { fromMs: after.startedAtMs, afterId: after.id }),
			...(providers && { providers }),
			...(model && { like: likeOf(model) }),
		},
	);
	return rows.map(spanOf<CallToReprice>);
}

/** `gpt-4o_*` → `gpt-4o\_%`. */
function likeOf(glob: string): string {
	return glob.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll("*", "%");
}

/** Calls of one project between the first and the last of a page, both included. */
export interface PageRange {
	projectId: string;
	fromMs: number;
	toMs: number;
}

interface AdjustedRow {
	spanId: string;
	revision: number;
	state: CostState;
	picoUsd: string | null;
	rates: string | null;
}

/** Where earlier adjustments have taken costs, by call. */
export async function readAdjusted(analytics: Analytics, range: PageRange): Promise<Map<string, Adjusted>> {
	const rows = await analytics.query<AdjustedRow>(
		`SELECT spanId, revision, newState AS state, newPicoUsd AS picoUsd, rates
		FROM cost_adjustments FINAL
		WHERE projectId = {projectId:UUID} AND startedAtMs BETWEEN {fromMs:UInt64} AND {toMs:UInt64}
		ORDER BY startedAtMs, spanId, revision DESC
		LIMIT 1 BY spanId`,
		{ ...range },
	);
	return new Map(
		rows.map(({ spanId, revision, state, picoUsd, rates }) => [
			spanId,
			{ revision, state, rates, picoUsd: picoUsd === null ? undefined : BigInt(picoUsd) },
		]),
	);
}

/** Calls of one project behind one place, or from its first on, up to another one. */
export interface PlaceRange {
	projectId: string;
	after?: Place;
	upTo: Place;
}

/** What a run has written there already: nothing, unless it was cut off. */
export async function readWritten(
	analytics: Analytics,
	{ projectId, runId, after, upTo }: PlaceRange & { runId: string },
): Promise<{ adjusted: number; differencePicoUsd: bigint }> {
	const behind =
		after && "AND startedAtMs >= {afterMs:UInt64} AND (startedAtMs, spanId) > ({afterMs:UInt64}, {afterId:UUID})";
	const [row] = await analytics.query<{ adjusted: string; difference: string }>(
		`SELECT count() AS adjusted, toString(sum(toInt128(differencePicoUsd))) AS difference
		FROM cost_adjustments FINAL
		WHERE projectId = {projectId:UUID} AND runId = {runId:UUID}
			AND startedAtMs <= {upToMs:UInt64} AND (startedAtMs, spanId) <= ({upToMs:UInt64}, {upToId:UUID}) ${behind ?? ""}`,
		{
			projectId,
			runId,
			upToMs: upTo.startedAtMs,
			upToId: upTo.id,
			...(after && { afterMs: after.startedAtMs, afterId: after.id }),
		},
	);
	return { adjusted: Number(row?.adjusted ?? 0), differencePicoUsd: BigInt(row?.difference ?? 0) };
}

/** When some calls of a project began, by id. Those that are not there are left out. */
export async function readBegun(
	analytics: Analytics,
	{ projectId, ids }: { projectId: string; ids: readonly string[] },
): Promise<Map<string, number>> {
	if (ids.length === 0) return new Map();
	const rows = await analytics.query<{ id: string; startedAtMs: string }>(
		"SELECT id, startedAtMs FROM spans WHERE projectId = {projectId:UUID} AND id IN {ids:Array(UUID)}",
		{ projectId, ids },
	);
	return new Map(rows.map(({ id, startedAtMs }) => [id, Number(startedAtMs)]));
}
