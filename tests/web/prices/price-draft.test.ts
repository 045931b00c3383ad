import { expect, test } from "bun:test";
import { draftFor, newDraft, type PriceDraft, pricesOf, problemOf } from "../../../web/src/prices/price-draft";

const now = new Date("2026-11-22T15:30:00Z");
const good: PriceDraft = {
	...newDraft({ provider: "openai", model: "gpt-4o*" }, now),
	rates: [
		{ unit: "uncachedInput", usd: "2.50" },
		{ unit: "output", usd: "" },
		{ unit: "webSearches", usd: "10" },
	],
};

test("a draft begins today, with the three that every model has", () => {
	const { from, rates } = newDraft({}, now);
	expect(from).toBe("2026-11-22");
	expect(rates.map(({ unit }) => unit)).toEqual(["uncachedInput", "cacheRead", "output"]);
});

test("a model of the inbox is asked for what its calls used, from the first of them on", () => {
	const model = {
		provider: "gemini",
		priceBook: "google",
		model: "gemini-9",
		unpricedCalls: 3,
		partialCalls: 0,
		units: ["output", "pages"],
		isPricedNow: false,
		firstAt: "2026-11-02T10:00:00.000Z",
		lastAt: "2026-11-22T10:00:00.000Z",
	};
	const draft = draftFor(model);
	expect(draft).toMatchObject({ provider: "google", model: "gemini-9", from: "2026-11-02" });
	expect(draft.rates.map(({ unit }) => unit)).toEqual(["output", "pages"]);
	expect(draftFor({ ...model, units: [] }).rates).toHaveLength(3);
});

test("what is entered goes to the API for as many as price lists give it for, and what is empty does not", () => {
	expect(problemOf(good)).toBeUndefined();
	expect(pricesOf({ ...good, serviceTier: " batch ", note: " Contract 7 " })).toEqual({
		provider: "openai",
		model: "gpt-4o*",
		validFrom: "2026-11-22T00:00:00.000Z",
		serviceTier: "batch",
		note: "Contract 7",
		rates: [
			{ unit: "uncachedInput", usd: "2.50", per: 1_000_000 },
			{ unit: "webSearches", usd: "10", per: 1000 },
		],
	});
	expect(pricesOf({ ...good, reprices: true })).toMatchObject({ reprice: true });
});

test.each([
	["$2.50", "2.50"],
	[".8", "0.8"],
	[" 0 ", "0"],
	["1,250.5", "1250.5"],
])("dollars may be written %p", (usd, sent) => {
	const draft = { ...good, rates: [{ unit: "output", usd }] };
	expect(problemOf(draft)).toBeUndefined();
	expect(pricesOf(draft).rates).toEqual([{ unit: "output", usd: sent, per: 1_000_000 }]);
});

test.each<[Partial<PriceDraft>, string]>([
	[{ provider: "" }, "choose a provider"],
	[{ model: "  " }, "which model"],
	[{ from: "" }, "from which day"],
	[{ rates: [{ unit: "output", usd: " " }] }, "what at least one of them costs"],
	[{ rates: [{ unit: "output", usd: "two" }] }, "Output: write dollars as a number"],
	[{ rates: [{ unit: "output", usd: "-1" }] }, "Output: write dollars as a number"],
	[{ rates: [{ unit: "output", usd: "1e3" }] }, "Output: write dollars as a number"],
	[{ rates: [{ unit: "output", usd: "1,5" }] }, "Output: write dollars as a number"],
	[{ rates: [{ unit: "output", usd: "1000000000" }] }, "more than a billion"],
	[{ rates: [{ unit: "output", usd: "0.1234567890123" }] }, "at most twelve decimals"],
	[{ sourceUrl: "javascript:alert(1)" }, "begins with https://"],
])("%p is not yet a price: %s", (changed, words) => {
	expect(problemOf({ ...good, ...changed })).toContain(words);
});
