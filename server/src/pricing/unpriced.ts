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

const inScope = "projectId IN {projectIds:Array(UUID)} AND startedAtMs >= {fromMs:UInt64}";
const withoutPrice = "('unpriced', 'partial')";

/**
 * Models with calls that told their usage and have no whole price, the most calls first. A call that told none is not here: no
 * price would help it; nor is one that has been repriced since.
 */
export async function listUnpriced(
	analytics: Analytics,
	scope: { projectIds: string[]; fromMs: number },
): Promise<Omit<UnpricedModel, "priceBook" | "isPricedNow">[]> {
	const rows = await analytics.query<Row>(
		`SELECT
			provider,
			coalesce(responseModel, model) AS named,
			named AS model,
			countIf(state = 'unpriced') AS unpricedCalls,
			countIf(state = 'partial') AS partialCalls,
			mapFilter((unit, amount) -> amount > 0, sumMap(usage)) AS used,
			arrayReverseSort((unit, amount) -> amount, mapKeys(used), mapValues(used)) AS units,
			min(startedAtMs) AS firstMs,
			max(startedAtMs) AS lastMs
		FROM (
			SELECT provider, responseModel, model, usage, startedAtMs, if(adjusted.state = '', costState, adjusted.state) AS state
			FROM spans
			LEFT JOIN (
				SELECT spanId, argMax(newState, (revision, adjustedAtMs)) AS state
				FROM cost_adjustments WHERE ${inScope} GROUP BY spanId
			) AS adjusted ON spans.id = adjusted.spanId
			WHERE ${inScope} AND notEmpty(usage) AND (costState IN ${withoutPrice}
				OR id IN (SELECT spanId FROM cost_adjustments WHERE ${inScope} AND newState IN ${withoutPrice}))
		)
		WHERE state IN ${withoutPrice} AND isNotNull(named)
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
