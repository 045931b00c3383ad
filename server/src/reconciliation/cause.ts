import { subtractTokens, sumOf, type Tokens } from "./report";

/** Why theirs and ours differ, as far as numbers can tell; `none`: they do not. */
export const causes = [
	"none",
	"unseen_key",
	"outside",
	"tier",
	"cache",
	"rounding",
	"late",
	"price",
	"tools",
	"unknown",
] as const;
export type Cause = (typeof causes)[number];

/** One account and model on one day, from both sides. */
export interface Sides {
	theirs: {
		/** Undefined: the provider counts no tokens here. */
		tokens: Tokens | undefined;
		/** Undefined: it says nothing of money here. */
		picoUsd: bigint | undefined;
		/** How far rounding can have moved the amount, over all its lines. */
		roundingPicoUsd: bigint;
		/** Tokens in batch, flex or priority. */
		otherTierTokens: Tokens;
		/** Tokens of keys that are none of ours, beside a key that is. */
		unseenTokens: Tokens;
	};
	ours: { tokens: Tokens; picoUsd: bigint | undefined; calls: number; unpricedCalls: number };
	/** Whether the account is that of a key in the vault; undefined: that cannot be told. */
	isKnown: boolean | undefined;
	isFinal: boolean;
}

/**
 * The likeliest cause, by what would make the numbers equal: usage under other keys first, as it explains most; what can still
 * change last.
 */
export function likelyCause(sides: Sides): Cause {
	const { theirs, ours, isFinal } = sides;
	if (theirs.tokens === undefined) return causeOfMoney(sides);
	if (ours.calls === 0) return sides.isKnown === true ? "outside" : "unseen_key";
	const more = subtractTokens(theirs.tokens, ours.tokens);
	if (Object.keys(more).length === 0) return causeOfEqualTokens(sides);
	const excess = sumOf(more);
	const isMore = Object.values(more).every((tokens) => tokens > 0);
	if (excess < 0 && !isFinal) return "late";
	if (excess > 0 && sumOf(theirs.unseenTokens) > 0) return "unseen_key";
	if (excess > 0 && isWithin(more, theirs.otherTierTokens)) return "tier";
	if (isCacheAlone(more)) return "cache";
	if (!isFinal) return "late";
	return isMore ? "outside" : "unknown";
}

/** Something is billed that has no tokens: a search, a session, storage, or lines that name no model. */
function causeOfMoney({ theirs, ours, isFinal }: Sides): Cause {
	if (theirs.picoUsd !== undefined && theirs.picoUsd === ours.picoUsd) return "none";
	if (ours.calls === 0) return theirs.picoUsd === 0n ? "none" : "tools";
	if (isWithinRounding(theirs, ours.picoUsd)) return "rounding";
	return isFinal ? "unknown" : "late";
}

function causeOfEqualTokens({ theirs, ours, isFinal }: Sides): Cause {
	if (theirs.picoUsd === undefined) {
		if (sumOf(ours.tokens) === 0) return "none";
		return isFinal ? "unknown" : "late";
	}
	if (theirs.picoUsd === ours.picoUsd) return "none";
	if (ours.picoUsd === undefined) return "price";
	if (isWithinRounding(theirs, ours.picoUsd)) return "rounding";
	return sumOf(theirs.otherTierTokens) > 0 ? "tier" : "price";
}

function isWithinRounding({ picoUsd, roundingPicoUsd }: Sides["theirs"], ours: bigint | undefined): boolean {
	if (picoUsd === undefined || ours === undefined) return false;
	const difference = picoUsd - ours;
	return (difference < 0n ? -difference : difference) <= roundingPicoUsd;
}

/** The same input and output in all, told apart otherwise. */
function isCacheAlone(more: Tokens): boolean {
	const { uncachedInput = 0, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0, ...others } = more;
	const isOnlyCache = Object.keys(others).length === 0;
	const isMoved = uncachedInput + cacheRead + cacheWrite5m + cacheWrite1h === 0;
	return isOnlyCache && (isMoved || uncachedInput === 0);
}

function isWithin(more: Tokens, tokens: Tokens): boolean {
	const left = Object.values(subtractTokens(tokens, more));
	return sumOf(tokens) > 0 && left.every((count) => count >= 0);
}
