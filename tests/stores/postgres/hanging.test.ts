import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { sql } from "drizzle-orm";
import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { findDomainError } from "../../../server/src/errors";
import { openPostgres, type Postgres } from "../../../server/src/stores/postgres/open";
import { createDataFolder } from "../../support/data-folder";
import { postmasterPid, suspend } from "../../support/postgres";
import { until } from "../../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const deadlineMs = 400;
const folder = createDataFolder();
/** What the server was told of PostgreSQL's ending by itself. */
const endings: unknown[] = [];
let postgres: Postgres;
beforeAll(async () => {
	postgres = await openPostgres({ dataDir: folder.path, deadlineMs, onEnded: (error) => endings.push(error) });
	await postgres.db.execute(sql`create table notes (what text, at timestamptz default now())`);
});
afterAll(async () => {
	await postgres.close();
	folder.remove();
});

const notes = pgTable("notes", { what: text("what"), at: timestamp("at", { withTimezone: true }) });

/** How long it took to fail, and with what. */
async function failureOf(work: PromiseLike<unknown>) {
	const startedAt = performance.now();
	const error = await Promise.resolve(work).then(
		() => undefined,
		(reason: unknown) => findDomainError(reason),
	);
	return { code: error?.code, status: error?.status, afterMs: performance.now() - startedAt };
}

describe("while PostgreSQL is suspended", () => {
	test("queries of every kind and transactions fail with 503 within the deadline, and work after it", async () => {
		const { db } = postgres;
		const suspension = suspend(folder.path);
		try {
			const failures = await Promise.all([
				failureOf(db.select().from(notes)),
				failureOf(db.execute(sql`select 1`)),
				failureOf(db.insert(notes).values({ what: "never" }).returning()),
				failureOf(db.transaction((tx) => tx.insert(notes).values({ what: "nor this" }))),
				failureOf(postgres.ping()),
			]);
			for (const { code, status, afterMs } of failures) {
				expect({ code, status }).toEqual({ code: "store_unavailable", status: 503 });
				expect(afterMs).toBeLessThan(deadlineMs * 3);
			}
			// The new pool cannot even connect.
			expect(await failureOf(postgres.ping())).toMatchObject({ code: "store_unavailable" });
		} finally {
			suspension.resume();
		}
		await postgres.ping();
		const [note] = await db.insert(notes).values({ what: "after" }).returning();
		expect(note?.at).toBeInstanceOf(Date);
	});

	test("a thousand queries leave no queue behind that would delay the first one afterwards", async () => {
		const suspension = suspend(folder.path);
		const failures = await Promise.all(Array.from({ length: 1000 }, () => failureOf(postgres.ping())));
		suspension.resume();
		expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(["store_unavailable"]));
		await postgres.ping();
	});

	test("a transaction that was cut off is not carried out later", async () => {
		const { db } = postgres;
		const suspensions: { resume(): void }[] = [];
		const failure = await failureOf(
			db.transaction(async (tx) => {
				await tx.insert(notes).values({ what: "half" });
				suspensions.push(suspend(folder.path));
				await tx.insert(notes).values({ what: "done" });
			}),
		);
		for (const suspension of suspensions) suspension.resume();
		expect(failure.code).toBe("store_unavailable");
		await until(async () => {
			const others = sql`backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()`;
			const [row] = await db.execute(sql`select count(*)::int as busy from pg_stat_activity where ${others}`);
			return row?.busy === 0;
		});
		const rows = await db.select().from(notes).where(sql`what in ('half', 'done')`);
		expect(rows).toEqual([]);
	});
});

test("an error in a statement stays what it is", async () => {
	const failure = await postgres.db.execute(sql`select * from no_such_table`).then(
		() => undefined,
		(error: unknown) => error,
	);
	expect(failure).toBeInstanceOf(Error);
	expect(findDomainError(failure)).toBeUndefined();
});

test("when PostgreSQL is killed, queries fail with 503 until it has been started again, and then work", async () => {
	const before = postmasterPid(folder.path);
	process.kill(before, "SIGKILL");
	const codes = new Set<string | undefined>();
	await until(async () => {
		const failure = await failureOf(postgres.ping());
		codes.add(failure.code);
		return failure.code === undefined && codes.size > 1;
	}, 10_000);
	expect(codes).toEqual(new Set([undefined, "store_unavailable"]));
	expect(postmasterPid(folder.path)).not.toBe(before);
	expect(endings).toEqual([undefined]);
});
