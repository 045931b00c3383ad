import type { Call } from "@lensai/server/traces/model";
import { formatCost } from "./money";
import { endedAtMs, type Link, type Status } from "./state";
import { formatDuration, formatMoment } from "./time";

/** The link as it is shown: a live one without a recent call is `idle`. */
export type ShownLink = Link | "idle";

/** What the status bar item shows, and what a screen reader says in its place. */
export interface StatusText {
	/** Holds at most one icon, as `$(name)`. */
	text: string;
	label: string;
	/** The command that a click runs. */
	command: "lensai.connect" | "lensai.openLastCall" | "lensai.openDashboard";
}

interface Look {
	icon: string;
	words: string;
	/** The figures are old, or may be: the item says from when they are. */
	dated?: true;
}

const looks: Record<ShownLink, Look> = {
	signedOut: { icon: "$(plug) ", words: "not connected" },
	connecting: { icon: "$(history) ", words: "connecting" },
	live: { icon: "", words: "live" },
	idle: { icon: "", words: "idle", dated: true },
	stale: { icon: "$(history) ", words: "reconnecting" },
	gone: { icon: "$(debug-disconnect) ", words: "server gone", dated: true },
	refused: { icon: "$(key) ", words: "key refused" },
};

/** A live status without a call for this long is idle. */
export const idleAfterMs = 10 * 60_000;

/** The item's text for a status at a moment. */
export function statusText(status: Status, nowMs: number): StatusText {
	const { icon, words, dated } = looks[shownLink(status, nowMs)];
	if (status.link === "signedOut" || status.link === "refused")
		return { text: `${icon}LensAI: ${words}`, label: `LensAI: ${words}. Connect`, command: "lensai.connect" };
	if (!status.lastCall) {
		const found = status.link === "live" ? "no calls yet" : words;
		return { text: `${icon}LensAI: ${found}`, label: `LensAI: ${found}`, command: "lensai.openDashboard" };
	}
	const figures = callFigures(status.lastCall);
	const moment = dated ? formatMoment(endedAtMs(status.lastCall), nowMs) : undefined;
	return {
		text: `${icon}${figures.join(" · ")}${moment ? ` · ${moment}` : ""}`,
		label: `LensAI, ${words}. Last call${moment ? `, ${moment}` : ""}: ${figures.map(spoken).join(", ")}`,
		command: "lensai.openLastCall",
	};
}

/** The status in one or two words, for the tooltip. */
export function linkWords(status: Status, nowMs: number): string {
	return looks[shownLink(status, nowMs)].words;
}

function shownLink(status: Status, nowMs: number): ShownLink {
	return status.link === "live" && nowMs >= idleAtMs(status) ? "idle" : status.link;
}

/** When a live status becomes idle, in Unix milliseconds; `Infinity` without a call. */
export function idleAtMs(status: Status): number {
	return status.lastCall ? endedAtMs(status.lastCall) + idleAfterMs : Number.POSITIVE_INFINITY;
}

/** Cost and latency: `$0.0042`, `1.3 s`. A failure without a cost says so in its place: `failed 429`. */
function callFigures(call: Call): [cost: string, latency: string] {
	const failed = call.status === "error" && call.costPicoUsd === null;
	const cost = failed ? `failed ${call.httpStatus ?? ""}`.trimEnd() : formatCost(call);
	return [cost, call.durationMs === null ? "interrupted" : formatDuration(call.durationMs)];
}

function spoken(figure: string): string {
	return figure.replace("≈", "about ").replace("≥", "at least ").replace("—", "nothing to pay");
}
