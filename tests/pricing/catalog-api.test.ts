import { expect, test } from "bun:test";
import { treaty } from "@elysiajs/eden";
import { Elysia } from "elysia";
import { rightsOf } from "../../server/src/accounts/rights";
import type { Viewer } from "../../server/src/accounts/viewer";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { PriceBook } from "../../server/src/pricing/book";
import { priceCatalog } from "../../server/src/pricing/catalog-api";
import type { PriceRow } from "../../server/src/pricing/price-row";
import { bookVersion, releasedRows } from "../../server/src/pricing/released";
import { openProviders } from "../../server/src/providers/environment";

const now = Date.parse("2026-11-22T12:00:00Z");
const organization = { id: "organization-1", name: "One" };
const ownPrice: PriceRow = {
	id: "own-1",
	organizationId: organization.id,
	provider: "own-server",
	model: "house-7b",
	unit: "output",
	picoUsd: 5_000_000n,
	conditions: {},
	sourceUrl: "",
	sourceDate: "2026-11-01",
	validFromMs: 0,
};

const book = new PriceBook(bookVersion, releasedRows);
book.add([
	ownPrice,
	{ ...ownPrice, id: "own-2", organizationId: "organization-2", provider: "their-server" },
	{ ...ownPrice, id: "own-3", provider: "searching-server", unit: "webSearches" },
]);
const viewer = { via: "session", organization, projects: [], role: "viewer", rights: rightsOf("viewer") };
const app = new Elysia()
	.onError(({ error }) => problemResponse(problemOf(error, "request-1")))
	.use(
		priceCatalog({
			viewerOf: async () => viewer as unknown as Viewer,
			priceBook: { book, added: () => undefined, close: () => undefined },
			providers: openProviders({}, { fetch, clock: Date.now }, () => undefined),
			now: () => now,
		}),
	);
const { prices } = treaty(app, { parseDate: false }).api.v1;

test("the book's providers have the doors that they price, and the organization's own servers stand among them", async () => {
	const { data } = await prices.providers.get();
	expect(data).toMatchObject({ version: bookVersion, listName: "genai-prices@0.1.8", listDate: "2026-09-23" });
	const named = (id: string) => data?.providers.find((provider) => provider.id === id);
	expect(named("google")).toMatchObject({ doors: ["Google Gemini", "Google Vertex AI"], ownPrices: 0 });
	expect(named("google")?.models).toBeGreaterThan(50);
	expect(named("own-server")).toEqual({ id: "own-server", doors: [], models: 1, ownPrices: 1 });
	expect(named("searching-server")).toMatchObject({ models: 0, ownPrices: 1 });
	expect(named("their-server")).toBeUndefined();
	// It bills by machine, and has no published prices.
	expect(named("ollama")).toBeUndefined();
});

test("models come page by page, of one provider as the book or the gateway names it, or of all", async () => {
	const { data: first } = await prices.models.get({ query: {} });
	expect(first?.models).toHaveLength(50);
	const { data: next } = await prices.models.get({ query: { offset: 50, limit: 2 } });
	expect(next?.models).toHaveLength(2);
	expect(next?.total).toBe(first?.total as number);
	expect(first?.models).not.toContainEqual(next?.models[0] as never);
	const idsOf = async (provider: string) =>
		(await prices.models.get({ query: { provider, search: "2.5-pro" } })).data?.models.map(({ model }) => model);
	expect(await idsOf("gemini")).toContain("gemini-2.5-pro");
	expect(await idsOf("google")).toEqual(await idsOf("gemini"));
	const { data: own } = await prices.models.get({ query: { provider: "own-server" } });
	expect(own?.models).toMatchObject([{ model: "house-7b", output: "5000000", says: "own" }]);
});

test("a sheet is of a moment, now where none is named, and a model that the book does not know has none", async () => {
	const input = async (at?: string) => {
		const { data } = await prices.sheet.get({ query: { provider: "openai", model: "o3", at } });
		return data?.steps[0]?.rates.find(({ unit }) => unit === "uncachedInput")?.picoUsd;
	};
	expect([await input(), await input("2025-06-09T00:00:00Z")]).toEqual(["2000000", "10000000"]);
	const { error } = await prices.sheet.get({ query: { provider: "own-server", model: "no-such-model" } });
	expect([error?.status, error?.value]).toMatchObject([404, { detail: "The book has no price for no-such-model." }]);
});
