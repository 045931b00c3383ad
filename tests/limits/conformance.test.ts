import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Claim, CountedLimit, CountedMeasure, Hold, LimitStore, Standing } from "../../server/src/limits/limit";
import { createLocalStore } from "../../server/src/limits/local-store";
import { createRedisStore } from "../../server/src/limits/redis-store";
import { pickIndex, seededRandom } from "../support/random";
import { redisServer, startRedis, type TestRedis } from "../support/redis";

setDefaultTimeout(60_000);

let server: TestRedis | undefined;
beforeAll(async () => {
	if (redisServer !== undefined) server = await startRedis();
});
const open: LimitStore[] = [];
afterEach(async () => {
	for (const store of open.splice(0)) await store.close();
});
afterAll(() => server?.close());

/** A store whose clock stands still until the test moves it. */
interface Subject {
	store: LimitStore;
	clock: { ms: number };
	/** Waits until what was settled is settled. */
	settled(): Promise<void>;
}

const subjects = [
	[
		"in process",
		() =>
			onClock(
				(clock) => createLocalStore({ now: () => clock.ms }),
				async () => undefined,
			),
	],
	...(redisServer === undefined ? [] : ([["in Redis", () => onClock(redisStore, () => redis().ping())]] as const)),
] as const;

function redis() {
	if (server === undefined) throw new Error("redis-server was not started.");
	return server.redis;
}

function redisStore(clock: { ms: number }): LimitStore {
	const onFailure = (what: string, error: unknown) => {
		throw new Error(`could not ${what}`, { cause: error });
	};
	return createRedisStore({ redis: redis(), onFailure, now: () => clock.ms });
}

function onClock(createStore: (clock: { ms: number }) => LimitStore, settled: () => Promise<void>): Subject {
	const clock = { ms: 1_000_000_000 };
	const store = createStore(clock);
	open.push(store);
	return { store, clock, settled };
}

let limits = 0;
function limitOf(measure: CountedMeasure, max: number): CountedLimit {
	const id = `limit-${limits++}`;
	return { id, organizationId: "org", scope: "project", targetId: "project", measure, max };
}

const claim = (limit: CountedLimit, amount = 1): Claim => ({ limit, amount });

async function take(store: LimitStore, ...claims: Claim[]): Promise<Hold> {
	const taking = await store.take(claims);
	if ("refused" in taking) throw new Error(`refused: ${JSON.stringify(taking.refused)}`);
	return taking.hold;
}

async function refusal(store: LimitStore, ...claims: Claim[]): Promise<Standing[]> {
	const taking = await store.take(claims);
	if ("hold" in taking) throw new Error("was not refused");
	return taking.refused;
}

