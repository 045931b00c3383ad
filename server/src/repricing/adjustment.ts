import type { Span } from "../journal/span";
import type { CostState } from "../pricing/cost";

/** What a call is held to cost. */
export interface KnownCost {
	state: CostState;
	/** Absent when it is unknown. */
	picoUsd: bigint | undefined;
}

/**
 * One row of ClickHouse `cost_adjustments`: what a call was held to cost, what it is held to cost since, and why. The call's own
 * span is never changed. Amounts are decimal strings of integer pico-USD; `null` is unknown, and counts 0 in the difference.
 */
export interface Adjustment {
	organizationId: string;
	projectId: string;
	spanId: string;
	/** Of the call, in Unix milliseconds. */
	startedAtMs: number;
	/** Of the call, as it was asked for: totals by model go by it. */
	model: string | null;
	/** 1 for the span's first, and so on: each begins where the one before ended. */
	revision: number;
	runId: string;
	reason: string;
	adjustedAtMs: number;
	oldState: CostState;
	oldPicoUsd: string | null;
	newState: CostState;
	newPicoUsd: string | null;
	/** new − old. */
	differencePicoUsd: string;
	/** What it adds to the totals of calls whose cost is known, is known in part, is an estimate, and is not known: -1, 0 or 1 each. */
	pricedCalls: number;
	partialCalls: number;
	estimatedCalls: number;
	unpricedCalls: number;
	/** The rates that the new cost was worked out at, in the form of `costRates` of a span. */
	rates: string | null;
	source: string | null;
	bookVersion: string;
}

export type Change = Pick<
	Adjustment,
	| "oldState"
	| "oldPicoUsd"
	| "newState"
	| "newPicoUsd"
	| "differencePicoUsd"
	| "pricedCalls"
	| "partialCalls"
	| "estimatedCalls"
	| "unpricedCalls"
>;

/** What totals go by beside a call's cost. */
type Told = Pick<Span, "httpStatus" | "usageState">;

/** From one cost to the other: 3,500,000,000 to 4,000,000,000 is a difference of 500,000,000. Undefined when they are the same. */
export function changeBetween(old: KnownCost, now: KnownCost, { httpStatus, usageState }: Told): Change | undefined {
	if (old.state === now.state && old.picoUsd === now.picoUsd) return undefined;
	const known = Number(now.picoUsd !== undefined) - Number(old.picoUsd !== undefined);
	// As in the totals: a call that was refused is not among those whose cost is missing.
	const isRefused = (httpStatus ?? 0) >= 400;
	return {
		oldState: old.state,
		oldPicoUsd: old.picoUsd?.toString() ?? null,
		newState: now.state,
		newPicoUsd: now.picoUsd?.toString() ?? null,
		differencePicoUsd: ((now.picoUsd ?? 0n) - (old.picoUsd ?? 0n)).toString(),
		pricedCalls: known,
		partialCalls: Number(isPartial(now)) - Number(isPartial(old)),
		estimatedCalls: Number(isEstimate(now, usageState)) - Number(isEstimate(old, usageState)),
		unpricedCalls: isRefused || known === 0 ? 0 : -known,
	};
}

function isPartial({ state, picoUsd }: KnownCost): boolean {
	return picoUsd !== undefined && state === "partial";
}

/** As in the totals: measured rates times estimated tokens are an estimate, too. */
function isEstimate({ state, picoUsd }: KnownCost, usageState: Span["usageState"]): boolean {
	return picoUsd !== undefined && (state === "estimated" || (state === "priced" && usageState === "estimated"));
}
