import type { Analytics } from "../analytics/analytics";
import type { Span } from "../journal/span";
import type { CostState } from "../pricing/cost";
import type { Adjustment } from "../repricing/adjustment";
import type { CallDetail } from "./model";

/** What a call is held to cost, where that is not what was recorded. */
export interface CurrentCost {
	costState: CostState;
	costPicoUsd: string | null;
}

interface CurrentRow extends CurrentCost {
	spanId: string;
}

type Listed = Pick<Span, "id" | "projectId" | "startedAtMs">;

/** What adjustments have made of the costs of some calls of one project; calls that have none are left out. */
export async function currentCosts(analytics: Analytics, calls: readonly Listed[]): Promise<Map<string, CurrentCost>> {
	const [first] = calls;
	if (first === undefined) return new Map();
	const times = calls.map(({ startedAtMs }) => startedAtMs);
	const rows = await analytics.query<CurrentRow>(
		`SELECT spanId, newState AS costState, newPicoUsd AS costPicoUsd
		FROM cost_adjustments FINAL
		WHERE projectId = {projectId:UUID} AND startedAtMs BETWEEN {fromMs:UInt64} AND {toMs:UInt64}
			AND spanId IN {ids:Array(UUID)}
		ORDER BY spanId, revision DESC
		LIMIT 1 BY spanId`,
		{
			projectId: first.projectId,
			fromMs: Math.min(...times),
			toMs: Math.max(...times),
			ids: calls.map(({ id }) => id),
		},
	);
	return new Map(rows.map(({ spanId, ...cost }) => [spanId, cost]));
}

/** The adjustments of one call, the first one first. */
export function adjustmentsOf(
	analytics: Analytics,
	{ projectId, startedAtMs, id }: Listed,
): Promise<RecordedAdjustment[]> {
	return analytics.query<RecordedAdjustment>(
		`SELECT runId, reason, toString(adjustedAtMs) AS adjustedAtMs, oldState, oldPicoUsd, newState, newPicoUsd,
			toString(differencePicoUsd) AS differencePicoUsd, source, bookVersion
		FROM cost_adjustments FINAL
		WHERE projectId = {projectId:UUID} AND startedAtMs = {startedAtMs:UInt64} AND spanId = {id:UUID}
		ORDER BY revision`,
		{ projectId, startedAtMs, id },
	);
}

export type RecordedAdjustment = Pick<
	Adjustment,
	| "runId"
	| "reason"
	| "oldState"
	| "oldPicoUsd"
	| "newState"
	| "newPicoUsd"
	| "differencePicoUsd"
	| "source"
	| "bookVersion"
> & { adjustedAtMs: string };

export function presentAdjustment({ adjustedAtMs, ...rest }: RecordedAdjustment): CallDetail["adjustments"][number] {
	return { at: new Date(Number(adjustedAtMs)).toISOString(), ...rest };
}
