import type { Span } from "../journal/span";
import type { CachedAnswer } from "./cached-answer";

/** Writes into a span what a replayed answer decides: it cost nothing, and that is known. No tokens were used. */
export function noteHit(span: Span, { callId, costPicoUsd, responseModel }: CachedAnswer): void {
	span.cache = "hit";
	span.cachedCallId = callId;
	if (costPicoUsd !== null) span.savedPicoUsd = costPicoUsd;
	span.responseModel = responseModel;
	span.usage = {};
	span.rawUsage = null;
	span.costState = "priced";
	span.costPicoUsd = "0";
	span.costRates = null;
	span.costSource = "cache";
}
