import type { ReconciledDay, ReconciledRow } from "../api/model";
import { formatExactUsd, formatUsd } from "../format/money";

export type Cause = ReconciledRow["cause"];

interface CauseWords {
	label: string;
	/** One sentence: what it means, and what to do. */
	meaning: string;
	/** Whether somebody should look. */
	level: "good" | "plain" | "warning";
}

/** What a difference comes from, for people. */
export const causeWords: Record<Cause, CauseWords> = {
	none: { label: "Equal", meaning: "Both counted the same.", level: "good" },
	unseen_key: {
		label: "Key not seen here",
		meaning: "A key that no call came through with was used. Point its clients at the gateway, or revoke it.",
		level: "warning",
	},
	outside: {
		label: "Past the gateway",
		meaning: "A key that lies in the vault was also used elsewhere.",
		level: "warning",
	},
	tier: { label: "Service tier", meaning: "Batch, flex or priority: billed at other rates.", level: "plain" },
	cache: { label: "Cache", meaning: "Cached or written tokens were told apart otherwise.", level: "plain" },
	rounding: { label: "Rounding", meaning: "The provider rounds its amounts.", level: "good" },
	late: {
		label: "Not final",
		meaning: "The provider's numbers come late. They are read again for three days.",
		level: "plain",
	},
	price: {
		label: "Price",
		meaning: "The same tokens cost another amount: the price here is missing or wrong.",
		level: "warning",
	},
	tools: {
		label: "Billed apart",
		meaning: "Searches, sessions and the like, which the provider bills beside models.",
		level: "plain",
	},
	unknown: { label: "Unknown", meaning: "None of the known causes explains it.", level: "warning" },
};

/** Theirs less ours with its sign: `+$0.0105`, `−$1.20`; `—` when either is not known, `$0.00` when they are equal. */
export function formatDifference(picoUsd: string | null): string {
	if (picoUsd === null) return "—";
	const amount = BigInt(picoUsd);
	if (amount === 0n) return "$0.00";
	return amount > 0n ? `+${formatUsd(amount)}` : `−${formatUsd(-amount)}`;
}

/** To the last digit, for a title. */
export function exactDifference(picoUsd: string | null): string | undefined {
	if (picoUsd === null) return undefined;
	const amount = BigInt(picoUsd);
	return amount < 0n ? `−${formatExactUsd(-amount)}` : formatExactUsd(amount);
}

/** An amount; `—` when it is not known, `≥` when some calls have no known cost. */
export function formatAmount(picoUsd: string | null, unpricedCalls = 0): string {
	if (picoUsd === null) return "—";
	return (unpricedCalls > 0 ? "≥ " : "") + formatUsd(BigInt(picoUsd));
}

/** Buckets in the order in which they are shown. */
const bucketLabels = {
	uncachedInput: "input",
	cacheRead: "cache read",
	cacheWrite5m: "cache write",
	cacheWrite1h: "cache write 1 h",
	audioInput: "audio in",
	output: "output",
	audioOutput: "audio out",
} as const;

/** `+1,000 input, −70 output`; `equal` when none differs. */
export function describeTokens({ tokenDifference, theirTokens }: ReconciledRow): string {
	if (theirTokens === null || tokenDifference === null) return "not counted";
	const parts = Object.entries(bucketLabels).flatMap(([bucket, label]) => {
		const tokens = tokenDifference[bucket] ?? 0;
		if (tokens === 0) return [];
		return [`${tokens > 0 ? "+" : "−"}${Math.abs(tokens).toLocaleString("en-US")} ${label}`];
	});
	return parts.length === 0 ? "equal" : parts.join(", ");
}

/** Sums over days, of what is known of both sides. */
export function totalsOf(days: readonly ReconciledDay[]) {
	const known = days.filter((day) => day.differencePicoUsd !== null);
	const sum = (pick: (day: ReconciledDay) => string | null) =>
		known.reduce((total, day) => total + BigInt(pick(day) ?? 0), 0n).toString();
	return {
		theirs: sum((day) => day.theirPicoUsd),
		ours: sum((day) => day.ourPicoUsd),
		difference: sum((day) => day.differencePicoUsd),
		unknownDays: days.length - known.length,
	};
}
