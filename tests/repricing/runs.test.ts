import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Analytics } from "../../server/src/analytics/analytics";
import { DomainError } from "../../server/src/errors";
import { always, calls, ended, noon, openRepricingStores, type RepricingStores, request } from "../support/repricing";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let stores: RepricingStores;
beforeAll(async () => {
	stores = await openRepricingStores();
});
afterEach(() => stores.stopAll());
afterAll(() => stores.close());

const historyOf = async (projectId: string) =>
	(
		await stores.clickhouse.query<{ sum: string }>(
			"SELECT toString(sum(cityHash64(formatRow('JSONEachRow', *)))) AS sum FROM spans WHERE projectId = {projectId:UUID}",
			{ projectId },
		)
	)[0]?.sum;

describe("a run", () => {
	test("adjusts calls page by page, and leaves what was recorded as it was", async () => {
		const { person, projectId, book, price } = await stores.tenant(calls(11));
		const ask = stores.apiOf(person);
		const before = await historyOf(projectId);
		price();
		stores.start(book, { pageSize: 3 });
		const run = await ended(ask, await request(ask));
		expect(run).toMatchObject({ state: "done", calls: 11, adjusted: 11, kept: 0, problem: null });
		expect(run.differencePicoUsd).toBe((11n * 200_000_000n).toString());
		const rows = await stores.rowsOf(projectId);
		expect(rows).toHaveLength(11);
		expect(rows.reduce((sum, row) => sum + BigInt(row.differencePicoUsd), 0n).toString()).toBe(run.differencePicoUsd);
		expect(await historyOf(projectId)).toBe(before as string);
	});

	test("that comes again adds nothing, and after another price only what has changed since", async () => {
		const { person, projectId, book, price } = await stores.tenant(calls(4));
		const ask = stores.apiOf(person);
		price();
		stores.start(book);
		await ended(ask, await request(ask));
		expect(await ended(ask, await request(ask))).toMatchObject({ calls: 4, adjusted: 0, differencePicoUsd: "0" });
		price({ picoUsd: 11_000_000n, validFromMs: 1 });
		expect(await ended(ask, await request(ask))).toMatchObject({ adjusted: 4, differencePicoUsd: "-400000000" });
		expect((await stores.rowsOf(projectId)).map(({ revision }) => revision)).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
	});

	test("takes calls from its date on, of its provider and model, and what our cache answered never", async () => {
		const { person, book, price } = await stores.tenant([
			{ startedAtMs: noon - 1 },
			{ startedAtMs: noon },
			{ responseModel: "gpt-4o-mini", usage: { output: 1 } },
			{ provider: "gemini", responseModel: "gemini-2.5-flash", model: "gemini-2.5-flash" },
			{ cache: "hit", usage: { output: 100 }, costPicoUsd: "0", costSource: "cache" },
			{ kind: "other" },
		]);
		const ask = stores.apiOf(person);
		price();
		stores.start(book);
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
		const ada = await stores.tenant(calls(2));
		const bob = await stores.tenant(calls(2));
		await stores.clickhouse.insertSpans([
			spanFixture({ organizationId: bob.organizationId, projectId: ada.projectId, startedAtMs: noon }),
		]);
		for (const { price } of [ada, bob]) price();
		stores.start(ada.book);
		const askAda = stores.apiOf(ada.person);
		const id = await request(askAda);
		expect(await ended(askAda, id)).toMatchObject({ calls: 2, adjusted: 2 });
		expect(await stores.rowsOf(bob.projectId)).toEqual([]);
		const askBob = stores.apiOf(bob.person);
		expect((await askBob(`/prices/repricings/${id}`)).status).toBe(404);
		expect((await askBob(`/prices/repricings/${id}/cancel`, {})).status).toBe(404);
		expect((await askBob("/prices/repricings")).body).toEqual([]);
	});

	test("goes on after ClickHouse was away, and says so meanwhile", async () => {
		const { person, book, price } = await stores.tenant(calls(5));
		const ask = stores.apiOf(person);
		price();
		let away = true;
		const query: Analytics["query"] = (sql, params) => {
			if (away) throw new DomainError("store_unavailable", 503, "ClickHouse: away");
			return stores.clickhouse.query(sql, params);
		};
		stores.start(book, { analytics: { ...stores.analytics, query }, pageSize: 2 });
		const id = await request(ask);
		await until(async () => (await ask(`/prices/repricings/${id}`)).body.problem === "ClickHouse: away");
		away = false;
		expect(await ended(ask, id)).toMatchObject({ state: "done", calls: 5, adjusted: 5, problem: null });
	});
});
