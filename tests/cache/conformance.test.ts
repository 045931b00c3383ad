import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { CachedAnswer, CacheStore } from "../../server/src/cache/cached-answer";
import { createLocalCache } from "../../server/src/cache/local-cache";
import { createRedisCache } from "../../server/src/cache/redis-cache";
import { pickIndex, seededRandom } from "../support/random";
import { redisServer, startRedis, type TestRedis } from "../support/redis";

setDefaultTimeout(60_000);

let server: TestRedis | undefined;
beforeAll(async () => {
	if (redisServer !== undefined) server = await startRedis();
});
afterAll(() => server?.close());

const clock = { ms: 1_800_000_000_000 };
const now = () => clock.ms;

function redisCache(): CacheStore {
	if (server === undefined) throw new Error("redis-server was not started.");
	const onFailure = (what: string, error: unknown) => {
		throw new Error(`could not ${what}`, { cause: error });
	};
	return createRedisCache({ redis: server.redis, onFailure, now });
}

const subjects: [string, () => CacheStore][] = [["in process", () => createLocalCache({ now })]];
// Without redis-server only what is in process is tested; CI installs it.
if (redisServer !== undefined) subjects.push(["in Redis", redisCache]);

const scope = { organizationId: "org", projectId: "project" };

function answerOf(chunks: string[] | Uint8Array[], more: Partial<CachedAnswer> = {}): CachedAnswer {
	return {
		...scope,
		callId: "call",
		storedAtMs: clock.ms,
		expiresAtMs: clock.ms + 60_000,
		status: 200,
		headers: [["content-type", "application/json"]],
		chunks: chunks.map((chunk) => new Uint8Array(Buffer.from(chunk))),
		stream: false,
		responseModel: "gpt-4o",
		costState: "priced",
		costPicoUsd: "150000000",
		...more,
	};
}

/** As it is compared: bytes in a form that shows borders. */
const shown = (answer: CachedAnswer | undefined) =>
	answer && { ...answer, chunks: answer.chunks.map((chunk) => Buffer.from(chunk).toString("hex")) };

describe.each(subjects)("a cache %s", (_, create) => {
	test("gives an answer back as it was, piece by piece", async () => {
		const store = create();
		const random = seededRandom(3);
		const chunks = Array.from({ length: 50 }, () =>
			Uint8Array.from({ length: pickIndex(random, 300) }, () => pickIndex(random, 256)),
		);
		const answer = answerOf(chunks, { stream: true, costPicoUsd: null, costState: "unpriced", responseModel: null });
		await store.put("pieces", answer);
		expect(shown(await store.get("pieces", scope))).toEqual(shown(answer));
		expect(await store.get("other", scope)).toBeUndefined();
	});

	test("gives it to nobody else, even under the same key", async () => {
		const store = create();
		await store.put("own", answerOf(["secret"]));
		expect(await store.get("own", { ...scope, organizationId: "other" })).toBeUndefined();
		expect(await store.get("own", { ...scope, projectId: "other" })).toBeUndefined();
		expect(await store.get("own", scope)).toBeDefined();
	});

	test("forgets it when its time is over", async () => {
		const store = create();
		await store.put("short", answerOf(["x"], { expiresAtMs: clock.ms + 1000 }));
		await store.put("over", answerOf(["x"], { expiresAtMs: clock.ms }));
		expect(await store.get("over", scope)).toBeUndefined();
		expect(await store.get("short", scope)).toBeDefined();
		clock.ms += 1000;
		expect(await store.get("short", scope)).toBeUndefined();
	});

	test("keeps the newest answer under a key", async () => {
		const store = create();
		await store.put("twice", answerOf(["first"]));
		await store.put("twice", answerOf(["second"]));
		expect(shown(await store.get("twice", scope))?.chunks).toEqual([Buffer.from("second").toString("hex")]);
	});
});

describe("a cache in process", () => {
	test("never holds more entries than it may: the one that was not used for longest goes", () => {
		const store = createLocalCache({ maxEntries: 3, now });
		for (const key of ["a", "b", "c"]) store.put(key, answerOf([key]));
		expect(store.get("a", scope)).toBeDefined();
		store.put("d", answerOf(["d"]));
		expect(["a", "b", "c", "d"].map((key) => store.get(key, scope) !== undefined)).toEqual([true, false, true, true]);
	});

	test("never holds more bytes than it may, and counts down what goes", () => {
		const store = createLocalCache({ maxBytes: 100_000, now });
		const random = seededRandom(5);
		for (let count = 0; count < 2000; count++) {
			const size = pickIndex(random, 30_000);
			const expiresAtMs = clock.ms + pickIndex(random, 50);
			store.put(`key-${pickIndex(random, 40)}`, answerOf([new Uint8Array(size)], { expiresAtMs }));
			store.get(`key-${pickIndex(random, 40)}`, scope);
			clock.ms += pickIndex(random, 5);
			expect(store.bytes()).toBeWithin(0, 100_001);
		}
		clock.ms += 1000;
		for (let key = 0; key < 40; key++) store.get(`key-${key}`, scope);
		expect({ bytes: store.bytes(), entries: store.entries() }).toEqual({ bytes: 0, entries: 0 });
	});

	test("does not take an answer that is larger than all of it", () => {
		const store = createLocalCache({ maxBytes: 10_000, now });
		store.put("small", answerOf(["x"]));
		store.put("large", answerOf([new Uint8Array(20_000)]));
		expect(store.get("large", scope)).toBeUndefined();
		expect(store.get("small", scope)).toBeDefined();
	});
});

// Skipped where there is no redis-server; CI installs it.
describe.skipIf(redisServer === undefined)("a cache in Redis", () => {
	test("finds nothing in what it cannot read", async () => {
		const store = redisCache();
		for (const bytes of ["", "abc", "\0\0\0\u0002{}", "\u00ff\u00ff\u00ff\u00ffx"]) {
			await server?.redis.put("lensai:cache:broken", Buffer.from(bytes, "latin1"), 10_000);
			expect(await store.get("broken", scope)).toBeUndefined();
		}
	});

	test("that is away finds and keeps nothing, says so, and keeps no call waiting", async () => {
		const own = await startRedis({ deadlineMs: 50 });
		const failures: string[] = [];
		const store = createRedisCache({ redis: own.redis, onFailure: (what) => void failures.push(what), now });
		await store.put("key", answerOf(["x"]));
		expect(await store.get("key", scope)).toBeDefined();
		own.suspend();
		const startedAt = performance.now();
		for (let count = 0; count < 20; count++) expect(await store.get("key", scope)).toBeUndefined();
		await store.put("key", answerOf(["x"]));
		expect(performance.now() - startedAt).toBeLessThan(1000);
		expect(failures).toEqual(["read the cache"]);
		own.resume();
		await own.close();
	});
});
