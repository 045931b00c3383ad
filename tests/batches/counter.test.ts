import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { sql } from "drizzle-orm";
import { organizations } from "../../server/src/accounts/schema";
import { batchCallId, batchTraceId } from "../../server/src/batches/call-id";
import { claim, noteRecorded } from "../../server/src/batches/claims";
import { type BatchCounter, createBatchCounter } from "../../server/src/batches/counter";
import type { ResultsSource } from "../../server/src/batches/span-of-call";
import type { Span } from "../../server/src/journal/span";
import type { PricedModel } from "../../server/src/pricing/cost";
import type { BatchedCall } from "../../server/src/proxy/dialects/dialect";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

setDefaultTimeout(60_000);

const nowMs = Date.UTC(2026, 10, 22, 12);
let database: TestDatabase;
let spans: Span[];
let asked: PricedModel[];
let counters: BatchCounter[];

beforeAll(async () => {
	database = await createTestDatabase();
	await database.db.insert(organizations).values([
		{ id: "org-1", name: "One", slug: "one", createdAt: new Date() },
		{ id: "org-2", name: "Two", slug: "two", createdAt: new Date() },
	]);
});
afterAll(() => database.close());
beforeEach(() => {
	spans = [];
	asked = [];
	counters = [];
});
afterEach(async () => {
	for (const counter of counters) await counter.close(1000);
	await database.db.execute(sql`truncate batch_calls`);
});

/** One server's. */
function counterWith(options: Partial<Parameters<typeof createBatchCounter>[0]> = {}): BatchCounter {
	const counter = createBatchCounter({
		db: database.db,
		journal: { append: async ({ span }) => void spans.push(span) },
		price: (_, model) => {
			asked.push(model);
			return { state: "priced", picoUsd: 7n, rates: { output: 7n }, source: "book" };
		},
		now: () => nowMs,
		onFailure: (what) => {
			throw new Error(what);
		},
		...options,
	});
	counters.push(counter);
	return counter;
}

const source: ResultsSource = {
	organizationId: "org-1",
	projectId: "project-1",
	provider: "openai",
	operation: "files/file-1/content",
	results: "file-1",
};

const call = (key: string, more: Partial<BatchedCall> = {}): BatchedCall => ({
	key,
	customId: `call ${key}`,
	kind: "llm",
	httpStatus: 200,
	answer: { responseModel: "gpt-4o-2024-08-06", usage: { output: 1 }, serviceTier: "batch" },
	...more,
});

