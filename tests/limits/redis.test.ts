import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { RedisClient } from "bun";
import { withFallback } from "../../server/src/limits/fallback-store";
import type { CountedLimit, CountedMeasure, LimitStore } from "../../server/src/limits/limit";
import { createLocalStore } from "../../server/src/limits/local-store";
import { leaseMs, renewScript } from "../../server/src/limits/redis-scripts";
import { createRedisStore } from "../../server/src/limits/redis-store";
import { openRedis, type Redis, scriptOf } from "../../server/src/stores/redis/open";
import { redisServer, startRedis, type TestRedis } from "../support/redis";
import { until } from "../support/until";

setDefaultTimeout(60_000);

const hasRedis = redisServer !== undefined;
let server: TestRedis;
beforeAll(async () => {
	if (hasRedis) server = await startRedis();
});
const open: LimitStore[] = [];
afterEach(async () => {
	for (const store of open.splice(0)) await store.close();
});
afterAll(() => (hasRedis ? server.close() : undefined));

function openStore(now?: () => number): LimitStore {
	const store = createRedisStore({ redis: server.redis, onFailure: () => undefined, now });
	open.push(store);
	return store;
}

let limits = 0;
function limitOf(measure: CountedMeasure, max: number): CountedLimit {
	return { id: `limit-${limits++}`, organizationId: "org", scope: "key", targetId: "key", measure, max };
}

const isTaken = async (store: LimitStore, limit: CountedLimit) => "hold" in (await store.take([{ limit, amount: 1 }]));

// Skipped where there is no redis-server; CI installs it.
describe.skipIf(!hasRedis)("limits in Redis", () => {
	test("are shared by all replicas, by Redis's own clock", async () => {
		const replicas = [openStore(), openStore()];
		const limit = limitOf("requests", 30);
		const takings = await Promise.all(
			Array.from({ length: 100 }, (_, index) => replicas[index % 2]?.take([{ limit, amount: 1 }])),
		);
		expect(takings.filter((taking) => taking !== undefined && "hold" in taking)).toHaveLength(30);
		expect(await replicas[0]?.used([limit])).toEqual([30]);
	});

	test("give back the streams of a process that died, when their lease ends; a renewed one stays", async () => {
		const clock = { ms: 5_000_000 };
		const store = openStore(() => clock.ms);
		const limit = limitOf("streams", 2);
		expect(await isTaken(store, limit)).toBe(true);
		expect(await isTaken(store, limit)).toBe(true);
		const key = `lensai:limit:{org}:${limit.id}`;
		const firstHold = scriptOf("return redis.call('ZRANGE', KEYS[1], 0, 0)[1]");
		const hold = String(await server.redis.run(firstHold, [key], []));
		clock.ms += leaseMs - 1000;
		expect(await isTaken(store, limit)).toBe(false);
		await server.redis.run(renewScript, [key], [clock.ms, hold]);
		clock.ms += 1000;
		expect(await store.used([limit])).toEqual([1]);
		// A lease that has ended is not renewed: its place may be somebody else's.
		clock.ms += leaseMs;
		expect(await store.used([limit])).toEqual([0]);
		await server.redis.run(renewScript, [key], [clock.ms, hold]);
		expect(await store.used([limit])).toEqual([0]);
	});

	test("leave nothing behind that does not end by itself", async () => {
		const store = openStore();
		for (const measure of ["requests", "tokens", "streams"] as const) {
			const limit = limitOf(measure, 5);
			await store.take([{ limit, amount: 1 }]);
			const ttl = await server.redis.run(
				scriptOf("return redis.call('PTTL', KEYS[1])"),
				[`lensai:limit:{org}:${limit.id}`],
				[],
			);
			expect(ttl).toBeWithin(1, 61_001);
		}
	});

	test("go on after Redis has forgotten the scripts", async () => {
		const store = openStore();
		const limit = limitOf("requests", 5);
		expect(await isTaken(store, limit)).toBe(true);
		const other = new RedisClient(server.url);
		await other.send("SCRIPT", ["FLUSH"]);
		other.close();
		expect(await isTaken(store, limit)).toBe(true);
		expect(await store.used([limit])).toEqual([2]);
	});

	test.each([
		["killed", (redis: TestRedis) => redis.kill(), (redis: TestRedis) => redis.start()],
		["suspended", async (redis: TestRedis) => redis.suspend(), async (redis: TestRedis) => redis.resume()],
	])("are counted here while it is %s, with one warning, and there again when it is back", async (_, fail, recover) => {
		const own = await startRedis();
		const redis = openRedis({ url: own.url, deadlineMs: 50, retryMs: 0 });
		try {
			const changes: string[] = [];
			const store = withFallback({
				shared: createRedisStore({ redis, onFailure: () => undefined }),
				local: createLocalStore(),
				onChange: ({ counting }) => void changes.push(counting),
				restMs: 20,
			});
			const limit = limitOf("requests", 1000);
			await until(() =>
				redis.ping().then(
					() => true,
					() => false,
				),
			);
			expect(await isTaken(store, limit)).toBe(true);
			await fail(own);
			const startedAt = performance.now();
			for (let count = 0; count < 50; count++) expect(await isTaken(store, limit)).toBe(true);
			// One call waits for the deadline; the others that come within the rest do not.
			expect(performance.now() - startedAt).toBeLessThan(1500);
			expect(changes).toEqual(["here"]);
			const strict = limitOf("requests", 1);
			expect(await isTaken(store, strict)).toBe(true);
			expect(await isTaken(store, strict)).toBe(false);
			await recover(own);
			await until(async () => (await isTaken(store, limit)) && changes.includes("for all"));
			expect(changes).toEqual(["here", "for all"]);
			await store.close();
		} finally {
			own.resume();
			await redis.close();
			await own.close();
		}
	});
});

