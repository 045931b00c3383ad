import type { Call, CallStatus } from "../api/model";

/** Which calls are listed. An absent member does not limit. */
export interface CallFilter {
	model?: string;
	status?: CallStatus;
	keyId?: string;
	/** ISO 8601. */
	from?: string;
	/** ISO 8601, exclusive. */
	to?: string;
	/** A stretch that ends now, instead of `from` and `to`. */
	within?: Within;
}

/** Named stretches of time that end now. */
export type Within = "15m" | "1h" | "24h" | "7d" | "30d";

const withinMs: Record<Within, number> = {
	"15m": 15 * 60_000,
	"1h": 3_600_000,
	"24h": 24 * 3_600_000,
	"7d": 7 * 24 * 3_600_000,
	"30d": 30 * 24 * 3_600_000,
};

export const withinOptions: readonly { value: Within; label: string }[] = [
	{ value: "15m", label: "Last 15 minutes" },
	{ value: "1h", label: "Last hour" },
	{ value: "24h", label: "Last 24 hours" },
	{ value: "7d", label: "Last 7 days" },
	{ value: "30d", label: "Last 30 days" },
];

export const statusOptions: readonly { value: CallStatus; label: string }[] = [
	{ value: "ok", label: "OK" },
	{ value: "error", label: "Error" },
	{ value: "client_closed", label: "Client left" },
	{ value: "interrupted", label: "Interrupted" },
];

/** The query part of the address that a filter is kept in; every member has its own name there. */
export type CallSearch = Partial<Record<keyof CallFilter, string>>;

/** Reads the filter out of the address. What it can't read does not limit. */
export function readCallFilter(search: CallSearch): CallFilter {
	const within = withinOptions.find((option) => option.value === search.within)?.value;
	return {
		model: search.model || undefined,
		status: statusOptions.find((option) => option.value === search.status)?.value,
		keyId: search.keyId || undefined,
		from: within ? undefined : readMoment(search.from),
		to: within ? undefined : readMoment(search.to),
		within,
	};
}

/** What the API is asked with: `within` becomes a `from` that is counted back from `now`. */
export function toCallQuery(filter: CallFilter, now: Date) {
	const { within, ...rest } = filter;
	return within ? { ...rest, from: new Date(now.getTime() - withinMs[within]).toISOString() } : rest;
}

/** Whether a call that has just ended belongs into the list. */
export function matchesFilter(call: Call, filter: CallFilter, now: Date): boolean {
	const query = toCallQuery(filter, now);
	return (
		(query.model === undefined || call.model === query.model) &&
		(query.status === undefined || call.status === query.status) &&
		(query.keyId === undefined || call.keyId === query.keyId) &&
		(query.from === undefined || call.startedAt >= query.from) &&
		(query.to === undefined || call.startedAt < query.to)
	);
}

/** Whether anything is limited at all. */
export function isFiltered(filter: CallFilter): boolean {
	return Object.values(filter).some((value) => value !== undefined);
}

function readMoment(text: string | undefined): string | undefined {
	const moment = text ? new Date(text) : undefined;
	return moment && !Number.isNaN(moment.getTime()) ? moment.toISOString() : undefined;
}
