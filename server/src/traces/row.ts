import type { Span } from "../journal/span";
import type { Usage } from "../pricing/usage";

/** A row of ClickHouse as its JSON says it: 64-bit integers are strings. */
export type Row<T> = {
	[Field in keyof T]: Field extends "startedAtMs" | "requestBytes" | "responseBytes" ? string : T[Field];
};

/** Rows of `spans`, some or all columns, as the spans that they were. */
export function spanOf<T extends Pick<Span, "startedAtMs" | "usage">>(row: Row<T>): T {
	const span: Record<string, unknown> = { ...row, usage: usageOf(row.usage as Record<string, string>) };
	for (const field of ["startedAtMs", "requestBytes", "responseBytes"]) {
		if (field in span) span[field] = Number(span[field]);
	}
	// A call without a route has no such members, and its row has nulls.
	for (const field of ["routeId", "targetReasons", "attempts"]) if (span[field] === null) delete span[field];
	return span as T;
}

function usageOf(tokens: Record<string, string>): Usage {
	return Object.fromEntries(Object.entries(tokens).map(([bucket, count]) => [bucket, Number(count)]));
}
