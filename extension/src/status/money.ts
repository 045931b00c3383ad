import type { Call } from "@lensai/server/traces/model";

type PricedCall = Pick<Call, "costState" | "costPicoUsd"> & Partial<Pick<Call, "usageState">>;

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

/**
 * A call's cost with what is known about it: `$0.0042` measured, `≈$0.0042` estimated, `≥$0.0042` partial, `unpriced`
 * unknown. The server's `CostState` says when each is so; a cost of estimated usage is an estimate at any rates.
 */
export function formatCost({ costState, costPicoUsd, usageState }: PricedCall): string {
	if (costState === "unpriced" || costPicoUsd === null) return "unpriced";
	const mark = { priced: usageState === "estimated" ? "≈" : "", estimated: "≈", partial: "≥" }[costState];
	return mark + formatUsd(BigInt(costPicoUsd));
}
