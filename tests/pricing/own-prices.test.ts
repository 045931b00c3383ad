import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { PriceBook } from "../../server/src/pricing/book";
import type { NewPrices } from "../../server/src/pricing/model";
import { openPriceBook } from "../../server/src/pricing/open-book";
import { ownRows } from "../../server/src/pricing/own-prices";
import type { PriceRow } from "../../server/src/pricing/price-row";
import { addPrices } from "../../server/src/pricing/stored-prices";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const organizationId = "organization-1";
const at = new Date("2026-11-22T12:00:00Z");
const actor = {
	kind: "user",
	id: "user-1",
	name: "ada@example.com",
	role: "owner",
	organizationId,
	requestId: "r",
} as const;

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(() => database.close());

function rowsFor(model: string, rate: Omit<NewPrices["rates"][number], "unit"> & { unit?: string }): PriceRow[] {
	const validFrom = "2026-11-20T00:00:00Z";
	return ownRows(
		{ provider: "own-server", model, rates: [{ unit: "output", ...rate }], validFrom },
		{ organizationId, now: at },
	);
}

function outputOf(book: PriceBook, model: string): bigint | undefined {
	return book.tariff({ provider: "own-server", name: model, organizationId }, at)?.steps[0]?.rates.output;
}

describe("of two prices for the same moment", () => {
	const models = Array.from({ length: 30 }, (_, index) => `m-${index}`);

	test("the one that was entered last holds, for the server that took it and for one that starts later", async () => {
		const { db } = database;
		const here = await openPriceBook({ db, onFailure: () => undefined });
		for (const model of models)
			for (const usd of ["30", "7", "3"]) here.added(await addPrices(db, rowsFor(model, { usd }), actor));
		const later = await openPriceBook({ db, onFailure: () => undefined });
		for (const { book, close } of [here, later]) {
			expect(models.map((model) => outputOf(book, model))).toEqual(models.map(() => 3_000_000n));
			const listed = book.rows({ organizationId, own: true, model: "m-0" }).filter(({ unit }) => unit === "output");
			expect(listed.map(({ picoUsd }) => picoUsd)).toEqual([30_000_000n, 7_000_000n, 3_000_000n]);
			close();
		}
	});

	test("it holds whichever of them is known first", () => {
		const rows = ["30", "3"].flatMap((usd, index) =>
			rowsFor("m", { usd }).map((row) => ({ ...row, entry: index + 1 })),
		);
		for (const known of [rows, rows.toReversed()])
			expect(outputOf(new PriceBook("lensai@test", known), "m")).toBe(3_000_000n);
	});
});

describe("what is taken back", () => {
	const entered = (...rates: Parameters<typeof rowsFor>[1][]) =>
		new PriceBook(
			"lensai@test",
			rates.flatMap((rate, index) =>
				ownRows(
					{
						provider: "openai",
						model: "gpt-4o",
						rates: [{ unit: "output", ...rate }],
						validFrom: "2026-11-20T00:00:00Z",
					},
					{ organizationId, now: at },
				).map((row) => ({ ...row, entry: index + 1 })),
			),
		);
	const rateIn = (book: PriceBook) =>
		book.tariff({ provider: "openai", name: "gpt-4o", organizationId }, at)?.steps[0]?.rates.output;

	test.each([
		["a price", [{ usd: "8" }], 8_000_000n],
		["a factor", [{ factor: "0.5" }], 5_000_000n],
		["a factor for all tokens", [{ unit: "tokens", factor: "0.5" }], 5_000_000n],
	] as [string, Parameters<typeof rowsFor>[1][], bigint][])("%s held, and then what is below", (_, given, held) => {
		expect(rateIn(entered(...given))).toBe(held);
		expect(rateIn(entered(...given, { unit: given[0]?.unit ?? "output" }))).toBe(10_000_000n);
	});

	test("an older factor does not come back with the price that followed it", () => {
		expect(rateIn(entered({ factor: "0.5" }, { usd: "8" }))).toBe(8_000_000n);
		expect(rateIn(entered({ factor: "0.5" }, { usd: "8" }, {}))).toBe(10_000_000n);
		expect(rateIn(entered({ usd: "8" }, {}, { factor: "0.5" }))).toBe(5_000_000n);
	});

	test("for one bucket leaves the factor for all tokens", () => {
		expect(rateIn(entered({ unit: "tokens", factor: "0.5" }, { factor: "0.1" }, {}))).toBe(5_000_000n);
	});
});

describe("what says nothing is refused, and what to write instead", () => {
	test("a price that would round to nothing", () => {
		expect(() => rowsFor("m", { usd: "0.0000004" })).toThrow("output is less than a millionth of a millionth");
		expect(rowsFor("m", { usd: "0" })[0]?.picoUsd).toBe(0n);
	});

	test("hours that never come", () => {
		const conditions = { minutes: { from: 60, until: 60 } };
		const given = { provider: "own-server", model: "m", rates: [{ unit: "output", usd: "1" }], conditions };
		expect(() => ownRows(given, { organizationId, now: at })).toThrow("from and until are the same minute");
	});
});
