import type { Redis } from "../stores/redis/open";
import { readAnswer, writeAnswer } from "./answer-bytes";
import { belongsTo, type CacheStore } from "./cached-answer";

interface RedisCacheOptions {
	redis: Redis;
	/** Told of what failed; the call goes to the provider. */
	onFailure: (what: string, error: unknown) => void;
	/** How long after a failure Redis is left alone, so that not every call waits for its deadline. */
	restMs?: number;
	/** Unix milliseconds. */
	now?: () => number;
}

/**
 * Answers in Redis, for all servers. Each goes by itself when it expires; how many there may be is Redis's own `maxmemory`,
 * with a policy such as `allkeys-lru`.
 */
export function createRedisCache({ redis, onFailure, restMs = 2000, now = Date.now }: RedisCacheOptions): CacheStore {
	let restUntil = Number.NEGATIVE_INFINITY;

	async function attempt<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
		if (performance.now() < restUntil) return undefined;
		try {
			return await work();
		} catch (error) {
			restUntil = performance.now() + restMs;
			onFailure(what, error);
			return undefined;
		}
	}

	return {
		async get(key, scope) {
			const bytes = await attempt("read the cache", () => redis.get(nameOf(key)));
			const answer = bytes && readAnswer(bytes);
			return answer && belongsTo(answer, scope) && answer.expiresAtMs > now() ? answer : undefined;
		},
		async put(key, answer) {
			const ttlMs = answer.expiresAtMs - now();
			if (ttlMs >= 1) await attempt("write to the cache", () => redis.put(nameOf(key), writeAnswer(answer), ttlMs));
		},
		close: async () => undefined,
	};
}

function nameOf(key: string): string {
	return `lensai:cache:${key}`;
}
