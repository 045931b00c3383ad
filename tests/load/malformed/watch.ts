import { setTimeout as delay } from "node:timers/promises";
import { rssMiBOf } from "../processes";

/** Asks `/healthz` again and again, one after the other. */
export interface HealthWatch {
	slowestMs(): number;
	/** How often there was no right answer. */
	failures(): number;
	stop(): Promise<void>;
}

export function watchHealth(url: string): HealthWatch {
	let slowest = 0;
	let failures = 0;
	let stopped = false;
	const watching = (async () => {
		while (!stopped) {
			const askedAt = performance.now();
			const isRight = await fetch(`${url}/healthz`).then(
				(answer) => answer.ok,
				() => false,
			);
			if (!isRight) failures++;
			slowest = Math.max(slowest, performance.now() - askedAt);
			await delay(50);
		}
	})();
	return {
		slowestMs: () => slowest,
		failures: () => failures,
		stop: () => {
			stopped = true;
			return watching;
		},
	};
}

/**
 * A process's resident memory in MiB once it has come to rest: the smallest of the readings of a pause. The allocator gives pages
 * back some seconds after they were freed, and what it has not given back by then counts as growth.
 */
export async function restingRssMiB(pid: number, pauseMs: number): Promise<number> {
	let smallest = Number.POSITIVE_INFINITY;
	for (const until = performance.now() + pauseMs; performance.now() < until; await delay(250)) {
		smallest = Math.min(smallest, rssMiBOf(pid));
	}
	return smallest;
}
