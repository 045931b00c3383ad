import type { Claim, CountedLimit, Hold, LimitStore, Standing, Taking } from "./limit";
import { SlidingMinute } from "./sliding-minute";

/** A store in this process: answers at once, and knows nothing of other replicas. */
export interface LocalStore extends LimitStore {
	take(claims: readonly Claim[]): Taking;
	used(limits: readonly CountedLimit[]): number[];
}

/** A stream ends when its caller likes, so when there is room again is anybody's guess. */
const streamWaitMs = 1000;
/** Counters that nobody has used for this long are forgotten. */
const idleMs = 120_000;

class Counter {
	readonly minute = new SlidingMinute();
	streams = 0;
	usedAtMs = 0;
}

/** `now` is monotonic, in milliseconds. Taking of three limits and settling takes 0.25 µs; a refusal, with its message, 1.5 µs. */
export function createLocalStore({ now = () => performance.now() }: { now?: () => number } = {}): LocalStore {
	const counters = new Map<string, Counter>();
	let sweptAtMs = now();

	function counterOf({ id }: CountedLimit, nowMs: number): Counter {
		let counter = counters.get(id);
		if (counter === undefined) {
			sweep(nowMs);
			counter = new Counter();
			counters.set(id, counter);
		}
		counter.usedAtMs = nowMs;
		return counter;
	}

	/** Limits that were deleted leave a counter behind. */
	function sweep(nowMs: number): void {
		if (nowMs - sweptAtMs < idleMs) return;
		sweptAtMs = nowMs;
		for (const [id, { usedAtMs, streams }] of counters)
			if (streams === 0 && nowMs - usedAtMs > idleMs) counters.delete(id);
	}

	return {
		take(claims) {
			const nowMs = now();
			const second = Math.floor(nowMs / 1000);
			const taken = claims.map((claim) => ({ ...claim, counter: counterOf(claim.limit, nowMs) }));
			if (taken.every((part) => fits(part, second))) {
				for (const part of taken) add(part, second);
				return { hold: createHold(taken, second, () => Math.floor(now() / 1000)) };
			}
			return { refused: taken.map((part) => standing(part, nowMs)) };
		},
		used(limits) {
			const second = Math.floor(now() / 1000);
			return limits.map(({ id, measure }) => {
				const counter = counters.get(id);
				if (counter === undefined) return 0;
				return measure === "streams" ? counter.streams : counter.minute.sum(second);
			});
		},
		close: async () => counters.clear(),
	};
}

interface Part extends Claim {
	counter: Counter;
}

function usedOf({ limit, counter }: Part, second: number): number {
	return limit.measure === "streams" ? counter.streams : counter.minute.sum(second);
}

function fits(part: Part, second: number): boolean {
	return usedOf(part, second) + part.amount <= part.limit.max;
}

function add({ limit, counter, amount }: Part, second: number): void {
	if (limit.measure === "streams") counter.streams += amount;
	else counter.minute.add(second, amount);
}

function standing(part: Part, nowMs: number): Standing {
	const { limit, counter, amount } = part;
	const second = Math.floor(nowMs / 1000);
	const used = usedOf(part, second);
	if (fits(part, second)) return { limit, used, waitMs: 0 };
	if (amount > limit.max) return { limit, used, waitMs: undefined };
	if (limit.measure === "streams") return { limit, used, waitMs: streamWaitMs };
	const seconds = counter.minute.secondsUntilGone(used + amount - limit.max, second) ?? 1;
	return { limit, used, waitMs: (second + seconds) * 1000 - nowMs };
}

function createHold(parts: readonly Part[], takenIn: number, currentSecond: () => number): Hold {
	let settled = false;
	return {
		settle(usedTokens) {
			if (settled) return;
			settled = true;
			const second = currentSecond();
			for (const { limit, counter, amount } of parts) {
				if (limit.measure === "streams") counter.streams -= amount;
				if (limit.measure !== "tokens" || usedTokens === undefined) continue;
				// What was used beyond the estimate counts from when it is known; what was not used never counted.
				if (usedTokens > amount) counter.minute.add(second, usedTokens - amount);
				else counter.minute.giveBack(takenIn, amount - usedTokens, second);
			}
		},
	};
}