test("the lease of a stream is renewed until it ends", async () => {
	const renewed: string[] = [];
	const redis: Redis = {
		run: async (script, _keys, args) => {
			if (script === renewScript) renewed.push(String(args[1]));
			return [1, 0];
		},
		get: async () => undefined,
		put: async () => undefined,
		ping: async () => undefined,
		close: async () => undefined,
	};
	const store = createRedisStore({ redis, onFailure: () => undefined, renewMs: 2 });
	open.push(store);
	const limit = limitOf("streams", 5);
	const claims = [{ limit, amount: 1 }];
	const first = await store.take(claims);
	await until(() => renewed.length > 1);
	const [firstHold] = renewed;
	if ("hold" in first) first.hold.settle(undefined);
	await store.take(claims);
	renewed.length = 0;
	await until(() => renewed.length > 2);
	expect(renewed).not.toContain(firstHold ?? "");
});

test("of those who come when it is time to try again, one tries; the others do not wait for it", async () => {
	const clock = { ms: 0 };
	let asked = 0;
	const answer = Promise.withResolvers<never>();
	const shared: LimitStore = {
		take: () => {
			asked++;
			return answer.promise;
		},
		used: () => [],
		close: async () => undefined,
	};
	const store = withFallback({
		shared,
		local: createLocalStore(),
		onChange: () => undefined,
		now: () => clock.ms,
		restMs: 100,
	});
	const claims = [{ limit: limitOf("requests", 9), amount: 1 }];
	const first = store.take(claims);
	answer.reject(new Error("away"));
	expect(await first).toHaveProperty("hold");
	clock.ms = 100;
	const trying = store.take(claims);
	expect(store.take(claims)).toHaveProperty("hold");
	expect(await trying).toHaveProperty("hold");
	expect(asked).toBe(2);
});

test("a Redis that was never there keeps no call waiting", async () => {
	const redis = openRedis({ url: "redis://127.0.0.1:1", deadlineMs: 50 });
	const store = withFallback({
		shared: createRedisStore({ redis, onFailure: () => undefined }),
		local: createLocalStore(),
		onChange: () => undefined,
	});
	const limit = limitOf("streams", 1);
	expect(await isTaken(store, limit)).toBe(true);
	expect(await isTaken(store, limit)).toBe(false);
	// While it rests, the answer is there at once.
	expect(store.take([{ limit, amount: 1 }])).toHaveProperty("refused");
	await store.close();
	await redis.close();
});
