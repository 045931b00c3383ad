import type { Rates } from "./cost";
import { type Usage, type UsageBucket, usageBuckets } from "./usage";

/** One line of a cost: tokens × picoUsdPerToken = picoUsd, both absent for a bucket without a rate. */
export interface CostLine {
	bucket: UsageBucket;
	tokens: number;
	picoUsdPerToken?: bigint;
	picoUsd?: bigint;
}

/** A cost, bucket by bucket, in the order of `usageBuckets`; empty buckets are left out. The lines sum to the cost exactly. */
export function costLines(usage: Usage, rates: Rates): CostLine[] {
	const lines: CostLine[] = [];
	for (const bucket of usageBuckets) {
		const tokens = usage[bucket] ?? 0;
		if (tokens === 0) continue;
		const rate = rates[bucket];
		lines.push(
			rate === undefined
				? { bucket, tokens }
				: { bucket, tokens, picoUsdPerToken: rate, picoUsd: BigInt(tokens) * rate },
		);
	}
	return lines;
}
