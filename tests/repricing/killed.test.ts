import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { AnalyticsWriter } from "../../server/src/analytics/analytics";
import { DomainError } from "../../server/src/errors";
import { startRepricer } from "../../server/src/repricing/repricer";
import { calls, ended, openRepricingStores, type RepricingStores, request } from "../support/repricing";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let stores: RepricingStores;
beforeAll(async () => {
	stores = await openRepricingStores();
});
afterEach(() => stores.stopAll());
afterAll(() => stores.close());

/** A process that is killed: from one moment on nothing that it does has any effect, and nothing ever answers it. */
function mortal(when: (written: number) => "before" | "after" | undefined) {
	let written = 0;
	const dead = Promise.withResolvers<void>();
	const never = new Promise<never>(() => undefined);
	const insert: AnalyticsWriter["insert"] = async (table, lines) => {
		const moment = when(written++);
		if (moment !== "before") await stores.analytics.insert(table, lines);
		if (moment === undefined) return;
		dead.resolve();
		await never;
	};
	return { analytics: { query: stores.analytics.query, insert }, died: dead.promise };
}

describe("a run that is killed", () => {
	test.each(["before", "after"] as const)("%s a page was written goes on with exactly the rest", async (moment) => {
		const { person, projectId, book, price } = await stores.tenant(calls(11));
		const ask = stores.apiOf(person);
		price();
		const first = mortal((written) => (written === 1 ? moment : undefined));
		const ghost = startRepricer({
			db: stores.database.db,
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
		stores.start(book, { pageSize: 4 });
		expect(await ended(ask, id)).toMatchObject({ calls: 11, adjusted: 11, differencePicoUsd: "2200000000" });
		expect((await stores.rowsOf(projectId)).map(({ revision }) => revision)).toEqual(Array(11).fill(1));
	});

	test("counts once what an insert that was given up lands later", async () => {
		const { person, projectId, book, price } = await stores.tenant(calls(4));
		const ask = stores.apiOf(person);
		price();
		let held: Uint8Array | undefined;
		const insert: AnalyticsWriter["insert"] = async (table, lines) => {
			if (held !== undefined) return stores.analytics.insert(table, lines);
			held = lines;
			throw new DomainError("store_unavailable", 503, "ClickHouse: no answer within 15000 ms");
		};
		stores.start(book, { analytics: { query: stores.analytics.query, insert } });
		expect(await ended(ask, await request(ask))).toMatchObject({ adjusted: 4, differencePicoUsd: "800000000" });
		await stores.analytics.insert("cost_adjustments", held as Uint8Array);
		const { body } = await ask(`/summary?projectId=${projectId}`);
		expect(body.costPicoUsd).toBe((4n * 3_700_000_000n).toString());
		expect(await ended(ask, await request(ask))).toMatchObject({ adjusted: 0 });
	});
});
