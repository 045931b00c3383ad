import { belongsTo, type CachedAnswer, type CacheStore } from "./cached-answer";

interface LocalCacheOptions {
	maxEntries?: number;
	maxBytes?: number;
	/** Unix milliseconds. */
	now?: () => number;
}

/** What an entry takes beside its body: objects, key and headers. */
const entryBytes = 1024;

/** Answers in the memory of this process. When it is full, the one that was not used for longest goes. */
export function createLocalCache({
	maxEntries = 10_000,
	maxBytes = 256 * 1024 * 1024,
	now = Date.now,
}: LocalCacheOptions = {}): CacheStore & { bytes(): number; entries(): number } {
	/** Least recently used first. */
	const entries = new Map<string, CachedAnswer>();
	let bytes = 0;

	function remove(key: string, answer: CachedAnswer): void {
		entries.delete(key);
		bytes -= sizeOf(answer);
	}

	return {
		get(key, scope) {
			const answer = entries.get(key);
			if (answer === undefined || !belongsTo(answer, scope)) return undefined;
			remove(key, answer);
			if (answer.expiresAtMs <= now()) return undefined;
			entries.set(key, answer);
			bytes += sizeOf(answer);
			return answer;
		},
		put(key, answer) {
			const old = entries.get(key);
			if (old !== undefined) remove(key, old);
			if (sizeOf(answer) > maxBytes) return;
			entries.set(key, answer);
			bytes += sizeOf(answer);
			for (const [oldest, other] of entries) {
				if (entries.size <= maxEntries && bytes <= maxBytes) break;
				remove(oldest, other);
			}
		},
		bytes: () => bytes,
		entries: () => entries.size,
		close: async () => {
			entries.clear();
			bytes = 0;
		},
	};
}

function sizeOf({ chunks }: CachedAnswer): number {
	let size = entryBytes;
	for (const chunk of chunks) size += chunk.length + 64;
	return size;
}
