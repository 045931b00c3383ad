import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { listChanges } from "../../server/src/audit/queries";
import { always, calls, ended, noon, openRepricingStores, type RepricingStores, request } from "../support/repricing";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let stores: RepricingStores;
beforeAll(async () => {
	stores = await openRepricingStores();
});
afterEach(() => stores.stopAll());
afterAll(() => stores.close());

describe("by API", () => {
	test("a run is asked for once at a time, watched and cancelled, with entries in the audit log", async () => {
		const { person, organizationId } = await stores.tenant([]);
		const ask = stores.apiOf(person);
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
		const { entries } = await listChanges(stores.database.db, { organizationId, subjectKind: "repricing" });
		expect(entries.map(({ action, subject }) => [action, subject.id])).toEqual([
			["repricing.cancelled", id],
			["repricing.created", id],
		]);
		expect((await ask(`/prices/repricings/${await request(ask)}/cancel`, {})).status).toBe(204);
	});

	test("a run that is cancelled under way keeps what it adjusted, and adjusts no more", async () => {
		const { person, projectId, book, price } = await stores.tenant(calls(9));
		const ask = stores.apiOf(person);
		price();
		let id = "";
		let rested = 0;
		const rest = async () => {
			if (++rested === 2) await ask(`/prices/repricings/${id}/cancel`, {});
		};
		id = await request(ask);
		stores.start(book, { pageSize: 2, rest });
		await until(async () => (await ask(`/prices/repricings/${id}`)).body.calls === 6);
		expect((await ask(`/prices/repricings/${id}`)).body).toMatchObject({ state: "cancelled", adjusted: 6 });
		expect(await stores.rowsOf(projectId)).toHaveLength(6);
	});

	test.each(["1969-12-31T23:59:59Z", "2016-12-31T23:59:60Z"])("a run from %s on is refused", async (from) => {
		const { person } = await stores.tenant([]);
		expect((await stores.apiOf(person)("/prices/repricings", { ...always, from })).body).toMatchObject({ status: 400 });
	});

	test.each(["\ud800", "a\u0000b", ""])("a run for the reason %j is refused", async (reason) => {
		const { person } = await stores.tenant([]);
		expect((await stores.apiOf(person)("/prices/repricings", { ...always, reason })).body).toMatchObject({
			status: 400,
		});
	});

	test.each(["developer", "viewer"] as const)("a %s looks, and asks for none", async (role) => {
		const { person } = await stores.tenant([]);
		const ask = stores.apiOf(person, role);
		expect((await ask("/prices/repricings")).status).toBe(200);
		expect((await ask("/prices/repricings", always)).status).toBe(403);
		expect((await ask(`/prices/repricings/${crypto.randomUUID()}/cancel`, {})).status).toBe(403);
	});
});

describe("once calls were adjusted", () => {
	test("summary, list and call agree, and the call shows what was recorded and why it is another cost now", async () => {
		const { person, projectId, spans, book, price } = await stores.tenant([
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
		const ask = stores.apiOf(person);
		const summary = async () => (await ask(`/summary?projectId=${projectId}`)).body;
		expect(await summary()).toMatchObject({ costPicoUsd: "6300000000", pricedCalls: 2, unpricedCalls: 1 });
		price();
		price({ model: "house", unit: "uncachedInput", picoUsd: 9_000_000n });
		price({ model: "house", unit: "output", picoUsd: 1n });
		stores.start(book);
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

	test("the state of the last adjustment is the one that totals count", async () => {
		const house = { model: "house", responseModel: "house", usage: { uncachedInput: 1, cacheRead: 1, output: 1 } };
		const none = { costState: "unpriced", costPicoUsd: null, costRates: null, costSource: null } as const;
		const { person, projectId, book, price } = await stores.tenant([
			{ ...house, ...none },
			{ ...house, ...none, usageState: "estimated", usage: { uncachedInput: 1, output: 1 } },
		]);
		const ask = stores.apiOf(person);
		const states = async () => {
			const { body } = await ask(`/summary?projectId=${projectId}`);
			return [body, body.byModel[0], body.byHour[0]].map((each) => [
				each.unpricedCalls,
				each.partialCalls,
				each.estimatedCalls,
			]);
		};
		expect(await states()).toEqual(Array(3).fill([2, 0, 0]));
		price({ model: "house", unit: "uncachedInput", picoUsd: 2n });
		price({ model: "house", unit: "output", picoUsd: 3n });
		stores.start(book);
		await ended(ask, await request(ask));
		expect(await states()).toEqual(Array(3).fill([0, 1, 1]));
		price({ model: "house", unit: "cacheRead", picoUsd: 1n });
		await ended(ask, await request(ask));
		expect(await states()).toEqual(Array(3).fill([0, 0, 1]));
	});

	test("sums go beyond what one row holds", async () => {
		const most = (2n ** 63n - 1n).toString();
		const { person, projectId, book, price } = await stores.tenant(
			[0, 1, 2].map((minute) => ({
				startedAtMs: noon + minute,
				usage: { output: 1 },
				costPicoUsd: most,
				model: "house",
				responseModel: "house",
			})),
		);
		const ask = stores.apiOf(person);
		price({ model: "house", picoUsd: 1n });
		stores.start(book);
		const run = await ended(ask, await request(ask));
		expect(run.differencePicoUsd).toBe((3n * (1n - BigInt(most))).toString());
		expect((await ask(`/summary?projectId=${projectId}`)).body.costPicoUsd).toBe("3");
	});
});
