import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Elysia } from "elysia";
import type { Role } from "../../server/src/accounts/rights";
import { rightsOf } from "../../server/src/accounts/rights";
import type { Viewer } from "../../server/src/accounts/viewer";
import type { Analytics, AnalyticsWriter } from "../../server/src/analytics/analytics";
import { listChanges } from "../../server/src/audit/queries";
import { DomainError } from "../../server/src/errors";
import type { Span } from "../../server/src/journal/span";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { PriceBook } from "../../server/src/pricing/book";
import type { PriceRow } from "../../server/src/pricing/price-row";
import { releasedRows } from "../../server/src/pricing/released";
import { repricingApi } from "../../server/src/repricing";
import type { RepricingView } from "../../server/src/repricing/model";
import { type Repricer, type RepricerOptions, startRepricer } from "../../server/src/repricing/repricer";
import { traces } from "../../server/src/traces";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { openTestClickHouse, type TestClickHouse } from "../support/clickhouse";
import { type Person, signIn } from "../support/people";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const noon = Date.UTC(2026, 10, 22, 12);
const hourMs = 3_600_000;

let database: TestDatabase;
let accounts: TestAccounts;
let clickhouse: TestClickHouse;
let store: Analytics & AnalyticsWriter;
const repricers: Repricer[] = [];
let people = 0;

beforeAll(async () => {
	database = await createTestDatabase();
	accounts = await startAccounts(database.db);
	clickhouse = await openTestClickHouse();
	store = { query: clickhouse.query, insert: (table, lines) => clickhouse.insert(table, lines, "") };
});
afterEach(async () => {
	await Promise.all(repricers.splice(0).map((repricer) => repricer.close()));
});
afterAll(async () => {
	await accounts.close();
	await clickhouse.close();
	await database.close();
});

/** Somebody with an organization, a project and calls of their own: `prices` of theirs hold beside the released ones. */
async function tenant(spans: Partial<Span>[]) {
	const person = await signIn(accounts, `ada${people++}@example.com`);
	const { organizationId, projectId } = person;
	const complete = spans.map((span) => spanFixture({ organizationId, projectId, startedAtMs: noon, ...span }));
	await clickhouse.insertSpans(complete);
	const book = new PriceBook("lensai@test", releasedRows);
	const price = (row: Partial<PriceRow> = {}) =>
		book.add([
			{
				id: crypto.randomUUID().slice(0, 10),
				organizationId,
				provider: "openai",
				model: "gpt-4o*",
				unit: "output",
				picoUsd: 12_000_000n,
				conditions: {},
				sourceUrl: "",
				sourceDate: "2026-11-22",
				validFromMs: 0,
				...row,
			},
		]);
	return { person, organizationId, projectId, spans: complete, book, price };
}

function start(book: PriceBook, options: Partial<RepricerOptions> = {}): Repricer {
	const repricer = startRepricer({
		db: database.db,
		analytics: store,
		book,
		providerNames: () => new Map([["gemini", "google"]]),
		rest: async () => undefined,
		waitMs: 0,
		lookEveryMs: 20,
		retryMs: 20,
		onFailure: () => undefined,
		...options,
	});
	repricers.push(repricer);
	return repricer;
}

/** The API as one person sees it. */
function apiOf({ organizationId, projectId }: Pick<Person, "organizationId" | "projectId">, role: Role = "owner") {
	const viewerOf = async () =>
		({
			via: "session",
			user: { id: "user-1", email: "ada@example.com", name: "Ada" },
			organization: { id: organizationId, name: "One" },
			projects: [{ id: projectId }],
			role,
			rights: rightsOf(role),
		}) as unknown as Viewer;
	const app = new Elysia()
		.onError(({ error }) => problemResponse(problemOf(error, "request-1")))
		.use(repricingApi({ db: database.db, viewerOf, repricer: { wake: () => undefined } }))
		.use(traces({ analytics: clickhouse, viewerOf, now: () => noon + hourMs }));
	return async (path: string, body?: object) => {
		const init = body && {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		};
		const answer = await app.handle(new Request(`http://localhost/api/v1${path}`, init));
		const text = await answer.text();
		// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes.
		return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as any };
	};
}
type Api = ReturnType<typeof apiOf>;

const always = { from: "2026-01-01T00:00:00Z", reason: "contract signed" };

async function request(ask: Api, wanted: object = always): Promise<string> {
	const { status, body } = await ask("/prices/repricings", wanted);
	expect({ status, body }).toEqual({ status: 202, body: { id: expect.any(String) } });
	return body.id;
}

