import type { Span } from "../journal/span";
import type { Cost } from "../pricing/cost";
import { writeRates } from "../pricing/rates-text";
import type { Estimate } from "./estimate-usage";

/**
 * Writes an estimate into a span, marked as one. The cost is `estimated`, or `partial` where the call used what no text tells, such as
 * images; what earlier attempts of a routed call are known to have cost is in it.
 */
export function noteEstimate(span: Span, { usage, isPart }: Estimate, cost: Cost): void {
	span.usage = usage;
	span.usageState = "estimated";
	if (cost.picoUsd === undefined || cost.state === "unpriced") return;
	const earlier = earlierAttempts(span.attempts);
	span.costPicoUsd = (cost.picoUsd + earlier.picoUsd).toString();
	span.costState = isPart || cost.state === "partial" || earlier.mayBeMore ? "partial" : "estimated";
	span.costRates = writeRates(usage, cost);
	span.costSource = cost.source ?? null;
}

interface RecordedCost {
	cost?: string;
	costUnknown?: true;
}

/** See `targets/attempts-text.ts`. */
function earlierAttempts(attempts: string | undefined): { picoUsd: bigint; mayBeMore: boolean } {
	const earlier: RecordedCost[] = attempts === undefined ? [] : JSON.parse(attempts).slice(0, -1);
	return {
		picoUsd: earlier.reduce((sum, { cost }) => sum + BigInt(cost ?? 0), 0n),
		mayBeMore: earlier.some(({ costUnknown }) => costUnknown === true),
	};
}
