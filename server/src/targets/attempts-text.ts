import type { Attempt } from "./attempt";
import { type Choice, labelOf } from "./choose-targets";

/** One attempt as it stands in a span: JSON-safe; absent members are not known. */
export interface RecordedAttempt {
	/** `openai gpt-4o (eu)` */
	target: string;
	/** Milliseconds after the first attempt. */
	at: number;
	ms: number;
	status?: number;
	error?: string;
	/** Decimal string of integer pico-USD. */
	cost?: string;
	/** The provider may bill it, and did not say. */
	costUnknown?: true;
	reason: string;
}

/** One target of the route, in the order of the choice, and then those that were left out. */
export interface RecordedTarget {
	target: string;
	reason: string;
	leftOut?: true;
}

const maxReason = 300;

/** The span's `attempts`: JSON text of `RecordedAttempt[]`. At most 96 of them: 16 targets, six tries each. */
export function attemptsText(attempts: readonly Attempt[]): string {
	return JSON.stringify(attempts.map(recorded));
}

/** The span's `targetReasons`: JSON text of `RecordedTarget[]`. */
export function targetReasonsText({ targets, leftOut }: Choice): string {
	const chosen = targets.map(({ target, reason }) => ({ target: labelOf(target), reason: shown(reason) }));
	const others = leftOut.map(({ target, reason }) => ({
		target: labelOf(target),
		reason: shown(reason),
		leftOut: true,
	}));
	return JSON.stringify([...chosen, ...others]);
}

/** Members in the order of the type; `undefined` ones are not written. */
function recorded({
	target,
	startedMs,
	durationMs,
	status,
	error,
	costPicoUsd,
	billing,
	reason,
}: Attempt): RecordedAttempt {
	return {
		target: labelOf(target.target),
		at: round(startedMs),
		ms: round(durationMs),
		status,
		error,
		cost: costPicoUsd?.toString(),
		costUnknown: billing === "unknown" && costPicoUsd === undefined ? true : undefined,
		reason: shown(reason),
	};
}

/** A condition's words may come from the caller: cut, and without half characters, which ClickHouse refuses. */
function shown(reason: string): string {
	return reason.slice(0, maxReason).toWellFormed();
}

function round(ms: number): number {
	return Math.round(ms * 1000) / 1000;
}
