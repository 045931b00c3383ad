import type { LimitStore } from "./limit";

interface FallbackOptions {
	/** Counts for all replicas, and may be away. */
	shared: LimitStore;
	/** Counts for this process alone. */
	local: LimitStore;
	/** Told once when it begins to count here, and once when it counts for all again. */
	onChange: (change: { counting: "here" | "for all"; error?: unknown }) => void;
	/** How long after a failure the shared store is left alone. */
	restMs?: number;
	now?: () => number;
}

/**
 * The shared store, and while it fails the local one: no call waits for a Redis that is away, and none is refused because of
 * it. Meanwhile each replica counts for itself, from nothing, so that all together may get a limit once per replica.
 * One call a rest finds out whether the shared store is back; it waits as long as that store's deadline.
 */
export function withFallback({ shared, local, onChange, restMs = 2000, now = Date.now }: FallbackOptions): LimitStore {
	let restUntil = Number.NEGATIVE_INFINITY;
	let isDown = false;

	async function attempt<Result>(ask: (store: LimitStore) => Result | Promise<Result>): Promise<Result> {
		// While it is down, whoever comes next does not try as well.
		if (isDown) restUntil = now() + restMs;
		try {
			const result = await ask(shared);
			if (isDown) onChange({ counting: "for all" });
			isDown = false;
			restUntil = Number.NEGATIVE_INFINITY;
			return result;
		} catch (error) {
			if (!isDown) onChange({ counting: "here", error });
			isDown = true;
			restUntil = now() + restMs;
			return ask(local);
		}
	}

	return {
		take: (claims) => (now() < restUntil ? local.take(claims) : attempt((store) => store.take(claims))),
		used: (limits) => (now() < restUntil ? local.used(limits) : attempt((store) => store.used(limits))),
		async close() {
			await Promise.all([shared.close(), local.close()]);
		},
	};
}
