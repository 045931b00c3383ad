import { expect, test } from "bun:test";
import { PriceBook } from "../../server/src/pricing/book";
import { catalog } from "../../server/src/pricing/catalog";
import { listedModels, listPeriods } from "../../server/src/pricing/list-periods";
import { modelPrices, priceSheet } from "../../server/src/pricing/model-prices";
import type { PriceRow } from "../../server/src/pricing/price-row";
import { releasedBook } from "../../server/src/pricing/released";

const organizationId = "organization-1";
const at = new Date("2026-11-22T12:00:00Z");

let rows = 0;
function rowOf(given: Partial<PriceRow>): PriceRow {
	return {
		id: `row-${rows++}`,
		provider: "openai",
		model: "gpt-4o",
		unit: "uncachedInput",
		picoUsd: 1_000_000n,
		conditions: {},
		sourceUrl: "https://a.example/prices",
		sourceDate: "2026-11-01",
		validFromMs: 0,
		...given,
	};
}

const bookOf = (...given: Partial<PriceRow>[]) => new PriceBook("lensai@test", given.map(rowOf));
const idsIn = (book: PriceBook, search?: string, providers = ["nobody"]) =>
	catalog(book, { organizationId, providers, search }).map(({ id }) => id);

test.each([
	["a model's own name", "house-7b", ["house-7b"]],
	["a pattern that ends anyhow", "house-7b*", ["house-7b"]],
	["a pattern that begins anyhow", "*house-7b*", ["house-7b"]],
	["every model", "*", []],
	["a family", "house-*", []],
	["the dated snapshots of a model", "house-7b-20*", []],
	["models with something in between", "house-*-7b", []],
])("a price for %s names %p as %p", (_, model, ids) => {
	expect(idsIn(bookOf({ provider: "nobody", model }))).toEqual(ids);
});

test("a fee for a tool, a factor and what was taken back name no model", () => {
	const nobody = { provider: "nobody", model: "house-7b" };
	expect(idsIn(bookOf({ ...nobody, unit: "webSearches" }))).toEqual([]);
	expect(idsIn(bookOf({ ...nobody, unit: "tokens", picoUsd: undefined, factor: 500_000n }))).toEqual([]);
	expect(idsIn(bookOf({ ...nobody, picoUsd: undefined }))).toEqual([]);
});

test("what a model costs in a tier, a region or with a long input alone names no model", () => {
	const nobody = { provider: "nobody", model: "house-7b" };
	expect(idsIn(bookOf({ ...nobody, serviceTier: "batch" }))).toEqual([]);
	expect(idsIn(bookOf({ ...nobody, region: "eu" }))).toEqual([]);
	expect(idsIn(bookOf({ ...nobody, conditions: { aboveInputTokens: 200_000 } }))).toEqual([]);
	expect(idsIn(bookOf({ ...nobody, serviceTier: "batch" }, nobody))).toEqual(["house-7b"]);
});

test("another organization's prices name no model, and its own do", () => {
	const own = (organization: string) =>
		bookOf({ provider: "nobody", model: "secret-model", organizationId: organization });
	expect(idsIn(own(organizationId))).toEqual(["secret-model"]);
	expect(idsIn(own("organization-2"))).toEqual([]);
});

test("a search takes words in any order and case, of the provider, the id and the name", () => {
	expect(idsIn(releasedBook, "LUNA openai 5.6", ["openai", "anthropic"])).toEqual(["gpt-5.6-luna"]);
	expect(idsIn(releasedBook, "no such model", ["openai"])).toEqual([]);
	expect(idsIn(releasedBook, "", ["openai"]).length).toBeGreaterThanOrEqual(listedModels("openai").length);
});

const lineOf = (book: PriceBook, id: string) => {
	const [line] = modelPrices([{ provider: "openai", id, name: undefined }], { book, organizationId, at });
	return line;
};

