import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { getTableConfig } from "drizzle-orm/pg-core";
import { type OwnPriceBook, openPriceBook } from "../../server/src/pricing/open-book";
import { bookVersion, releasedRows } from "../../server/src/pricing/released";
import { prices } from "../../server/src/pricing/schema";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const now = Date.parse("2026-11-22T12:00:00Z");
const failed: unknown[] = [];
let database: TestDatabase;
let priceBook: OwnPriceBook;
beforeAll(async () => {
	database = await createTestDatabase();
	priceBook = await openPriceBook({ db: database.db, onFailure: (what) => failed.push(what), refreshMs: 20 });
});
afterAll(async () => {
	priceBook.close();
	await database.close();
});

describe("a release's prices", () => {
	test("stand in the database once, with their sources", async () => {
		const rows = await database.connect()`select count(*)::int as count, min(book_version) as version from prices`;
		expect(rows[0]).toEqual({ count: releasedRows.length, version: bookVersion });
		const again = await openPriceBook({ db: database.db, onFailure: () => undefined });
		again.close();
		const counted = await database.connect()`select count(*)::int as count from prices`;
		expect(counted[0]).toEqual({ count: releasedRows.length });
	});

	test("are neither changed nor deleted", async () => {
		const sql = database.connect();
		await expect(sql`update prices set pico_usd = 1`.then()).rejects.toThrow("neither changed nor deleted");
		await expect(sql`delete from prices`.then()).rejects.toThrow("neither changed nor deleted");
		await expect(sql`truncate prices`.then()).rejects.toThrow("neither changed nor deleted");
	});

	test("are never below zero, nor a price and a factor at once", async () => {
		const { checks, indexes } = getTableConfig(prices);
		expect(checks.map(({ name }) => name)).toEqual(["prices_price_or_factor", "prices_not_below_zero"]);
		expect(indexes).toHaveLength(2);
		const sql = database.connect();
		const enter = (id: string, picoUsd: number | null, factor: number | null) =>
			sql`insert into prices (id, provider, model, unit, conditions, source_url, source_date, valid_from, pico_usd, factor)
				values (${id}, 'openai', 'x', 'output', '{}', '', '2027-01-01', now(), ${picoUsd}, ${factor})`.then();
		await expect(enter("below", -1, null)).rejects.toThrow("prices_not_below_zero");
		await expect(enter("nothing", null, 0)).rejects.toThrow("prices_not_below_zero");
		await expect(enter("both", 1, 1)).rejects.toThrow("prices_price_or_factor");
	});

	test("that are newer reach a server of an older release, and what it does not count is left out", async () => {
		const [row] = releasedRows;
		if (row === undefined) throw new Error("no rows");
		const newer = { ...row, id: "newer", model: "of-the-next-release", bookVersion: "lensai@2027-01-01" };
		const release = { version: "lensai@2027-01-01", name: "lensai@2027-01-01+x", rows: [newer] };
		const next = await openPriceBook({ db: database.db, onFailure: () => undefined, release });
		next.close();
		await database.connect()`insert into prices (id, provider, model, unit, conditions, source_url, source_date, valid_from, book_version)
			values ('odd', 'openai', 'x', 'heartbeats', '{}', '', '2027-01-01', now(), 'lensai@2027-01-01')`;
		await until(() => priceBook.book.row("newer") !== undefined);
		expect(priceBook.book.row("odd")).toBeUndefined();
	});

	test("may be none", async () => {
		const release = { version: "lensai@empty", name: "lensai@empty", rows: [] };
		const empty = await openPriceBook({ db: database.db, onFailure: () => undefined, release });
		empty.close();
		expect(empty.book.row(releasedRows[0]?.id ?? "")).toMatchObject({ bookVersion });
	});
});

test("while the database is away, the prices that are known hold, and it is said once in a while", async () => {
	const second = await createTestDatabase();
	const failures: string[] = [];
	const book = await openPriceBook({ db: second.db, onFailure: (what) => void failures.push(what), refreshMs: 5 });
	await second.close();
	await until(() => failures.length > 1);
	expect(failures[0]).toBe("refresh the prices");
	expect(book.book.tariff({ provider: "openai", name: "gpt-4o" }, new Date(now))).toBeDefined();
	book.close();
	expect(failed).toEqual([]);
});

test("a database that is slow is asked once at a time", async () => {
	const slow = await createTestDatabase();
	const book = await openPriceBook({ db: slow.db, onFailure: (what) => failed.push(what), refreshMs: 2 });
	const waiting = async () => {
		const [row] =
			await slow.connect()`select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock'`;
		return row?.count as number;
	};
	await slow.connect().begin(async (locking) => {
		await locking`lock table prices in access exclusive mode`;
		await until(async () => (await waiting()) === 1);
		for (let asked = 0; asked < 10; asked++) expect(await waiting()).toBe(1);
	});
	book.close();
	await slow.close();
	expect(failed).toEqual([]);
});

test("a database that refuses the question is told of with its own words", async () => {
	const third = await createTestDatabase();
	const failures: string[] = [];
	const onFailure = (_: string, error: unknown) => void failures.push(String((error as Error).cause));
	const book = await openPriceBook({ db: third.db, onFailure, refreshMs: 5 });
	await third.connect()`alter table prices rename to lost`;
	await until(() => failures.length > 0);
	expect(failures[0]).toContain('relation "prices" does not exist');
	book.close();
	await third.close();
});
