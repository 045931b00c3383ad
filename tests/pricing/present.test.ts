import { expect, test } from "bun:test";
import { PriceBook } from "../../server/src/pricing/book";
import { presentPrice, presentTariff } from "../../server/src/pricing/present";
import type { PriceRow } from "../../server/src/pricing/price-row";

function factorOf(id: string, unit: PriceRow["unit"], factor: bigint): PriceRow {
	const source = { sourceUrl: "https://a.example/prices", sourceDate: "2026-11-22" };
	return { id, provider: "openai", model: "gpt-4o", unit, factor, conditions: {}, validFromMs: 0, ...source };
}

test("a factor is shown as the decimal that it is", () => {
	const shown = [2_000_000n, 1_250_000n, 1n].map((factor) => presentPrice(factorOf("a", "output", factor)).factor);
	expect(shown).toEqual(["2", "1.25", "0.000001"]);
});

test("a rate names the rows that made it, and none where it is the list's", () => {
	const own = { ...factorOf("own", "cacheRead", 2_000_000n), organizationId: "acme" };
	const book = new PriceBook("lensai@test", [own]);
	const model = { provider: "openai", name: "gpt-4o", organizationId: "acme" };
	const tariff = book.tariff(model, new Date("2026-11-22T12:00:00Z"));
	if (tariff === undefined) throw new Error("no tariff");
	const [step] = presentTariff(tariff).steps;
	const rateOf = (unit: string) => step?.rates.find((rate) => rate.unit === unit);
	expect(rateOf("cacheRead")).toEqual({ unit: "cacheRead", picoUsd: "2500000", rows: ["own"] });
	expect(rateOf("output")).toEqual({ unit: "output", picoUsd: "10000000", rows: [] });
});