test("a line has what a model costs now, since when and who says so: the list, then ours, then the organization's", () => {
	const ours = { picoUsd: 2_000_000n, validFromMs: Date.parse("2026-10-01") };
	const own = { picoUsd: 1_500_000n, organizationId, validFromMs: Date.parse("2026-11-01"), sourceUrl: "" };
	expect(lineOf(bookOf(), "gpt-4o")).toMatchObject({
		input: "2500000",
		output: "10000000",
		says: "list",
		since: null,
		sourceDate: "2026-09-23",
	});
	const said = { input: "2000000", says: "book", since: "2026-10-01T00:00:00.000Z", sourceDate: "2026-11-01" };
	expect(lineOf(bookOf(ours), "gpt-4o")).toMatchObject({ ...said, sourceUrl: "https://a.example/prices" });
	expect(lineOf(bookOf(ours, own), "gpt-4o")).toMatchObject({
		input: "1500000",
		says: "own",
		since: "2026-11-01T00:00:00.000Z",
		sourceUrl: null,
	});
	expect(lineOf(bookOf(ours, { ...own, organizationId: "organization-2" }), "gpt-4o")).toMatchObject(said);
});

test("a share off the list's prices names the organization's row, and the list's day", () => {
	const off = {
		organizationId,
		model: "gpt-5.6-*",
		unit: "tokens",
		picoUsd: undefined,
		factor: 900_000n,
		validFromMs: 1,
		sourceUrl: "",
	} as const;
	expect(lineOf(bookOf(off), "gpt-5.6-luna")).toMatchObject({
		input: "180000",
		says: "own",
		since: "2026-07-30T00:00:00.000Z",
		sourceDate: "2026-11-01",
	});
});

test("a price of the list holds since the day that the list names", () => {
	expect(lineOf(bookOf(), "gpt-5.6-luna")).toMatchObject({
		since: "2026-07-30T00:00:00.000Z",
		input: "200000",
		isDearerWhenLong: true,
	});
	expect(listPeriods("openai", "gpt-5.6-luna").map(({ fromMs }) => fromMs)).toEqual([0, Date.parse("2026-07-30")]);
	expect(listPeriods("openai", "no-such-model")).toEqual([]);
});

test("a model without any price has a line without amounts, which are not zero", () => {
	const line = lineOf(bookOf(), "no-such-model");
	expect(line).toMatchObject({ input: null, cacheRead: null, output: null, others: [] });
	const [ofNobody] = modelPrices([{ provider: "nobody", id: "house-7b", name: undefined }], {
		book: bookOf({ provider: "nobody", model: "house-7b", validFromMs: at.getTime() + 1 }),
		organizationId,
		at,
	});
	expect(ofNobody).toMatchObject({ input: null, output: null, sourceUrl: null });
});

test("a sheet has the hours in which a price of the list holds, and no page of a provider that the list does not have", () => {
	const looking = { book: bookOf({ provider: "nobody", model: "house-7b" }), organizationId, at };
	const byTheHour = priceSheet({ provider: "deepseek", name: "deepseek-chat", organizationId }, looking);
	expect(byTheHour?.listed.map(({ hours }) => hours)).toContain("00:30–16:30");
	expect(byTheHour?.listUrl).toStartWith("https://api-docs.deepseek.com/");
	const ofNobody = priceSheet({ provider: "nobody", name: "house-7b", organizationId }, looking);
	expect(ofNobody).toMatchObject({ listUrl: null, listed: [] });
});

test("a sheet names the source of each rate, the tiers and regions, and all prices that there were", () => {
	const book = bookOf(
		{ validFromMs: 1, picoUsd: 3_000_000n },
		{ validFromMs: 2, picoUsd: 2_000_000n },
		{ serviceTier: "batch", unit: "tokens", picoUsd: undefined, factor: 500_000n },
		{ region: "eu", unit: "tokens", picoUsd: undefined, factor: 1_100_000n },
		{ organizationId: "organization-2", picoUsd: 1n },
	);
	const looking = { book, organizationId, at };
	const sheet = priceSheet({ provider: "openai", name: "gpt-4o", organizationId, serviceTier: "batch" }, looking);
	expect(sheet).toMatchObject({ tiers: ["batch"], regions: ["eu"], isEstimate: false });
	const [input] = sheet?.steps[0]?.rates ?? [];
	expect(input).toMatchObject({ unit: "uncachedInput", picoUsd: "1000000" });
	expect(input?.sources.map(({ kind }) => kind)).toEqual(["price", "factor"]);
	expect(sheet?.prices).toHaveLength(4);
	expect(sheet?.listed[0]?.rates).toContainEqual({ unit: "uncachedInput", aboveInputTokens: -1, picoUsd: "2500000" });
	expect(priceSheet({ provider: "openai", name: "no-such-model", organizationId }, looking)).toBeUndefined();
});
