import type { CacheState, Call, CallStatus } from "../api/model";

/** Which calls are listed. An absent member does not limit. */
export interface CallFilter {
	model?: string;
	status?: CallStatus;
	keyId?: string;
	provider?: string;
	user?: string;
	session?: string;
	environment?: string;
	/** One of the call's tags. */
	tag?: string;
	/** Alone: the call's metadata has this key. */
	metadataKey?: string;
	/** Only with `metadataKey`. */
	metadataValue?: string;
	traceId?: string;
	callSite?: string;
	cache?: CacheState;
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

export const cacheOptions: readonly { value: CacheState; label: string }[] = [
	{ value: "hit", label: "From the cache" },
	{ value: "miss", label: "Not in the cache" },
];

/** The query part of the address that a filter is kept in; every member has its own name there, and may be there twice. */
export type CallSearch = Partial<Record<keyof CallFilter, string | string[]>>;

/** Takes every filter out of the address. */
export const noFilter: Record<keyof CallFilter, undefined> = {
	model: undefined,
	status: undefined,
	keyId: undefined,
	provider: undefined,
	user: undefined,
	session: undefined,
	environment: undefined,
	tag: undefined,
	metadataKey: undefined,
	metadataValue: undefined,
	traceId: undefined,
	callSite: undefined,
	cache: undefined,
	from: undefined,
	to: undefined,
	within: undefined,
};

/** Reads the filter out of the address. What it can't read does not limit. */
export function readCallFilter(search: CallSearch): CallFilter {
	const within = withinOptions.find((option) => option.value === search.within)?.value;
	const metadataKey = readText(search.metadataKey);
	return {
		model: readText(search.model),
		status: statusOptions.find((option) => option.value === search.status)?.value,
		keyId: readText(search.keyId),
		provider: readText(search.provider),
		user: readText(search.user),
		session: readText(search.session),
		environment: readText(search.environment),
		tag: readText(search.tag),
		metadataKey,
		metadataValue: metadataKey === undefined ? undefined : readText(search.metadataValue),
		traceId: readText(search.traceId),
		callSite: readText(search.callSite),
		cache: cacheOptions.find((option) => option.value === search.cache)?.value,
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

/** The page of the calls that meet this filter, which is one that it can read. */
export function callsPath(filter: CallFilter): string {
	const given = Object.entries(filter).filter(([, value]) => value !== undefined);
	return given.length === 0 ? "/calls" : `/calls?${new URLSearchParams(given)}`;
}

/** Whether a call in a list tells all that the filter asks for. Metadata it does not: the server has to be asked. */
export function isToldByCall({ metadataKey }: CallFilter): boolean {
	return metadataKey === undefined;
}

/** Whether a call that has just ended belongs into the list, as far as it tells. */
export function matchesFilter(call: Call, filter: CallFilter, now: Date): boolean {
	const query = toCallQuery(filter, now);
	return (
		sameMembers.every((member) => query[member] === undefined || call[member] === query[member]) &&
		(query.tag === undefined || call.tags.includes(query.tag)) &&
		(query.from === undefined || call.startedAt >= query.from) &&
		(query.to === undefined || call.startedAt < query.to)
	);
}

/** Whether anything is limited at all. */
export function isFiltered(filter: CallFilter): boolean {
	return Object.values(filter).some((value) => value !== undefined);
}

/** What a call and a filter call by the same name. */
const sameMembers = [
	"model",
	"status",
	"keyId",
	"provider",
	"user",
	"session",
	"environment",
	"traceId",
	"callSite",
	"cache",
] as const;

/** What stands in the address twice is not read: one call has one of each. */
function readText(value: string | string[] | undefined): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

function readMoment(value: string | string[] | undefined): string | undefined {
	const text = readText(value);
	const moment = text ? new Date(text) : undefined;
	return moment && !Number.isNaN(moment.getTime()) ? moment.toISOString() : undefined;
}
