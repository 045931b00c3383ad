import { type Candidate, labelOf } from "./choose-targets";
import type { Retries } from "./model";
import { retryWait } from "./retry-wait";

/** What follows an attempt that went wrong, and why. `none`: what it brought is the caller's answer. */
export type Next =
	| { to: "same"; waitMs: number; reason: string }
	| { to: "later"; reason: string }
	| { to: "none"; reason: string };

interface Setback {
	targets: readonly Candidate[];
	/** Of the attempt's target in the choice. */
	place: number;
	/** 0: this target was tried for the first time. */
	tryNumber: number;
	retries: Retries;
	retryAfterMs: number | undefined;
	/** What is left of the call's time. */
	leftMs: number;
	/** Whether a target's breaker would let a call in after this while. */
	isReadyIn(target: Candidate, waitMs: number): boolean;
	random: () => number;
}

/** Pure. The same target again while retries last, then the next one whose breaker lets calls in. */
export function planNext(setback: Setback): Next {
	const { targets, place, tryNumber, retries, retryAfterMs, leftMs, isReadyIn, random } = setback;
	const target = targets[place];
	if (leftMs <= 0 || target === undefined) return { to: "none", reason: "the call's time is over" };
	const wait = target.lastResort
		? "tried once, past its breaker"
		: retryWait(retries, { tryNumber, retryAfterMs, leftMs, random });
	if (typeof wait === "number" && isReadyIn(target, wait))
		return { to: "same", waitMs: wait, reason: `tried again after ${Math.round(wait)} ms` };
	const why = typeof wait === "number" ? "its breaker is open" : wait;
	const next = targets.slice(place + 1).find((each) => isReadyIn(each, 0));
	if (next === undefined) return { to: "none", reason: `${why}, and no other target is left` };
	return { to: "later", reason: `${why}, moves on to ${labelOf(next.target)}` };
}
