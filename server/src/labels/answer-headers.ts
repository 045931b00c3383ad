import type { CostState } from "../pricing/cost";
import type { IgnoredLabel } from "./labels";

/** A call's cost, as far as it is known. */
export interface AnswerCost {
	state: CostState;
	/** Absent when unpriced. */
	picoUsd?: bigint;
}

/** The header that asks for the cost in the answer. */
export const costWish = "x-lensai-cost";

/** Whether the caller wants to be told what the call cost, by `x-lensai-cost: true`. */
export function wantsCost(headers: Readonly<Record<string, string>>): boolean {
	return headers[costWish]?.trim().toLowerCase() === "true";
}

/**
 * What the gateway itself took, for `x-lensai-overhead-ms`: from the request's arrival to the answer's first byte, without the
 * time that the provider had it. Milliseconds with three decimals: `0.412`.
 */
export function renderOverheadMs({
	arrivedAt,
	sentAt,
	answeredAt,
	now,
}: {
	arrivedAt: number;
	/** When the request went to the provider, and its headers came; equal for a call that went to none. */
	sentAt: number;
	answeredAt: number;
	now: number;
}): string {
	return Math.max(0, now - arrivedAt - (answeredAt - sentAt)).toFixed(3);
}

/** The cost for an answer's headers. An unknown cost is not 0: its amount is left out. */
export function costHeaders({ state, picoUsd }: AnswerCost): Record<string, string> {
	return {
		"x-lensai-cost-state": state,
		...(picoUsd !== undefined && { "x-lensai-cost-usd": renderUsd(picoUsd) }),
	};
}

/**
 * The cost as a server-sent comment, which clients skip. To be sent after a stream that ended whole, never into one that was
 * cut: it would complete the half event. `: x-lensai-cost-usd=0.00015 state=priced`
 */
export function renderCostComment({ state, picoUsd }: AnswerCost): string {
	const amount = picoUsd === undefined ? "" : `x-lensai-cost-usd=${renderUsd(picoUsd)} `;
	return `: ${amount}x-lensai-cost-state=${state}\n\n`;
}

/** Exact, without trailing zeros: 150_000_000n → `0.00015`, 0n → `0`. */
export function renderUsd(picoUsd: bigint): string {
	const digits = picoUsd.toString().padStart(13, "0");
	const decimals = digits.slice(-12).replace(/0+$/, "");
	return digits.slice(0, -12) + (decimals === "" ? "" : `.${decimals}`);
}

/** `x-lensai-ignored`, so that whoever mistyped a label learns of it: `x-lensai-metadata is not a JSON object`. */
export function renderIgnored(ignored: readonly IgnoredLabel[]): string {
	return ignored.map(({ header, reason }) => `${header} ${reason}`.replace(/[^\x20-\x7e]/g, "?")).join(", ");
}