describe.each(subjects)("a limit that is counted %s", (_, create) => {
	test("gives as many requests as it says, and says when the next one fits", async () => {
		const { store, clock } = create();
		const limit = limitOf("requests", 3);
		for (let count = 0; count < 3; count++) {
			await take(store, claim(limit));
			clock.ms += 10_000;
		}
		expect(await store.used([limit])).toEqual([3]);
		// The first was taken 30 s ago, so it is gone within 31 s.
		expect(await refusal(store, claim(limit))).toEqual([{ limit, used: 3, waitMs: 31_000 }]);
		clock.ms += 30_999;
		expect(await refusal(store, claim(limit))).toMatchObject([{ waitMs: 1 }]);
		clock.ms += 1;
		await take(store, claim(limit));
		expect(await store.used([limit])).toEqual([3]);
	});

	test("counts nothing of a call that another limit refuses", async () => {
		const { store } = create();
		const wide = limitOf("requests", 100);
		const narrow = limitOf("requests", 1);
		const streams = limitOf("streams", 5);
		const all = [claim(wide), claim(narrow), claim(streams)];
		await take(store, ...all);
		expect(await refusal(store, ...all)).toMatchObject([{ waitMs: 0 }, { used: 1, waitMs: 61_000 }, { waitMs: 0 }]);
		expect(await store.used([wide, narrow, streams])).toEqual([1, 1, 1]);
	});

	test("counts tokens as estimated, and what was really used once that is known", async () => {
		const { store, settled } = create();
		const limit = limitOf("tokens", 1000);
		const small = await take(store, claim(limit, 800));
		expect(await refusal(store, claim(limit, 300))).toMatchObject([{ used: 800, waitMs: 61_000 }]);
		small.settle(100);
		small.settle(900);
		await settled();
		expect(await store.used([limit])).toEqual([100]);
		const large = await take(store, claim(limit, 300));
		large.settle(2000);
		await settled();
		expect(await store.used([limit])).toEqual([2100]);
		const unknown = await take(store, claim(limitOf("tokens", 10), 10));
		unknown.settle(undefined);
	});

	test("does not give back a second time, when its second goes, what a call gave back in it", async () => {
		const { store, clock, settled } = create();
		const limit = limitOf("tokens", 1000);
		(await take(store, claim(limit, 800))).settle(100);
		await settled();
		clock.ms += 1000;
		await take(store, claim(limit, 500));
		clock.ms += 60_000;
		expect(await store.used([limit])).toEqual([500]);
	});

	test("corrects an old call from now on when it used more, and not at all when what it took has gone", async () => {
		const { store, clock, settled } = create();
		const limit = limitOf("tokens", 1000);
		const more = await take(store, claim(limit, 10));
		const less = await take(store, claim(limit, 500));
		// A second that fell out of the minute just now has its place in the ring taken by the next one.
		clock.ms += 61_000;
		expect(await store.used([limit])).toEqual([0]);
		await take(store, claim(limit, 50));
		more.settle(110);
		less.settle(0);
		await settled();
		expect(await store.used([limit])).toEqual([150]);
		clock.ms += 61_000;
		expect(await store.used([limit])).toEqual([0]);
	});

	test("refuses for good what would never fit", async () => {
		const { store } = create();
		const limit = limitOf("tokens", 1000);
		expect(await refusal(store, claim(limit, 1001))).toEqual([{ limit, used: 0, waitMs: undefined }]);
		await take(store, claim(limit, 1000));
	});

	test("gives a stream's place back when it ends, once", async () => {
		const { store, settled } = create();
		const limit = limitOf("streams", 2);
		const first = await take(store, claim(limit));
		await take(store, claim(limit));
		expect(await refusal(store, claim(limit))).toEqual([{ limit, used: 2, waitMs: 1000 }]);
		first.settle(undefined);
		first.settle(undefined);
		await settled();
		expect(await store.used([limit])).toEqual([1]);
		await take(store, claim(limit));
		await refusal(store, claim(limit));
	});

	test("holds when many ask at once: never above it, and nobody with room is refused", async () => {
		const { store } = create();
		const limit = limitOf("requests", 37);
		const takings = await Promise.all(Array.from({ length: 200 }, async () => store.take([claim(limit)])));
		expect(takings.filter((taking) => "hold" in taking)).toHaveLength(37);
	});

	test.each([1, 2, 3, 4, 5, 6])("holds for calls of any size at any time (seed %d)", async (seed) => {
		const { store, clock } = create();
		const random = seededRandom(seed);
		const subject = [limitOf("requests", 20), limitOf("tokens", 900), limitOf("requests", 45)];
		const admitted: { at: number; amounts: number[] }[] = [];
		const within = (index: number, ms: number) =>
			admitted.filter(({ at }) => at > clock.ms - ms).reduce((sum, { amounts }) => sum + (amounts[index] ?? 0), 0);

		for (let round = 0; round < 120; round++) {
			clock.ms += pickIndex(random, 6000);
			const calls = Array.from({ length: 1 + pickIndex(random, 8) }, () => [1, 1 + pickIndex(random, 200), 1]);
			// All ask at once; the stores answer in the order they were asked.
			const takings = await Promise.all(
				calls.map(async (amounts) => store.take(subject.map((limit, index) => claim(limit, amounts[index])))),
			);
			for (const [call, taking] of takings.entries()) {
				const amounts = calls[call] ?? [];
				if ("hold" in taking) admitted.push({ at: clock.ms, amounts });
				else {
					const isFull = subject.some(({ max }, index) => within(index, 61_000) + (amounts[index] ?? 0) > max);
					expect(isFull).toBe(true);
				}
				for (const [index, { max }] of subject.entries()) expect(within(index, 60_000)).toBeLessThanOrEqual(max);
			}
		}
		expect(admitted.length).toBeGreaterThan(50);
	});

	test("says a wait after which the call does fit, when nobody else comes", async () => {
		const { store, clock } = create();
		const random = seededRandom(7);
		const limit = limitOf("tokens", 1000);
		for (let count = 0; count < 60; count++) {
			const amount = 1 + pickIndex(random, 400);
			const taking = await store.take([claim(limit, amount)]);
			if ("refused" in taking) {
				const waitMs = taking.refused[0]?.waitMs ?? 0;
				expect(waitMs).toBeWithin(1, 61_001);
				clock.ms += waitMs - 1;
				await refusal(store, claim(limit, amount));
				clock.ms += 1;
				await take(store, claim(limit, amount));
			}
			clock.ms += pickIndex(random, 5000);
		}
	});
});

test("redis-server is there in CI", () => {
	expect(process.env.CI === undefined || redisServer !== undefined).toBe(true);
});