async function ended(ask: Api, id: string): Promise<RepricingView> {
	let view: RepricingView | undefined;
	await until(async () => {
		view = (await ask(`/prices/repricings/${id}`)).body;
		return view?.state === "done" || view?.state === "cancelled";
	});
	return view as RepricingView;
}

const rowsOf = (projectId: string) =>
	clickhouse.query<{ spanId: string; revision: number; differencePicoUsd: string }>(
		"SELECT spanId, revision, differencePicoUsd FROM cost_adjustments WHERE projectId = {projectId:UUID} ORDER BY startedAtMs, spanId, revision",
		{ projectId },
	);
const historyOf = async (projectId: string) =>
	(
		await clickhouse.query<{ sum: string }>(
			"SELECT toString(sum(cityHash64(formatRow('JSONEachRow', *)))) AS sum FROM spans WHERE projectId = {projectId:UUID}",
			{ projectId },
		)
	)[0]?.sum;

/** Calls of one project at one moment and later, some in the same millisecond. */
const calls = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ startedAtMs: noon + Math.floor(index / 3) }));

describe("a run", () => {
	test("adjusts calls page by page, and leaves what was recorded as it was", async () => {
		const { person, projectId, book, price } = await tenant(calls(11));
		const ask = apiOf(person);
		const before = await historyOf(projectId);
		price();
		start(book, { pageSize: 3 });
		const run = await ended(ask, await request(ask));
		expect(run).toMatchObject({ state: "done", calls: 11, adjusted: 11, kept: 0, problem: null });
		expect(run.differencePicoUsd).toBe((11n * 200_000_000n).toString());
		const rows = await rowsOf(projectId);
		expect(rows).toHaveLength(11);
		expect(rows.reduce((sum, row) => sum + BigInt(row.differencePicoUsd), 0n).toString()).toBe(run.differencePicoUsd);
		expect(await historyOf(projectId)).toBe(before as string);
	});

	test("that comes again adds nothing, and after another price only what has changed since", async () => {
		const { person, projectId, book, price } = await tenant(calls(4));
		const ask = apiOf(person);
		price();
		start(book);
		await ended(ask, await request(ask));
		expect(await ended(ask, await request(ask))).toMatchObject({ calls: 4, adjusted: 0, differencePicoUsd: "0" });
		price({ picoUsd: 11_000_000n, validFromMs: 1 });
		expect(await ended(ask, await request(ask))).toMatchObject({ adjusted: 4, differencePicoUsd: "-400000000" });
		expect((await rowsOf(projectId)).map(({ revision }) => revision)).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
	});

	test("takes calls from its date on, of its provider and model, and what our cache answered never", async () => {
		const { person, book, price } = await tenant([
			{ startedAtMs: noon - 1 },
			{ startedAtMs: noon },
			{ responseModel: "gpt-4o-mini", usage: { output: 1 } },
			{ provider: "gemini", responseModel: "gemini-2.5-flash", model: "gemini-2.5-flash" },
			{ cache: "hit", usage: { output: 100 }, costPicoUsd: "0", costSource: "cache" },
			{ kind: "other" },
		]);
		const ask = apiOf(person);
		price();
		start(book);
		const from = new Date(noon).toISOString();
		const looked = async (wanted: object) => (await ended(ask, await request(ask, { ...always, ...wanted }))).calls;
		expect(await looked({ from, model: "gpt-4o-2*" })).toBe(1);
		expect(await looked({ from, model: "gpt_4o*" })).toBe(0);
		expect(await looked({ from, provider: "google" })).toBe(1);
		expect(await looked({ from, provider: "gem*" })).toBe(1);
		expect(await looked({ from })).toBe(3);
		expect(await looked({})).toBe(4);
	});

	test("never touches the calls of another organization, even where its projects were named alike", async () => {
		const ada = await tenant(calls(2));
		const bob = await tenant(calls(2));
		await clickhouse.insertSpans([
			spanFixture({ organizationId: bob.organizationId, projectId: ada.projectId, startedAtMs: noon }),
		]);
		for (const { price } of [ada, bob]) price();
		ada.book.add([...releasedRows]);
		start(ada.book);
		const askAda = apiOf(ada.person);
		const id = await request(askAda);
		expect(await ended(askAda, id)).toMatchObject({ calls: 2, adjusted: 2 });
		expect(await rowsOf(bob.projectId)).toEqual([]);
		const askBob = apiOf(bob.person);
		expect((await askBob(`/prices/repricings/${id}`)).status).toBe(404);
		expect((await askBob(`/prices/repricings/${id}/cancel`, {})).status).toBe(404);
		expect((await askBob("/prices/repricings")).body).toEqual([]);
	});

	test("goes on after ClickHouse was away, and says so meanwhile", async () => {
		const { person, book, price } = await tenant(calls(5));
		const ask = apiOf(person);
		price();
		let away = true;
		const query: Analytics["query"] = (sql, params) => {
			if (away) throw new DomainError("store_unavailable", 503, "ClickHouse: away");
			return clickhouse.query(sql, params);
		};
		start(book, { analytics: { ...store, query }, pageSize: 2 });
		const id = await request(ask);
		await until(async () => (await ask(`/prices/repricings/${id}`)).body.problem === "ClickHouse: away");
		away = false;
		expect(await ended(ask, id)).toMatchObject({ state: "done", calls: 5, adjusted: 5, problem: null });
	});
});

