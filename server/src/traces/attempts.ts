import type { RecordedAttempt, RecordedTarget } from "../targets/attempts-text";
import type { CallDetail } from "./model";

/** A span's `targetReasons` as the API shows them; none for a call without a route. */
export function readTargets(text: string | undefined): CallDetail["targets"] {
	const recorded: RecordedTarget[] = JSON.parse(text ?? "[]");
	return recorded.map(({ target, reason, leftOut = false }) => ({ target, reason, leftOut }));
}

/** How many there are in a span's `attempts`. */
export function countAttempts(text: string): number {
	const recorded: RecordedAttempt[] = JSON.parse(text);
	return recorded.length;
}

/** A span's `attempts` as the API shows them. */
export function readAttempts(text: string | undefined): CallDetail["attempts"] {
	const recorded: RecordedAttempt[] = JSON.parse(text ?? "[]");
	return recorded.map(({ target, at, ms, status, error, cost, costUnknown, reason }) => ({
		target,
		startedAfterMs: at,
		durationMs: ms,
		status: status ?? null,
		error: error ?? null,
		costPicoUsd: cost ?? null,
		costUnknown: costUnknown ?? false,
		reason,
	}));
}
