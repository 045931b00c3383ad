import type { SpanStatus } from "../journal/span";
import type { Usage } from "../pricing/usage";

/**
 * What a call that has ended used, for `Hold.settle`: all buckets together, since they do not overlap. A call that failed
 * and said no usage used nothing; undefined, so that the estimate stands, for one that was answered or left and said none.
 */
export function usedTokens({ status, usage }: { status: SpanStatus; usage?: Usage }): number | undefined {
	if (usage === undefined) return status === "error" ? 0 : undefined;
	return Object.values(usage).reduce((sum, tokens) => sum + tokens, 0);
}
