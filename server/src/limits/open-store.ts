import type { Log } from "../ops/log";
import type { Redis } from "../stores/redis/open";
import { withFallback } from "./fallback-store";
import type { LimitStore } from "./limit";
import { createLocalStore } from "./local-store";
import { createRedisStore } from "./redis-store";

/** Where limits are counted: in Redis where there is one, else in this process. */
export function openLimitStore(redis: Redis | undefined, log: Log): LimitStore {
	return redis === undefined ? createLocalStore() : shared(redis, log);
}

/** Limits for all servers on this Redis; while it is away, each counts for itself and says so once. */
function shared(redis: Redis, log: Log): LimitStore {
	return withFallback({
		shared: createRedisStore({
			redis,
			onFailure: (what, error) => log.debug({ err: error }, `could not ${what}; it ends by itself`),
		}),
		local: createLocalStore(),
		onChange: ({ counting, error }) =>
			counting === "here"
				? log.warn({ err: error }, "Redis does not answer; limits are counted by this server alone")
				: log.info("Redis answers; limits are counted for all servers again"),
	});
}
