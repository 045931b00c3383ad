/** Keys that were looked for and do not exist, so that asking again costs nothing. */
export interface UnknownKeys {
	has(hash: string): boolean;
	add(hash: string): void;
}

/** Holds at most `capacity` of them (the oldest goes first: 100 bytes each), and each for `keepMs`. */
export function createUnknownKeys({ capacity = 1000, keepMs = 5000 } = {}): UnknownKeys {
	const expiries = new Map<string, number>();
	return {
		has: (hash) => (expiries.get(hash) ?? 0) > Date.now(),
		add(hash) {
			expiries.delete(hash);
			expiries.set(hash, Date.now() + keepMs);
			const oldest = expiries.keys().next();
			if (expiries.size > capacity && !oldest.done) expiries.delete(oldest.value);
		},
	};
}
