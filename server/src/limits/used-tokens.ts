import type { SpanStatus } from "../journal/span";
import { type Usage, usageBuckets } from "../pricing/usage";

/**
 * What a call that has ended used, for `Hold.settle`: all token buckets together, since they do not overlap; searches and
 * seconds are no tokens. A call that failed and said no usage used nothing; undefined, so that the estimate stands, for one
 * that was answered or left and said none.
 */
export function usedTokens({ status, usage }: { status: SpanStatus; usage?: Usage }): number | undefined {
	if (usage === undefined) return status === "error" ? 0 : undefined;
	let sum = 0;
	for (const bucket of usageBuckets) sum += usage[bucket] ?? 0;
	return sum;
}
