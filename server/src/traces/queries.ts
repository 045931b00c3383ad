import type { Analytics } from "../analytics/analytics";
import type { Span } from "../journal/span";
import { type CallSpan, callFields } from "./call";
import type { CallCursor } from "./cursor";
import { type Row, spanOf } from "./row";
import type { TimeRange } from "./time-range";

export interface CallQuery {
	projectId: string;
	range: TimeRange;
	limit: number;
	/** Only what comes after it, that is, older calls. */
	cursor?: CallCursor;
	model?: string;
	status?: string;
	keyId?: string;
}

/** Newest first; calls of one millisecond in the order of their ids. */
export async function listCalls(analytics: Analytics, call: CallQuery): Promise<CallSpan[]> {
	const conditions = [
		"projectId = {projectId:UUID}",
		"startedAtMs >= {fromMs:UInt64}",
		"startedAtMs < {toMs:UInt64}",
		...(call.cursor ? ["(startedAtMs, id) < ({cursorMs:UInt64}, {cursorId:UUID})"] : []),
		...(call.model === undefined ? [] : ["model = {model:String}"]),
		...(call.status === undefined ? [] : ["status = {status:String}"]),
		...(call.keyId === undefined ? [] : ["keyId = {keyId:UUID}"]),
	];
	const rows = await analytics.query<Row<CallSpan>>(
		`SELECT ${callFields.join(", ")}
		FROM spans
		WHERE ${conditions.join(" AND ")}
		ORDER BY startedAtMs DESC, id DESC
		LIMIT {limit:UInt32}`,
		{
			projectId: call.projectId,
			...call.range,
			limit: call.limit,
			...(call.cursor && { cursorMs: call.cursor.startedAtMs, cursorId: call.cursor.id }),
			...(call.model !== undefined && { model: call.model }),
			...(call.status !== undefined && { status: call.status }),
			...(call.keyId !== undefined && { keyId: call.keyId }),
		},
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
