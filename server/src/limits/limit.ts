/** What a limit counts: requests and tokens in a sliding minute, streams at one time; or how large one request may be. */
export const measures = ["requests", "tokens", "streams", "body_bytes", "header_bytes"] as const;
export type Measure = (typeof measures)[number];

/** Measures that are counted over calls. The others are caps on one request, for which nothing is counted. */
export type CountedMeasure = Extract<Measure, "requests" | "tokens" | "streams">;

/** Whose calls share one limit: all of an organization, all of a project, or those of one lens key. */
export type LimitScope = "organization" | "project" | "key";

/** A limit as it is held in memory. */
export interface Limit {
	id: string;
	organizationId: string;
	scope: LimitScope;
	/** The id of the organization, project or lens key. */
	targetId: string;
	measure: Measure;
	/** The most that there may be of it: at least 1. */
	max: number;
}

export interface CountedLimit extends Limit {
	measure: CountedMeasure;
}

/** What one call takes: always one request. */
export interface Demand {
	/** Estimated before the call is sent; asked for only when a limit counts tokens, and then once. */
	tokens(): number;
	/** The answer comes as a stream. */
	stream: boolean;
}

/** What was taken for a call, until it has ended. */
export interface Hold {
	/**
	 * The call has ended: gives its streams back, and corrects its tokens. Undefined: what was used is not known, so the
	 * estimate stands. Counts once.
	 */
	settle(usedTokens: number | undefined): void;
}

/** How a limit stands at one moment. */
export interface Standing {
	limit: CountedLimit;
	/** More than `max` when a call used more tokens than was estimated. */
	used: number;
	/** Milliseconds until the call that was refused would fit; 0 when it fits; undefined when it never will. */
	waitMs: number | undefined;
}

export type Taking = { hold: Hold } | { refused: Standing[] };

/** A limit and how much a call wants of it: at least 1. */
export interface Claim {
	limit: CountedLimit;
	amount: number;
}

/**
 * Counts what is taken of limits.
 *
 * A minute slides in whole seconds: what is taken counts for at least 60 s and at most 61 s. So there is never more than `max`
 * in any 60 seconds, and a call is refused only when the last 61 seconds have no room for it: an error of one second, which
 * is also the smallest `Retry-After`.
 */
export interface LimitStore {
	/** Takes of all these limits or of none. All of them belong to one organization. */
	take(claims: readonly Claim[]): Taking | Promise<Taking>;
	/** What is taken of each limit now, in their order. */
	used(limits: readonly CountedLimit[]): number[] | Promise<number[]>;
	close(): Promise<void>;
}

/** Seconds that what was taken counts at least. */
export const windowSeconds = 60;
/** Seconds that are kept: the minute, and the one that has begun. */
export const keptSeconds = windowSeconds + 1;

export function isCounted(limit: Limit): limit is CountedLimit {
	return limit.measure === "requests" || limit.measure === "tokens" || limit.measure === "streams";
}
