import type { Analytics } from "../analytics/analytics";
import type { UnpricedModel } from "./model";

interface Row {
	provider: string;
	model: string;
	unpricedCalls: string;
	partialCalls: string;
	units: string[];
	firstMs: string;
	lastMs: string;
}

const maxModels = 200;

/**
 * Models with calls that told their usage and have no whole price, the most calls first. A call that told none is not here: no
 * price would help it.
 */
export async function listUnpriced(
	analytics: Analytics,
	scope: { projectIds: string[]; fromMs: number },
): Promise<Omit<UnpricedModel, "priceBook">[]> {
	const rows = await analytics.query<Row>(
		`SELECT
			provider,
			coalesce(responseModel, model) AS named,
			named AS model,
			countIf(costState = 'unpriced') AS unpricedCalls,
			countIf(costState = 'partial') AS partialCalls,
			arrayReverseSort((unit, amount) -> amount, mapKeys(sumMap(usage)), mapValues(sumMap(usage))) AS units,
			min(startedAtMs) AS firstMs,
			max(startedAtMs) AS lastMs
		FROM spans
		WHERE projectId IN {projectIds:Array(UUID)} AND startedAtMs >= {fromMs:UInt64}
			AND costState IN ('unpriced', 'partial') AND notEmpty(usage) AND isNotNull(named)
		GROUP BY provider, named
		ORDER BY count() DESC, provider, named
		LIMIT {limit:UInt32}`,
		{ ...scope, limit: maxModels },
	);
	return rows.map(({ firstMs, lastMs, unpricedCalls, partialCalls, provider, model, units }) => ({
		provider,
		model,
		unpricedCalls: Number(unpricedCalls),
		partialCalls: Number(partialCalls),
		units,
		firstAt: new Date(Number(firstMs)).toISOString(),
		lastAt: new Date(Number(lastMs)).toISOString(),
	}));
}
