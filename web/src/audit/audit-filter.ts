import { type Within, withinOptions } from "../calls/call-filter";

/** Which changes are listed. An absent member does not limit. */
export interface AuditFilter {
	/** What was changed: `key`, `member`, … */
	kind?: string;
	/** Who changed it. */
	actorId?: string;
	/** One key, member, … */
	subjectId?: string;
	requestId?: string;
	/** A stretch that ends now. */
	within?: Within;
}

/** The query part of the address that the filter is kept in. */
export type AuditSearch = Partial<Record<keyof AuditFilter, string>>;

/** What can be changed, in the words of the page. */
export const kindOptions: readonly { value: string; label: string }[] = [
	{ value: "key", label: "Lens keys" },
	{ value: "providerKey", label: "Provider keys" },
	{ value: "adminKey", label: "Admin keys" },
	{ value: "member", label: "Members" },
	{ value: "invitation", label: "Invitations" },
	{ value: "team", label: "Teams" },
	{ value: "project", label: "Projects" },
	{ value: "provider", label: "Providers" },
	{ value: "route", label: "Routes" },
	{ value: "limit", label: "Limits" },
	{ value: "price", label: "Prices" },
	{ value: "organization", label: "Organization" },
];

const spans: Record<Within, number> = { "15m": 0.25, "1h": 1, "24h": 24, "7d": 168, "30d": 720 };
const hourMs = 3_600_000;

/** Reads the filter out of the address. What it can't read does not limit. */
export function readAuditFilter(search: AuditSearch): AuditFilter {
	return {
		kind: kindOptions.find(({ value }) => value === search.kind)?.value,
		actorId: search.actorId || undefined,
		subjectId: search.subjectId || undefined,
		requestId: search.requestId || undefined,
		within: withinOptions.find(({ value }) => value === search.within)?.value,
	};
}

/** What the API is asked with: `within` becomes a `from` that is counted back from `now`. */
export function toAuditQuery({ kind, within, ...rest }: AuditFilter, now: Date) {
	return {
		...rest,
		subjectKind: kind,
		from: within && new Date(now.getTime() - spans[within] * hourMs).toISOString(),
	};
}
