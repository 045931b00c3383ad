import type { Call, CostState } from "../api/model";

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

/** A rate as price lists write it, in USD per million tokens: 150_000 pico-USD per token → `$0.15`. */
export function formatRatePerMillion(picoUsdPerToken: bigint): string {
	return formatExactUsd(picoUsdPerToken * 1_000_000n);
}

/** What a cost's state says about its number. */
const signs: Record<CostState, string> = { priced: "", partial: "≥ ", estimated: "≈ ", unpriced: "" };

/** What a call's cost can be told from. */
export type CallCost = Pick<Call, "costState" | "costPicoUsd"> &
	Partial<Pick<Call, "usageState" | "cache" | "httpStatus">>;

/** A call's cost, with `≈` for an estimate, of its tokens too, and `≥` for a part. An unknown cost is `—`, never zero. */
export function formatCost(cost: CallCost): string {
	if (cost.costPicoUsd === null || cost.costState === "unpriced") return "—";
	const sign = isOfEstimatedUsage(cost) ? signs.estimated : signs[cost.costState];
	return sign + formatUsd(BigInt(cost.costPicoUsd));
}

function isOfEstimatedUsage({ costState, usageState }: CallCost): boolean {
	return costState === "priced" && usageState === "estimated";
}

/** Whether nobody bills it, because it was refused: as the sums count, its cost is not missing. */
export function isRefused({ costPicoUsd, httpStatus }: CallCost): boolean {
	return costPicoUsd === null && (httpStatus ?? 0) >= 400;
}

const meanings: Record<CostState, string> = {
	priced: "Priced: tokens as the provider counted them, times the listed rates.",
	partial: "Partial: some of what is billed has no listed rate or was not told, so the true cost is at least this.",
	estimated: "Estimated: the listed rates need not be those of this call, as for a flex tier.",
	unpriced: "Unpriced: there is no usage or no listed rate, so the cost is unknown.",
};

/** One sentence that says how far a call's cost can be trusted. */
export function describeCost(cost: CallCost): string {
	if (cost.cache === "hit") return "Free: the answer came from the cache, and nothing was sent.";
	if (isRefused(cost)) return "Refused: it got no answer, and nothing is known to have been charged.";
	if (isOfEstimatedUsage(cost)) return "Estimated: the answer broke off, so more tokens may be billed than were told.";
	return meanings[cost.costPicoUsd === null ? "unpriced" : cost.costState];
}

interface Spend {
	pricedCalls: number;
	unpricedCalls: number;
	costPicoUsd: string;
}

/** The cost of many calls: `≥` when some of them are unpriced, `—` when no call has a known cost. */
export function formatSpend(totals: Spend): string {
	if (totals.pricedCalls === 0) return "—";
	return (totals.unpricedCalls > 0 ? "≥ " : "") + formatUsd(BigInt(totals.costPicoUsd));
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
