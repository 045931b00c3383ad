import type { Retries } from "./model";

interface Waiting {
	/** 0 for the first retry. */
	tryNumber: number;
	/** What the provider asked for. */
	retryAfterMs: number | undefined;
	/** What is left of the call's time. */
	leftMs: number;
	random: () => number;
}

/**
 * How long to wait before the same target is tried again, or why not to. Full jitter: drawn between 0 and
 * `baseMs` · 2^tryNumber (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, 2026-11-22). After a
 * `Retry-After`, up to `baseMs` more, so that not everybody comes back at once. E.g. base 200 ms, third retry: 0 to 800 ms.
 */
export function retryWait(retries: Retries, { tryNumber, retryAfterMs, leftMs, random }: Waiting): number | string {
	const { count, baseMs, maxWaitMs } = retries;
	if (tryNumber >= count) return count === 0 ? "not tried again" : `tried ${count + 1} times`;
	if (retryAfterMs !== undefined && retryAfterMs > maxWaitMs)
		return `Retry-After of ${Math.round(retryAfterMs)} ms is more than the wait allowed (${maxWaitMs} ms)`;
	const waitMs =
		retryAfterMs === undefined
			? random() * Math.min(maxWaitMs, baseMs * 2 ** tryNumber)
			: Math.min(maxWaitMs, retryAfterMs + random() * baseMs);
	return waitMs < leftMs ? waitMs : "no time is left to try again";
}
