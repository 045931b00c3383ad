import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { requireRun } from "../../server/src/repricing/runs";
import { ended, noon, openRepricingStores, type RepricingStores } from "../support/repricing";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let stores: RepricingStores;
beforeAll(async () => {
	stores = await openRepricingStores();
});
afterEach(() => stores.stopAll());
afterAll(() => stores.close());

const unpriced = {
	provider: "gemini",
	model: "house-9",
	responseModel: "house-9",
	usage: { output: 100 },
	costState: "unpriced" as const,
	costPicoUsd: null,
	costRates: null,
	costSource: null,
	startedAtMs: noon - 1000,
};
const price = {
	provider: "gemini",
	model: "house-9",
	validFrom: "2026-11-01T00:00:00Z",
	note: "Contract 9",
	reprice: true,
	rates: [{ unit: "output", usd: "1" }],
};

test("a model in the inbox is priced from a date on, its calls are repriced, and it is in the inbox no more", async () => {
	const { person, book, spans } = await stores.tenant([unpriced]);
	const ask = stores.apiOf(person, "owner", book);
	const inbox = async () => (await ask("/prices/unpriced")).body.map(({ model }: { model: string }) => model);
	expect(await inbox()).toEqual(["house-9"]);
	const { body } = await ask("/prices", price);
	stores.start(book);
	expect(await ended(ask, body.repricingId)).toMatchObject({
		provider: "google",
		model: "house-9",
		from: "2026-11-01T00:00:00.000Z",
		reason: "Contract 9",
		adjusted: 1,
		differencePicoUsd: "100000000",
	});
	expect(await inbox()).toEqual([]);
	expect((await ask(`/calls/${spans[0]?.id}/cost`)).body).toMatchObject({
		state: "unpriced",
		picoUsd: null,
		current: { state: "priced", picoUsd: "100000000" },
		adjustments: [{ differencePicoUsd: "100000000", reason: "Contract 9" }],
	});
});

test("a model comes back to the inbox when its price is taken back", async () => {
	const { person, book } = await stores.tenant([unpriced]);
	const ask = stores.apiOf(person, "owner", book);
	stores.start(book);
	await ended(ask, (await ask("/prices", price)).body.repricingId);
	const back = { ...price, validFrom: "2026-11-01T00:00:01Z", rates: [{ unit: "output" }] };
	const run = await ended(ask, (await ask("/prices", back)).body.repricingId);
	expect(run).toMatchObject({ adjusted: 1, differencePicoUsd: "-100000000" });
	expect((await ask("/prices/unpriced")).body).toMatchObject([{ model: "house-9", unpricedCalls: 1 }]);
});

test("a price is entered without a run while another one is not done, and when none was asked for", async () => {
	const { person, organizationId, book } = await stores.tenant([]);
	const ask = stores.apiOf(person, "owner", book);
	const { repricingId: id } = (await ask("/prices", price)).body;
	expect((await requireRun(stores.database.db, { id, organizationId })).state).toBe("waiting");
	expect((await ask("/prices", price)).body).toEqual({
		ids: [expect.any(String), expect.any(String)],
		repricingId: null,
	});
	expect((await ask("/prices", { ...price, reprice: false })).body.repricingId).toBeNull();
});
