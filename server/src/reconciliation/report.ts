import type { Amount } from "./amount";

/**
 * The buckets in which providers' reports and ours can be compared. `uncachedInput` holds pictures, `output` reasoning and
 * pictures: reports do not tell these apart in every shape.
 */
export const comparedBuckets = [
	"uncachedInput",
	"cacheRead",
	"cacheWrite5m",
	"cacheWrite1h",
	"audioInput",
	"output",
	"audioOutput",
] as const;
export type ComparedBucket = (typeof comparedBuckets)[number];

/** Tokens by bucket; absent is none. */
export type Tokens = Partial<Record<ComparedBucket, number>>;

/** Tokens that one API key used of one model in one tier on one day. */
export interface UsageLine {
	/** In UTC, `2026-11-22`. */
	day: string;
	/** What money is told of by this provider: an API key, a project or a workspace. */
	account: string;
	/** Null: used without one, as in the provider's own pages. */
	keyId: string | null;
	model: string;
	/** Batch, flex, priority: whatever is not billed at the usual rates. */
	isOtherTier: boolean;
	tokens: Tokens;
}

/** Money for one account and line of the bill on one day. */
export interface CostLine extends Amount {
	day: string;
	account: string;
	/** The model, or what else was billed. */
	item: string;
}

/** An API key as its provider lists it. */
export interface ListedKey {
	name: string;
	/** What shows of the secret's end. */
	ending: string;
}

/** What a provider has counted and billed. */
export interface Report {
	usage: readonly UsageLine[];
	costs: readonly CostLine[];
	/** By id; undefined when the admin key may not list them. */
	keys: ReadonlyMap<string, ListedKey> | undefined;
	/** Names of accounts that are no keys, by id. */
	names: ReadonlyMap<string, string>;
}

/** Whole days in UTC: the first, and the one after the last. */
export interface DayRange {
	from: string;
	to: string;
}

/** How one provider's reports are read. */
export interface ReportReader {
	/** Lists without what nobody needs to pay for. */
	read(client: ReportClient, days: DayRange): Promise<Report>;
	/** Below the provider's base URL, with its own way to name the key. */
	headers(secret: string): Record<string, string>;
}

/** Asks a provider with an admin key. */
export interface ReportClient {
	/** A JSON answer whose numbers are kept as the text that stood there. Throws ReportFailure. */
	get(path: string, query: readonly (readonly [string, string])[]): Promise<unknown>;
}

export const failures = [
	"key_refused",
	"not_admin_key",
	"rate_limited",
	"provider_trouble",
	"pages_cut",
	"unreadable",
	"unreachable",
	"address_refused",
	"key_unusable",
	"internal",
] as const;
export type FailureCode = (typeof failures)[number];

/** A report could not be read. The message is for people and holds nothing that the provider or the key said. */
export class ReportFailure extends Error {
	override readonly name = "ReportFailure";
	constructor(
		readonly code: FailureCode,
		message: string,
		/** How long the provider asks to wait. */
		readonly retryAfterMs?: number,
	) {
		super(message);
	}
}

export function addTokens(sum: Tokens, more: Tokens): Tokens {
	const total: Tokens = { ...sum };
	for (const bucket of comparedBuckets) {
		const tokens = more[bucket];
		if (tokens !== undefined) total[bucket] = (total[bucket] ?? 0) + tokens;
	}
	return total;
}

/** `theirs` less `ours`, without buckets that are equal. */
export function subtractTokens(theirs: Tokens, ours: Tokens): Tokens {
	const difference: Tokens = {};
	for (const bucket of comparedBuckets) {
		const tokens = (theirs[bucket] ?? 0) - (ours[bucket] ?? 0);
		if (tokens !== 0) difference[bucket] = tokens;
	}
	return difference;
}

export function sumOf(tokens: Tokens): number {
	return comparedBuckets.reduce((sum, bucket) => sum + (tokens[bucket] ?? 0), 0);
}