describe("a call of a batch", () => {
	test("is recorded with its usage, at the batch tier, in the trace of its results, under the name that its caller gave it", async () => {
		const counter = counterWith();
		counter.count({ ...source, keyId: "key-1", environment: "production" }, call("1"));
		await counter.idle();
		expect(asked).toMatchObject([
			{ provider: "openai", name: "gpt-4o-2024-08-06", serviceTier: "batch", organizationId: "org-1" },
		]);
		expect(spans).toMatchObject([
			{
				id: batchCallId({ ...source, key: "1" }),
				traceId: batchTraceId(source),
				keyId: "key-1",
				environment: "production",
				operation: "files/file-1/content",
				model: "gpt-4o-2024-08-06",
				status: "ok",
				usageState: "measured",
				costPicoUsd: "7",
				startedAtMs: nowMs,
				metadata: { batch_custom_id: "call 1", batch_results: "file-1" },
			},
		]);
	});

	test("is recorded once, however often its results are fetched, also after a restart", async () => {
		for (let fetched = 0; fetched < 3; fetched++) {
			const counter = counterWith();
			for (let again = 0; again < 2; again++) for (const key of ["1", "2"]) counter.count(source, call(key));
			await counter.idle();
		}
		expect(spans.map(({ metadata }) => metadata?.batch_custom_id)).toEqual(["call 1", "call 2"]);
	});

	test("is recorded once when several servers fetch its results at once", async () => {
		const several = Array.from({ length: 4 }, () => counterWith());
		for (let key = 0; key < 1200; key++) for (const counter of several) counter.count(source, call(String(key)));
		await Promise.all(several.map((counter) => counter.idle()));
		expect(spans).toHaveLength(1200);
		expect(new Set(spans.map(({ id }) => id)).size).toBe(1200);
	});

	test("of another organization, provider or batch is another call", async () => {
		const counter = counterWith();
		counter.count(source, call("1"));
		counter.count({ ...source, organizationId: "org-2" }, call("1"));
		counter.count({ ...source, provider: "azure" }, call("1"));
		counter.count({ ...source, results: "file-2" }, call("1"));
		await counter.idle();
		expect(new Set(spans.map(({ id }) => id)).size).toBe(4);
		expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(4);
	});

	test("that a killed server had claimed is recorded later, under the same id and time", async () => {
		const id = batchCallId({ ...source, key: "1" });
		await claim(database.db, [{ id, organizationId: "org-1", startedAtMs: 5 }]);
		const soon = counterWith();
		soon.count(source, call("1"));
		await soon.idle();
		expect(spans).toEqual([]);
		await database.db.execute(sql`update batch_calls set claimed_at = now() - interval '11 minutes'`);
		const late = counterWith();
		late.count(source, call("1"));
		await late.idle();
		expect(spans).toMatchObject([{ id, startedAtMs: 5 }]);
	});

	test("that is recorded is nobody's to claim, ever", async () => {
		const claims = [{ id: batchCallId({ ...source, key: "1" }), organizationId: "org-1", startedAtMs: 5 }];
		await claim(database.db, claims);
		await noteRecorded(
			database.db,
			claims.map(({ id }) => id),
		);
		await database.db.execute(sql`update batch_calls set claimed_at = now() - interval '1 year'`);
		expect(await claim(database.db, claims)).toEqual([]);
	});

	test("has the time that the provider says, unless that cannot be", async () => {
		const counter = counterWith();
		counter.count(source, call("1", { madeAtMs: nowMs - 1000 }));
		counter.count(source, call("2", { madeAtMs: nowMs + 1000 }));
		counter.count(source, call("3", { madeAtMs: 1000 }));
		await counter.idle();
		expect(spans.map(({ startedAtMs }) => nowMs - startedAtMs).sort()).toEqual([0, 0, 1000]);
	});

	test("whose usage cannot be written again is recorded without the provider's words", async () => {
		const rawUsage = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
		const counter = counterWith();
		counter.count(source, call("1", { answer: { ...call("1").answer, rawUsage } }));
		await counter.idle();
		expect(spans).toMatchObject([{ usage: { output: 1 }, rawUsage: null, costState: "priced" }]);
	});

	test("that failed costs nothing that is known, and says why", async () => {
		const counter = counterWith({ price: () => ({ state: "unpriced" }) });
		const error = { type: "batch_expired", message: "Too late." };
		counter.count(source, call("1", { httpStatus: undefined, answer: { error, serviceTier: "batch" } }));
		await counter.idle();
		expect(spans).toMatchObject([
			{ status: "error", errorType: "batch_expired", usage: {}, costPicoUsd: null, httpStatus: null },
		]);
	});
});

test("while the database is away, calls wait for it, are recorded then, and it is said once", async () => {
	const failures: string[] = [];
	const broken = {
		insert: () => {
			throw new Error("away");
		},
	} as unknown as typeof database.db;
	let away = 3;
	const db = new Proxy(database.db, {
		get: (target, name) => {
			if (name === "insert" && away-- > 0) return broken.insert;
			const value = Reflect.get(target, name);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
	const counter = counterWith({ db, retryMs: 1, onFailure: (what) => failures.push(what) });
	counter.count(source, call("1"));
	await counter.idle();
	expect(failures).toEqual(["claim calls of a batch"]);
	expect(spans).toHaveLength(1);
});

test("of more calls than may wait, the rest is counted when the results are fetched again", async () => {
	const failures: string[] = [];
	const counter = counterWith({ maxWaiting: 2, onFailure: (what) => failures.push(what) });
	for (const key of ["1", "2", "3", "4"]) counter.count(source, call(key));
	await counter.idle();
	expect(failures).toHaveLength(1);
	for (const key of ["3", "4"]) counter.count(source, call(key));
	await counter.idle();
	expect(spans).toHaveLength(4);
});
