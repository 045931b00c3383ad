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
	// What was not said is absent in a span, and null or empty in its row.
	for (const field of saidOrAbsent) if (isEmpty(span[field])) delete span[field];
	return span as T;
}

const saidOrAbsent = [
	"usageState",
	"user",
	"session",
	"environment",
	"callSite",
	"parentSpanId",
	"tags",
	"metadata",
	"cache",
	"cachedCallId",
	"savedPicoUsd",
	"settlesCallId",
	"serviceTier",
	"region",
	"routeId",
	"targetReasons",
	"attempts",
];

function isEmpty(value: unknown): boolean {
	return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

function usageOf(tokens: Record<string, string>): Usage {
	return Object.fromEntries(Object.entries(tokens).map(([bucket, count]) => [bucket, Number(count)]));
}
