import type { Call } from "@lensai/server/traces/model";
import { addToToday, type Today } from "./today";

/**
 * Where the editor stands with the server.
 *
 * - `signedOut`: no key for this server. → `connecting` on Connect.
 * - `connecting`: the first contact is under way. → `live`, `gone` or `refused`.
 * - `live`: the stream is open. → `stale` when it breaks off or falls silent.
 * - `stale`: it broke off and is being opened again, so calls may be missing. → `live`, `gone` or `refused`.
 * - `gone`: the server cannot be reached; tries go on. → `live` or `refused`.
 * - `refused`: the server does not accept the key (any more); tries have stopped. → `connecting` on Connect.
 */
export type Link = "signedOut" | "connecting" | "live" | "stale" | "gone" | "refused";

/** All that the status bar shows. Figures stay when the link is lost: they are shown as old, not taken away. */
export interface Status {
	link: Link;
	serverUrl: string;
	/** Name of the key's project, once the server has told it. */
	project?: string;
	lastCall?: Call;
	/** Absent until the server has told it. */
	today?: Today;
	/** Why the server is `gone`, in words for the tooltip. */
	reason?: string;
}

export type StatusEvent =
	| { type: "signedOut"; serverUrl: string }
	/** `lastCall`: from the local cache. */
	| { type: "connecting"; serverUrl: string; lastCall?: Call }
	| { type: "opened" }
	| { type: "called"; call: Call }
	/** A call that had told no usage has an estimated one. */
	| { type: "estimated"; call: Call }
	/** What the server says. `settled`: no call has ended so shortly before that its figures may lack it. */
	| { type: "figuresRead"; project?: string; lastCall?: Call; today: Today; settled: boolean }
	| { type: "dayBegan"; startMs: number }
	| { type: "lost" }
	| { type: "unreachable"; reason: string }
	| { type: "refused" };

/** The next status. Pure; an event that says nothing new returns the same object. */
export function reduce(status: Status, event: StatusEvent): Status {
	switch (event.type) {
		case "signedOut":
			return { link: "signedOut", serverUrl: event.serverUrl };
		case "connecting":
			return { link: "connecting", serverUrl: event.serverUrl, lastCall: event.lastCall };
		case "opened":
			return { ...status, link: "live", reason: undefined };
		case "called":
			return {
				...status,
				lastCall: laterCall(status.lastCall, event.call),
				today: status.today && addToToday(status.today, event.call),
			};
		case "estimated":
			return status.lastCall?.id === event.call.id ? { ...status, lastCall: event.call } : status;
		case "figuresRead":
			return {
				...status,
				project: event.project ?? status.project,
				lastCall: laterCall(status.lastCall, event.lastCall),
				today: correctToday(status.today, event.today, event.settled),
			};
		case "dayBegan":
			return status.today ? { ...status, today: emptyToday(event.startMs) } : status;
		case "lost":
			return status.link === "live" ? { ...status, link: "stale" } : status;
		case "unreachable":
			return { ...status, link: "gone", reason: event.reason };
		case "refused":
			return { ...status, link: "refused", reason: undefined };
	}
}

function emptyToday(startMs: number): Today {
	return {
		startMs,
		calls: 0,
		errors: 0,
		pricedCalls: 0,
		partialCalls: 0,
		estimatedCalls: 0,
		unpricedCalls: 0,
		costPicoUsd: 0n,
	};
}

/** The server's sums run a moment behind the live stream: until it has settled, they must not take a counted call away. */
function correctToday(counted: Today | undefined, read: Today, settled: boolean): Today {
	const behind = counted?.startMs === read.startMs && read.calls < counted.calls;
	return counted && behind && !settled ? counted : read;
}

/** When a call ended, in Unix milliseconds; its start when it was interrupted. */
export function endedAtMs(call: Call): number {
	return Date.parse(call.startedAt) + (call.durationMs ?? 0);
}

/** The call that ended later: a list is ordered by start, so its first may have ended before the one that we know. */
function laterCall(known: Call | undefined, other: Call | undefined): Call | undefined {
	if (!known || !other) return known ?? other;
	return endedAtMs(other) >= endedAtMs(known) ? other : known;
}
