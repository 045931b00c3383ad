import { setTimeout as delay } from "node:timers/promises";

/**
 * Makes `run` safe to ask for by many at once: each gets the outcome of a run that began after it asked, and all who ask
 * meanwhile share it. Runs do not overlap, and begin at least `spacingMs` apart. So someone who tries random keys causes at
 * most ten queries a second, however many he tries, and nobody is told of a state from before he asked.
 */
export function createSharedRun(run: () => Promise<void>, spacingMs = 100): () => Promise<void> {
	let current: Promise<unknown> = Promise.resolve();
	let next: Promise<void> | undefined;
	let beganAt = Number.NEGATIVE_INFINITY;

	async function runNext(): Promise<void> {
		await current;
		const waitMs = beganAt + spacingMs - performance.now();
		if (waitMs > 0) await delay(waitMs);
		next = undefined;
		beganAt = performance.now();
		const outcome = run();
		current = Promise.allSettled([outcome]);
		await outcome;
	}

	return () => {
		next ??= runNext();
		return next;
	};
}