/** A process that is killed: from one moment on nothing that it does has any effect, and nothing ever answers it. */
function mortal(when: (written: number) => "before" | "after" | undefined) {
	let written = 0;
	const dead = Promise.withResolvers<void>();
	const never = new Promise<never>(() => undefined);
	const insert: AnalyticsWriter["insert"] = async (table, lines) => {
		const moment = when(written++);
		if (moment !== "before") await store.insert(table, lines);
		if (moment === undefined) return;
		dead.resolve();
		await never;
	};
	return { analytics: { query: store.query, insert }, died: dead.promise };
}

describe("a run that is killed", () => {
	test.each(["before", "after"] as const)("%s a page was written goes on with exactly the rest", async (moment) => {
		const { person, projectId, book, price } = await tenant(calls(11));
		const ask = apiOf(person);
		price();
		const first = mortal((written) => (written === 1 ? moment : undefined));
		const ghost = startRepricer({
			db: database.db,
			analytics: first.analytics,
			book,
			providerNames: () => new Map(),
			rest: async () => undefined,
			pageSize: 3,
			waitMs: 0,
			leaseMs: 50,
			onFailure: () => undefined,
		});
		const id = await request(ask);
		ghost.wake();
		await first.died;
		start(book, { pageSize: 4 });
		expect(await ended(ask, id)).toMatchObject({ calls: 11, adjusted: 11, differencePicoUsd: "2200000000" });
		expect((await rowsOf(projectId)).map(({ revision }) => revision)).toEqual(Array(11).fill(1));
	});

	test("counts once what an insert that was given up lands later", async () => {
		const { person, projectId, book, price } = await tenant(calls(4));
		const ask = apiOf(person);
		price();
		let held: Uint8Array | undefined;
		const insert: AnalyticsWriter["insert"] = async (table, lines) => {
			if (held !== undefined) return store.insert(table, lines);
			held = lines;
			throw new DomainError("store_unavailable", 503, "ClickHouse: no answer within 15000 ms");
		};
		start(book, { analytics: { query: store.query, insert } });
		expect(await ended(ask, await request(ask))).toMatchObject({ adjusted: 4, differencePicoUsd: "800000000" });
		await store.insert("cost_adjustments", held as Uint8Array);
		const { body } = await ask(`/summary?projectId=${projectId}`);
		expect(body.costPicoUsd).toBe((4n * 3_700_000_000n).toString());
		expect(await ended(ask, await request(ask))).toMatchObject({ adjusted: 0 });
	});
});

describe("by API", () => {
	test("a run is asked for once at a time, watched and cancelled, with entries in the audit log", async () => {
		const { person, organizationId } = await tenant([]);
		const ask = apiOf(person);
		const id = await request(ask, { ...always, provider: "openai", model: "gpt-4o*" });
		expect((await ask("/prices/repricings", always)).body).toMatchObject({ status: 409, code: "repricing_runs" });
		expect((await ask("/prices/repricings")).body).toEqual([
			{
				id,
				state: "waiting",
				from: "2026-01-01T00:00:00.000Z",
				until: null,
				provider: "openai",
				model: "gpt-4o*",
				reason: "contract signed",
				calls: 0,
				adjusted: 0,
				kept: 0,
				differencePicoUsd: "0",
				problem: null,
				requestedBy: "ada@example.com",
				requestedAt: expect.any(String),
				startedAt: null,
				endedAt: null,
			},
		]);
		expect((await ask(`/prices/repricings/${id}/cancel`, {})).status).toBe(204);
		expect((await ask(`/prices/repricings/${id}/cancel`, {})).status).toBe(204);
		expect((await ask(`/prices/repricings/${id}`)).body).toMatchObject({
			state: "cancelled",
			endedAt: expect.any(String),
		});
		const { entries } = await listChanges(database.db, { organizationId, subjectKind: "repricing" });
		expect(entries.map(({ action, subject }) => [action, subject.id])).toEqual([
			["repricing.cancelled", id],
			["repricing.created", id],
		]);
		expect((await ask(`/prices/repricings/${await request(ask)}/cancel`, {})).status).toBe(204);
	});

	test("a run that is cancelled under way keeps what it adjusted, and adjusts no more", async () => {
		const { person, projectId, book, price } = await tenant(calls(9));
		const ask = apiOf(person);
		price();
		let id = "";
		let rested = 0;
		const rest = async () => {
			if (++rested === 2) await ask(`/prices/repricings/${id}/cancel`, {});
		};
		id = await request(ask);
		start(book, { pageSize: 2, rest });
		await until(async () => (await ask(`/prices/repricings/${id}`)).body.calls === 6);
		expect((await ask(`/prices/repricings/${id}`)).body).toMatchObject({ state: "cancelled", adjusted: 6 });
		expect(await rowsOf(projectId)).toHaveLength(6);
	});

	test.each(["developer", "viewer"] as const)("a %s looks, and asks for none", async (role) => {
		const { person } = await tenant([]);
		const ask = apiOf(person, role);
		expect((await ask("/prices/repricings")).status).toBe(200);
		expect((await ask("/prices/repricings", always)).status).toBe(403);
		expect((await ask(`/prices/repricings/${crypto.randomUUID()}/cancel`, {})).status).toBe(403);
	});
});

