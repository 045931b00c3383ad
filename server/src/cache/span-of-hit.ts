import type { Span } from "../journal/span";
import type { CachedAnswer } from "./cached-answer";

/** What a span says of the cache, beside its cost. Null: the call did not ask for it. */
export interface CacheOutcome {
	cache: "hit" | "miss" | null;
	/** The call whose answer was given again. */
	cachedCallId: string | null;
	/** Decimal string of integer pico-USD: what that call had cost; null when unknown. */
	savedPicoUsd: string | null;
}

/** The part of a span that a replayed answer decides: it cost nothing, and that is known. No tokens were used. */
export function spanOfHit({
	callId,
	costPicoUsd,
	responseModel,
}: CachedAnswer): CacheOutcome &
	Pick<Span, "usage" | "rawUsage" | "costState" | "costPicoUsd" | "costRates" | "costSource" | "responseModel"> {
	return {
		cache: "hit",
		cachedCallId: callId,
		savedPicoUsd: costPicoUsd,
		responseModel,
		usage: {},
		rawUsage: null,
		costState: "priced",
		costPicoUsd: "0",
		costRates: null,
		costSource: "cache",
	};
}
