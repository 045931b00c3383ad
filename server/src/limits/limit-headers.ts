import type { CountedMeasure, Standing } from "./limit";
import { type LimitReached, secondsOf } from "./limit-reached";

/** How a provider's clients are told of limits. `plain`: by `Retry-After` alone, as Google and AWS do. */
export type LimitStyle = "openai" | "anthropic" | "plain";

/** The names of one limit's headers, by what is counted, and how a moment is written. */
interface Naming {
	nameOf(measure: CountedMeasure, part: "limit" | "remaining" | "reset"): string;
	/** When there is room again. */
	reset(waitMs: number, nowMs: number): string;
}

const namings: Readonly<Record<Exclude<LimitStyle, "plain">, Naming>> = {
	// https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers (2026-11-22): durations like 1s, 6m0s, 12ms.
	openai: {
		nameOf: (measure, part) => `x-ratelimit-${part}-${measure}`,
		reset: (waitMs) => duration(waitMs),
	},
	// https://docs.anthropic.com/en/api/rate-limits#response-headers (2026-11-22): RFC 3339.
	anthropic: {
		nameOf: (measure, part) => `anthropic-ratelimit-${measure}-${part}`,
		reset: (waitMs, nowMs) => new Date(nowMs + waitMs).toISOString().replace(/\.\d+Z$/, "Z"),
	},
};

/**
 * The headers of a refusal in the provider's own style, so that its clients wait as long as they should. `Retry-After` is in
 * seconds, rounded up; `x-should-retry` is obeyed by openai 6.49 and @anthropic-ai/sdk 1.12 (2026-11-22), and `false` where
 * waiting would not help.
 */
export function limitHeaders(refusal: LimitReached, style: LimitStyle, nowMs: number): Record<string, string> {
	const { waitMs, standings } = refusal;
	const headers: Record<string, string> = { "x-should-retry": String(waitMs !== undefined) };
	if (waitMs !== undefined) headers["retry-after"] = String(secondsOf(waitMs));
	if (style === "plain") return headers;
	const naming = namings[style];
	for (const standing of tightest(standings)) {
		const { measure, max } = standing.limit;
		headers[naming.nameOf(measure, "limit")] = String(max);
		headers[naming.nameOf(measure, "remaining")] = String(Math.max(0, max - standing.used));
		if (standing.waitMs !== undefined) headers[naming.nameOf(measure, "reset")] = naming.reset(standing.waitMs, nowMs);
	}
	return headers;
}

/** One limit for each measure that the headers know: the one that keeps the caller waiting longest. */
function tightest(standings: readonly Standing[]): Standing[] {
	const found = new Map<CountedMeasure, Standing>();
	const wait = ({ waitMs = Number.POSITIVE_INFINITY }: Standing) => waitMs;
	for (const standing of standings) {
		const { measure } = standing.limit;
		const other = found.get(measure);
		if (measure !== "streams" && (other === undefined || wait(standing) > wait(other))) found.set(measure, standing);
	}
	return [...found.values()];
}

/** 950 → `950ms`, 61_000 → `1m1s`. */
function duration(ms: number): string {
	if (ms < 1000) return `${Math.ceil(ms)}ms`;
	const seconds = Math.ceil(ms / 1000);
	return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
