import type { Analytics } from "../analytics/analytics";
import type { Usage } from "../pricing/usage";
import { startOf } from "./days";
import type { DayRange, Tokens } from "./report";

/** What went through the gateway to one provider's model on one day. */
export interface OurDay {
	/** In UTC, by the start of the call. */
	day: string;
	/** As the provider named it in its answer, else as it was asked for. */
	model: string;
	calls: number;
	/** Of these, those whose cost is not known. */
	unpricedCalls: number;
	/** Undefined when no call has a known cost. */
	picoUsd: bigint | undefined;
	tokens: Tokens;
}

interface OurRow {
	day: string;
	name: string;
	calls: string;
	unpriced: string;
	priced: string;
	cost: string;
	used: Record<string, string>;
}

/**
 * Calls of all projects of an organization. Answers that came from our own cache were never sent, and calls that the provider
 * refused are not billed: they are none.
 */
export async function readOurs(
	analytics: Analytics,
	{ organizationId, provider, from, to }: { organizationId: string; provider: string } & DayRange,
): Promise<OurDay[]> {
	const rows = await analytics.query<OurRow>(
		`SELECT formatDateTime(startedAt, '%Y-%m-%d', 'UTC') AS day,
			ifNull(responseModel, ifNull(model, '')) AS name,
			toString(countIf(isNotNull(costPicoUsd) OR ifNull(httpStatus, 0) < 400)) AS calls,
			toString(countIf(isNull(costPicoUsd) AND ifNull(httpStatus, 0) < 400)) AS unpriced,
			toString(countIf(isNotNull(costPicoUsd))) AS priced,
			toString(ifNull(sum(toInt128(costPicoUsd)), 0)) AS cost,
			sumMap(usage) AS used
		FROM spans
		WHERE organizationId = {organizationId:String} AND provider = {provider:String} AND kind != 'other'
			AND startedAtMs >= {fromMs:UInt64} AND startedAtMs < {toMs:UInt64} AND ifNull(cache, '') != 'hit'
		GROUP BY day, name
		ORDER BY day, name`,
		{ organizationId, provider, fromMs: startOf(from), toMs: startOf(to) },
	);
	return rows.map(ourDay).filter(({ calls }) => calls > 0);
}

function ourDay({ day, name, calls, unpriced, priced, cost, used }: OurRow): OurDay {
	return {
		day,
		model: name,
		calls: Number(calls),
		unpricedCalls: Number(unpriced),
		picoUsd: priced === "0" ? undefined : BigInt(cost),
		tokens: comparable(Object.fromEntries(Object.entries(used).map(([bucket, count]) => [bucket, Number(count)]))),
	};
}

/** Our buckets as reports can tell them; together they are as many tokens. */
export function comparable(usage: Usage): Tokens {
	const { uncachedInput = 0, imageInput = 0, output = 0, reasoning = 0, imageOutput = 0 } = usage;
	return {
		uncachedInput: uncachedInput + imageInput,
		cacheRead: usage.cacheRead ?? 0,
		cacheWrite5m: usage.cacheWrite5m ?? 0,
		cacheWrite1h: usage.cacheWrite1h ?? 0,
		audioInput: usage.audioInput ?? 0,
		output: output + reasoning + imageOutput,
		audioOutput: usage.audioOutput ?? 0,
	};
}
