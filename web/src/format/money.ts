import type { Call, CostState } from "../api/model";
import { isUnsent } from "../calls/refusal";
import { formatCounted } from "./count";

/** 1 USD in pico-USD. */
const usd = 1_000_000_000_000n;
const picoDigits = 12;

/**
 * Pico-USD for a glance: two decimals from $1 up, and below that two significant digits, but never fewer than two decimals.
 * Rounds half up. 4_215_000_000 → `$0.0042`; 1_234_560_000_000_000 → `$1,234.56`.
 */
export function formatUsd(picoUsd: bigint): string {
	if (picoUsd < 0n) return `-${formatUsd(-picoUsd)}`;
	if (picoUsd === 0n || picoUsd >= usd) return formatWithDecimals(picoUsd, 2);
	const firstSignificant = picoDigits - picoUsd.toString().length + 1;
	return formatWithDecimals(picoUsd, Math.min(picoDigits, Math.max(2, firstSignificant + 1)));
}

/** Pico-USD to the last digit, for a cost that is explained: 1_750_000 → `$0.00000175`. */
export function formatExactUsd(picoUsd: bigint): string {
	const [whole, fraction = ""] = formatWithDecimals(picoUsd, picoDigits).split(".");
	return `${whole}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** A difference to the last digit, with its sign: -1_750_000 → `− $0.00000175`. */
export function formatSignedUsd(picoUsd: bigint): string {
	return picoUsd < 0n ? `− ${formatExactUsd(-picoUsd)}` : `+ ${formatExactUsd(picoUsd)}`;
}

/** What a cost's state says about its number. */
const signs: Record<CostState, string> = { priced: "", partial: "≥ ", estimated: "≈ ", unpriced: "" };

/** What a call's cost can be told from. */
export type CallCost = Pick<Call, "costState" | "costPicoUsd"> &
	Partial<Pick<Call, "kind" | "usageState" | "cache" | "httpStatus" | "errorType" | "firstByteMs" | "attemptCount">>;

/** A call's cost, with `≈` for an estimate, of its tokens too, and `≥` for a part. An unknown cost is `—`, never zero. */
export function formatCost(cost: CallCost): string {
	return formatSigned(cost, formatUsd);
}

/** The same to the last digit, as what it is the sum of: `≥ $0.0000345`. */
export function formatExactCost(cost: CallCost): string {
	return formatSigned(cost, formatExactUsd);
}

function formatSigned(cost: CallCost, format: (picoUsd: bigint) => string): string {
	if (cost.costPicoUsd === null || cost.costState === "unpriced") return "—";
	const sign = isOfEstimatedUsage(cost) ? signs.estimated : signs[cost.costState];
	return sign + format(BigInt(cost.costPicoUsd));
}

/** How a cost is shown to stand: measured, estimated, in part, or not known at all. */
export function costLook(cost: CallCost): "measured" | "estimated" | "partial" | "unpriced" {
	if (cost.costPicoUsd === null || cost.costState === "unpriced") return "unpriced";
	if (cost.costState === "priced") return isOfEstimatedUsage(cost) ? "estimated" : "measured";
	return cost.costState;
}

function isOfEstimatedUsage({ costState, usageState }: CallCost): boolean {
	return (costState === "priced" || costState === "estimated") && usageState === "estimated";
}

/** Whether nobody bills it, because it was refused: as the sums count, its cost is not missing. */
export function isRefused({ costPicoUsd, httpStatus }: CallCost): boolean {
	return costPicoUsd === null && (httpStatus ?? 0) >= 400;
}

/** Whether there is nothing to price, as in a list of models; the sums do not count it. */
export function hasNoPrice({ costPicoUsd, kind }: CallCost): boolean {
	return costPicoUsd === null && kind === "other";
}

const meanings: Record<CostState, string> = {
	priced: "Priced: tokens as the provider counted them, times the rates of the price book.",
	partial: "Partial: some of what is billed has no rate or was not told, so the true cost is at least this.",
	estimated: "Estimated: the rates need not be those of this call, as for a tier that nobody has a price for.",
	unpriced: "Unpriced: there is no usage or no rate, so the cost is unknown.",
};

/** One sentence that says how far a call's cost can be trusted. */
export function describeCost(cost: CallCost): string {
	if (cost.cache === "hit") return "Free: the answer came from the cache, and nothing was sent.";
	if (isRefused(cost)) return describeRefusal(cost);
	if (hasNoPrice(cost)) return "No usage: this path is not billed by tokens, and no sum counts it.";
	if (isOfEstimatedUsage(cost))
		return "Estimated: the provider did not tell all tokens, so they are worked out from what was sent and answered.";
	return meanings[cost.costPicoUsd === null ? "unpriced" : cost.costState];
}

/** A provider that says no has answered all the same; who has not, has sent no byte. */
function describeRefusal(cost: CallCost): string {
	if (isUnsent(cost)) return "Refused by LensAI: nothing was sent, so nothing was charged.";
	const { httpStatus, firstByteMs } = cost;
	const ended = (httpStatus ?? 0) < 500 ? `Refused with ${httpStatus}` : `Failed with ${httpStatus}`;
	return firstByteMs === null
		? `${ended}: it got no answer, and nothing is known to have been charged.`
		: `${ended}; nothing is known to have been charged.`;
}

/** How far the costs of many calls are known; see the API's totals. Partial and estimated calls are among the priced ones. */
export interface SpendCounts {
	pricedCalls: number;
	partialCalls: number;
	estimatedCalls: number;
	unpricedCalls: number;
}

export interface Spend extends SpendCounts {
	costPicoUsd: string | bigint;
}

/**
 * The cost of many calls, with the sign of the least that is known of one of them: `≥` when some are partial or unpriced, else `≈` when some
 * are estimated. `—` when no call has a known cost.
 */
export function formatSpend(spend: Spend): string {
	if (spend.pricedCalls === 0) return "—";
	return signs[spendState(spend)] + formatUsd(BigInt(spend.costPicoUsd));
}

function spendState({ partialCalls, unpricedCalls, estimatedCalls }: SpendCounts): CostState {
	if (partialCalls > 0 || unpricedCalls > 0) return "partial";
	return estimatedCalls > 0 ? "estimated" : "priced";
}

/** Why a sum is not exact, in short: `1 call unpriced · 2 calls partial · 1 call estimated`. Empty for an exact one. */
export function countInexact({ unpricedCalls, partialCalls, estimatedCalls }: SpendCounts): string {
	const counts = { unpriced: unpricedCalls, partial: partialCalls, estimated: estimatedCalls };
	return Object.entries(counts)
		.filter(([, count]) => count > 0)
		.map(([name, count]) => `${formatCounted(count, "call")} ${name}`)
		.join(" · ");
}

/** The same in sentences, with what it means for the sum; undefined for an exact one. */
export function describeSpend(spend: SpendCounts): string | undefined {
	const { pricedCalls, unpricedCalls, partialCalls, estimatedCalls } = spend;
	const missing = [
		partialCalls > 0 && `only a part of what ${formatCounted(partialCalls, "call")} cost is known`,
		unpricedCalls > 0 && `what ${formatCounted(unpricedCalls, "call")} cost is not known, and not in the sum`,
	].filter((part) => part !== false);
	const estimates = `What ${formatCounted(estimatedCalls, "call")} cost is an estimate.`;
	const told = missing.length > 0 ? `${pricedCalls === 0 ? "Unknown" : "At least this"}: ${missing.join("; ")}.` : "";
	return [told, estimatedCalls > 0 && estimates].filter(Boolean).join(" ") || undefined;
}

interface Saved {
	cacheHits: number;
	unpricedCacheHits: number;
	savedPicoUsd: string;
}

/** What the cache saved: `≥` when that is unknown of some hits, `—` when it is of all. */
export function formatSaved({ cacheHits, unpricedCacheHits, savedPicoUsd }: Saved): string {
	if (cacheHits === unpricedCacheHits) return "—";
	return (unpricedCacheHits > 0 ? "≥ " : "") + formatUsd(BigInt(savedPicoUsd));
}

/** USD as a float: for the height of a bar, never for a sum or a label. */
export function toPlotUsd(picoUsd: bigint): number {
	return Number(picoUsd) / Number(usd);
}

function formatWithDecimals(picoUsd: bigint, decimals: number): string {
	const unit = 10n ** BigInt(picoDigits - decimals);
	const rounded = (picoUsd + unit / 2n) / unit;
	const scale = 10n ** BigInt(decimals);
	const fraction = (rounded % scale).toString().padStart(decimals, "0");
	return `$${(rounded / scale).toLocaleString("en-US")}.${fraction}`;
}
