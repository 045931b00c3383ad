import type { CallDetail } from "../api/model";
import { isUnsent } from "../calls/refusal";

/** What a call's usage can be told from. */
export type UsageOfCall = Pick<
	CallDetail,
	"usageState" | "cache" | "inputTokens" | "outputTokens" | "errorType" | "firstByteMs" | "attemptCount"
>;

export interface UsageWords {
	look: "measured" | "estimated" | "unknown";
	name: string;
	meaning: string;
}

/**
 * How sure a call's tokens are, in words. Undefined when there is nothing to say: the cache answered, so that none were used, or
 * the call is from before that was written down.
 */
export function describeUsage(call: UsageOfCall): UsageWords | undefined {
	const { usageState, cache, inputTokens, outputTokens } = call;
	if (cache === "hit") return undefined;
	if (usageState === "measured")
		return { look: "measured", name: "Usage measured", meaning: "the provider told it to the end of the answer." };
	if (usageState === "estimated")
		return {
			look: "estimated",
			name: "Usage estimated",
			meaning: "the provider did not tell all; the rest is worked out from what was sent and answered.",
		};
	if (inputTokens !== null || outputTokens !== null) return undefined;
	if (isUnsent(call))
		return { look: "unknown", name: "No usage", meaning: "LensAI refused the call, and nothing was sent." };
	return { look: "unknown", name: "Usage unknown", meaning: "the provider told none, which is not zero." };
}