describe("once calls were adjusted", () => {
	test("summary, list and call agree, and the call shows what was recorded and why it is another cost now", async () => {
		const { person, projectId, spans, book, price } = await tenant([
			{ startedAtMs: noon },
			{
				startedAtMs: noon + 1,
				model: "house",
				responseModel: "house",
				costState: "unpriced",
				costPicoUsd: null,
				costRates: null,
				costSource: null,
			},
			{ startedAtMs: noon + 2, model: "o3", responseModel: "o3", costPicoUsd: "2800000000" },
		]);
		const ask = apiOf(person);
		const summary = async () => (await ask(`/summary?projectId=${projectId}`)).body;
		expect(await summary()).toMatchObject({ costPicoUsd: "6300000000", pricedCalls: 2, unpricedCalls: 1 });
		price();
		price({ model: "house", unit: "uncachedInput", picoUsd: 9_000_000n });
		price({ model: "house", unit: "output", picoUsd: 1n });
		start(book);
		const id = await request(ask);
		expect(await ended(ask, id)).toMatchObject({ calls: 3, adjusted: 2, differencePicoUsd: "9200000100" });
		const body = await summary();
		expect(body).toMatchObject({ calls: 3, costPicoUsd: "15500000100", pricedCalls: 3, unpricedCalls: 0 });
		for (const by of [body.byModel, body.byHour]) {
			const costs = Object.fromEntries(
				by.map((each: { model: string; costPicoUsd: string }) => [each.model, each.costPicoUsd]),
			);
			expect(costs).toEqual({ house: "9000000100", "gpt-4o": "3700000000", o3: "2800000000" });
		}
		expect(body.byModel.map(({ model }: { model: string }) => model)).toEqual(["house", "gpt-4o", "o3"]);
		const list = (await ask(`/calls?projectId=${projectId}`)).body.calls;
		expect(list.map((call: { costPicoUsd: string; costState: string }) => [call.costState, call.costPicoUsd])).toEqual([
			["priced", "2800000000"],
			["priced", "9000000100"],
			["priced", "3700000000"],
		]);
		const call = (await ask(`/calls/${spans[0]?.id}`)).body;
		expect(call).toMatchObject({
			costState: "priced",
			costPicoUsd: "3700000000",
			recordedCost: { state: "priced", picoUsd: "3500000000" },
			adjustments: [
				{
					at: expect.any(String),
					runId: id,
					reason: "contract signed",
					oldState: "priced",
					oldPicoUsd: "3500000000",
					newState: "priced",
					newPicoUsd: "3700000000",
					differencePicoUsd: "200000000",
					bookVersion: "lensai@test",
				},
			],
		});
	});

	test("sums go beyond what one row holds", async () => {
		const most = (2n ** 63n - 1n).toString();
		const { person, projectId, book, price } = await tenant(
			[0, 1, 2].map((minute) => ({
				startedAtMs: noon + minute,
				usage: { output: 1 },
				costPicoUsd: most,
				model: "house",
				responseModel: "house",
			})),
		);
		const ask = apiOf(person);
		price({ model: "house", picoUsd: 1n });
		start(book);
		const run = await ended(ask, await request(ask));
		expect(run.differencePicoUsd).toBe((3n * (1n - BigInt(most))).toString());
		expect((await ask(`/summary?projectId=${projectId}`)).body.costPicoUsd).toBe("3");
	});
});
