import type { Call } from "@lensai/server/traces/model";

type PricedCall = Pick<Call, "costState" | "costPicoUsd"> & Partial<Pick<Call, "kind" | "usageState">>;

const picoUsdPerCent = 10_000_000_000n;
const picoUsdPerUsd = 100n * picoUsdPerCent;

/**
 * Dollars for people: whole cents from one dollar up, two significant digits (at least whole cents) below it, rounded half up.
 * 4,200,000,000 pico-USD → `$0.0042`; 1,234,560,000,000,000 → `$1,234.56`; 0 → `$0.00`, which means free, never "unknown".
 */
export function formatUsd(picoUsd: bigint): string {
	if (picoUsd < 0n) return `-${formatUsd(-picoUsd)}`;
	const rounded = roundTo(picoUsd, roundingStep(picoUsd));
	const dollars = (rounded / picoUsdPerUsd).toString().replace(/\B(?=(\d{3})+$)/g, ",");
	const fraction = (rounded % picoUsdPerUsd).toString().padStart(12, "0");
	return `$${dollars}.${fraction.slice(0, 2)}${fraction.slice(2).replace(/0+$/, "")}`;
}

/** The value of the last digit that is shown, in pico-USD: a cent, or the second significant digit of a smaller amount. */
function roundingStep(picoUsd: bigint): bigint {
	let step = picoUsdPerCent;
	while (step > 1n && picoUsd > 0n && picoUsd < 10n * step) step /= 10n;
	return step;
}

function roundTo(picoUsd: bigint, step: bigint): bigint {
	return ((picoUsd + step / 2n) / step) * step;
}

/** How a cost is shown to stand: measured, estimated (a cost of estimated usage is one at any rates), in part, or not known. */
export type CostLook = "measured" | "estimated" | "partial" | "unpriced";

export function costLook({ costState, costPicoUsd, usageState }: PricedCall): CostLook {
	if (costState === "unpriced" || costPicoUsd === null) return "unpriced";
	if (costState === "priced") return usageState === "estimated" ? "estimated" : "measured";
	return costState;
}

const marks: Readonly<Record<CostLook, string>> = { measured: "", estimated: "≈", partial: "≥", unpriced: "" };

/** Whether there is nothing to price, as in a list of models: its cost is not missing, and no sum counts it. */
export function hasNoPrice({ kind, costPicoUsd }: PricedCall): boolean {
	return kind === "other" && costPicoUsd === null;
}

/**
 * A call's cost with what is known about it: `$0.0042` measured, `≈$0.0042` estimated, `≥$0.0042` partial, `unpriced`
 * unknown, `—` where there is nothing to price. The server's `CostState` says when each is so.
 */
export function formatCost(call: PricedCall): string {
	if (hasNoPrice(call)) return "—";
	const look = costLook(call);
	if (look === "unpriced" || call.costPicoUsd === null) return "unpriced";
	return marks[look] + formatUsd(BigInt(call.costPicoUsd));
}

/** What many calls cost, and how far that is known; partial and estimated calls are among the priced ones. */
export interface Spend {
	pricedCalls: number;
	partialCalls: number;
	estimatedCalls: number;
	unpricedCalls: number;
	costPicoUsd: bigint;
}

/**
 * The cost of many calls, with the mark of the least that is known of one of them: `≥` when some are partial or unpriced, else `≈` when
 * some are estimated. Not known, rather than `$0.00`, when no call is priced.
 */
export function formatSpend({ pricedCalls, partialCalls, estimatedCalls, unpricedCalls, costPicoUsd }: Spend): string {
	if (pricedCalls === 0) return unpricedCalls > 0 ? "unpriced" : "—";
	const isPart = partialCalls > 0 || unpricedCalls > 0;
	return marks[isPart ? "partial" : estimatedCalls > 0 ? "estimated" : "measured"] + formatUsd(costPicoUsd);
}
