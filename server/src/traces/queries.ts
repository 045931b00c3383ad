import type { Analytics } from "../analytics/analytics";
import type { Span } from "../journal/span";
import { type CallSpan, callFields } from "./call";
import { type CallConditions, conditionsFor } from "./conditions";
import type { CallCursor } from "./cursor";
import { type Row, spanOf } from "./row";
import type { TimeRange } from "./time-range";

export interface CallQuery extends CallConditions {
	projectId: string;
	range: TimeRange;
	limit: number;
	/** Only what comes after it, that is, older calls. */
	cursor?: CallCursor;
}

/** Newest first; calls of one millisecond in the order of their ids. */
export async function listCalls(analytics: Analytics, query: CallQuery): Promise<CallSpan[]> {
	const { projectId, range, limit, cursor, ...call } = query;
	const { conditions, params } = conditionsFor(call);
	const where = [
		"projectId = {projectId:UUID}",
		"startedAtMs >= {fromMs:UInt64}",
		"startedAtMs < {toMs:UInt64}",
		...(cursor ? ["(startedAtMs, id) < ({cursorMs:UInt64}, {cursorId:UUID})"] : []),
		...conditions,
	];
	const rows = await analytics.query<Row<CallSpan>>(
		`SELECT ${callFields.join(", ")}
		FROM spans
		WHERE ${where.join(" AND ")}
		ORDER BY startedAtMs DESC, id DESC
		LIMIT {limit:UInt32}`,
		{ ...params, projectId, ...range, limit, ...(cursor && { cursorMs: cursor.startedAtMs, cursorId: cursor.id }) },
	);
	return rows.map(spanOf<CallSpan>);
}

/** One call of any of these projects, or undefined. */
export async function getCall(analytics: Analytics, projectIds: string[], id: string): Promise<Span | undefined> {
	const [row] = await analytics.query<Row<Span>>(
		"SELECT * EXCEPT (seq) FROM spans WHERE projectId IN {projectIds:Array(UUID)} AND id = {id:UUID} LIMIT 1",
		{ projectIds, id },
	);
	return row && spanOf<Span>(row);
}

/** The bodies of a call as kept: null when there was none. */
export interface CallBodies {
	request: string | null;
	requestTruncated: boolean;
	response: string | null;
	responseTruncated: boolean;
}

/** Undefined when the call's bodies were not kept. */
export async function getBodies(
	analytics: Analytics,
	{ projectId, startedAtMs, id }: Span,
): Promise<CallBodies | undefined> {
	const [row] = await analytics.query<CallBodies>(
		`SELECT request, requestTruncated, response, responseTruncated
		FROM span_payloads
		WHERE projectId = {projectId:UUID} AND startedAtMs = {startedAtMs:UInt64} AND spanId = {id:UUID}
		LIMIT 1`,
		{ projectId, startedAtMs, id },
	);
	return row;
}
