import type { Redis } from "../stores/redis/open";
import type { Claim, CountedLimit, Hold, LimitStore, Taking } from "./limit";
import { leaseMs, renewScript, settleScript, takeScript, usedScript } from "./redis-scripts";

interface RedisStoreOptions {
	redis: Redis;
	/** Told of what could not be given back or renewed; it ends by itself a minute later. */
	onFailure: (what: string, error: unknown) => void;
	/** Instead of Redis's own clock, in milliseconds. */
	now?: () => number;
	/** How often the leases of streams are renewed: well before they end. */
	renewMs?: number;
}

/**
 * Counts in Redis, for all replicas together: one script, and so one round trip, for all limits of a call (0.08 ms
 * for three of them, Redis on the same machine). Rejects when Redis does not answer; `withFallback` turns that into counting here.
 */
export function createRedisStore({ redis, onFailure, now, renewMs = leaseMs / 3 }: RedisStoreOptions): LimitStore {
	const streams = new Map<string, string[]>();
	const clock = () => (now === undefined ? "" : Math.floor(now()));
	const renewal = setInterval(renew, renewMs);
	renewal.unref();

	function renew(): void {
		for (const [hold, keys] of streams)
			redis.run(renewScript, keys, [clock(), hold]).catch((error) => onFailure("renew the lease of a stream", error));
	}

	function createHold(id: string, takenIn: number, claims: readonly Claim[]): Hold {
		const streamKeys = claims.filter(({ limit }) => limit.measure === "streams").map(keyOfClaim);
		if (streamKeys.length > 0) streams.set(id, streamKeys);
		let settled = false;
		return {
			settle(usedTokens) {
				if (settled) return;
				settled = true;
				streams.delete(id);
				const changed = claims.filter((claim) => changeOf(claim, usedTokens) !== 0);
				if (changed.length === 0) return;
				const changes = changed.flatMap((claim) => [claim.limit.measure, changeOf(claim, usedTokens)]);
				redis
					.run(settleScript, changed.map(keyOfClaim), [clock(), id, takenIn, ...changes])
					.catch((error) => onFailure("give back what a call did not use", error));
			},
		};
	}

	return {
		async take(claims): Promise<Taking> {
			const id = crypto.randomUUID();
			const wanted = claims.flatMap(({ limit, amount }) => [limit.measure, limit.max, amount]);
			const [taken, ...rest] = numbers(await redis.run(takeScript, claims.map(keyOfClaim), [clock(), id, ...wanted]));
			if (taken === 1) return { hold: createHold(id, rest[0] ?? 0, claims) };
			return {
				refused: claims.map(({ limit }, index) => {
					const waitMs = rest[2 * index + 1] ?? 0;
					return { limit, used: rest[2 * index] ?? 0, waitMs: waitMs < 0 ? undefined : waitMs };
				}),
			};
		},
		async used(limits) {
			if (limits.length === 0) return [];
			return numbers(
				await redis.run(usedScript, limits.map(keyOf), [clock(), ...limits.map(({ measure }) => measure)]),
			);
		},
		async close() {
			clearInterval(renewal);
		},
	};
}

/** In braces what decides where a key lives in a cluster: a script's keys must live together. */
function keyOf({ organizationId, id }: CountedLimit): string {
	return `lensai:limit:{${organizationId}}:${id}`;
}

function keyOfClaim({ limit }: Claim): string {
	return keyOf(limit);
}

/** By how much more was used than was taken; a stream is given back whole. */
function changeOf({ limit, amount }: Claim, usedTokens: number | undefined): number {
	if (limit.measure === "streams") return -amount;
	return limit.measure === "tokens" && usedTokens !== undefined ? usedTokens - amount : 0;
}

/** Redis answers a table of numbers. Throws when it is anything else. */
function numbers(answer: unknown): number[] {
	if (Array.isArray(answer) && answer.every((each) => typeof each === "number")) return answer;
	throw new Error("Redis answered with something else than numbers.");
}
