import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type { Sql } from "postgres";
import journal from "../../../migrations/postgres/meta/_journal.json";
import { StartError } from "../../errors";

const migrationsFolder = join(import.meta.dir, "../../../migrations/postgres");

/** Any number that nothing else locks: "lens" in ASCII. */
const lockKey = 0x6c656e73;

/**
 * Brings the database to the newest schema, one server at a time; migrations only go forward. With nothing to do it takes
 * about 5 ms. Throws StartError when a newer LensAI has been here. `connection` is a pool of one, so the lock is its.
 */
export async function migratePostgres(connection: Sql): Promise<void> {
	await connection`select pg_advisory_lock(${lockKey})`;
	try {
		await requireKnown(connection);
		await migrate(drizzle(connection), { migrationsFolder, migrationsSchema: "public", migrationsTable: "migrations" });
	} finally {
		await connection`select pg_advisory_unlock(${lockKey})`;
	}
}

async function requireKnown(connection: Sql): Promise<void> {
	const [table] = await connection`select to_regclass('public.migrations') as name`;
	if (!table?.name) return;
	const [last] = await connection`select max(created_at)::float8 as "appliedAt" from public.migrations`;
	const newest = journal.entries.at(-1)?.when ?? 0;
	if ((last?.appliedAt ?? 0) > newest) {
		throw new StartError(
			"The database was migrated by a newer LensAI: start that version, or restore a backup from before.",
		);
	}
}
