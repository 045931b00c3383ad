import type { Call } from "@lensai/server/traces/model";
import { bucketRows, formatCount } from "./bucket-rows";
import { costLook, formatCost, formatUsd, hasNoPrice } from "./money";
import { endedAtMs } from "./state";
import { formatDuration, formatMoment } from "./time";

/** One line of the tooltip's table; neither part is escaped yet. */
export type Row = [name: string, value: string];

/**
 * The last call, line by line. A call that an older version of the extension or of the server wrote lacks members that are
 * never absent otherwise: they count as not known.
 */
export function callRows(call: Call, nowMs: number): Row[] {
	return [
		["**Last call**", formatMoment(endedAtMs(call), nowMs)],
		["Provider", call.provider],
		["Model", call.responseModel ?? call.model ?? "not known"],
		["Status", callStatus(call)],
		["Cost", costWords(call)],
		["Latency", latencyWords(call)],
		["Tokens", tokenWords(call)],
		...bucketRows(call),
		["Attempts", attemptWords(call)],
	];
}

function callStatus(call: Call): string {
	const words = { ok: "ok", error: "error", client_closed: "the caller left", interrupted: "interrupted" }[call.status];
	return [words, call.httpStatus, call.errorType].filter((part) => part !== null).join(" · ");
}

/**
 * The cost, how far it can be trusted, and a mark that tells the states apart at a glance: `●` measured, `◌` estimated, `◐` partial,
 * `○` unpriced.
 */
function costWords(call: Call): string {
	if (call.cache === "hit") return `● ${formatCost(call)} (from the cache${savedWords(call)})`;
	if (hasNoPrice(call)) return `${formatCost(call)} (no usage: this path is not billed by tokens)`;
	const { mark, why } = costLooks[costLook(call)];
	return `${mark} ${formatCost(call)} (${mark === "◌" && call.usageState === "estimated" ? estimatedUsage : why})`;
}

const costLooks = {
	measured: { mark: "●", why: "measured" },
	estimated: { mark: "◌", why: "estimated: its own rates may be others" },
	partial: { mark: "◐", why: "partial: some of it has no known price, so at least this" },
	unpriced: { mark: "○", why: "no price or no usage is known" },
};

/** What the answer had cost when it was made; nothing when that is unknown. */
function savedWords({ savedPicoUsd }: Call): string {
	return savedPicoUsd ? `, saved ${formatUsd(BigInt(savedPicoUsd))}` : "";
}

function latencyWords({ durationMs, firstByteMs }: Call): string {
	if (durationMs === null) return "not known";
	const first = firstByteMs === null ? "" : `, first byte ${formatDuration(firstByteMs)}`;
	return formatDuration(durationMs) + first;
}

const estimatedUsage = "estimated: the provider did not tell all";

/** Measured: `120 in (cached 80 %), 40 out`. Estimated: `≈120 in, ≈40 out`. Unknown: `?`. */
function tokenWords(call: Call): string {
	const { usageState, inputTokens, outputTokens } = call;
	if (call.cache === "hit" || hasNoPrice(call)) return "none used";
	if (inputTokens === null && outputTokens === null) return "? in, ? out (the provider told none)";
	const mark = usageState === "estimated" ? "≈" : "";
	const counted = (tokens: number | null) => (tokens === null ? "?" : mark + formatCount(tokens));
	const why = usageState === "estimated" ? ` (${estimatedUsage})` : "";
	return `${counted(inputTokens)} in${cachedWords(call)}, ${counted(outputTokens)} out${why}`;
}

/** The share of the input that the provider read from its cache. Only none of it is `0 %`, only all of it `100 %`. */
function cachedWords({ inputTokens, cachedInputTokens }: Call): string {
	const cached = cachedInputTokens ?? undefined;
	if (!inputTokens || cached === undefined) return "";
	const percent = (cached / inputTokens) * 100;
	if (percent > 0 && percent < 1) return " (cached <1 %)";
	if (percent > 99 && percent < 100) return " (cached >99 %)";
	return ` (cached ${Math.round(percent)} %)`;
}

/** Attempts are counted for calls by a route. Others are sent once, or not at all when LensAI itself refuses them. */
function attemptWords({ attemptCount, cache, firstByteMs }: Call): string {
	if (cache === "hit") return "none: nothing was sent";
	return String(attemptCount ?? (firstByteMs === null ? "1 at most" : 1));
}
