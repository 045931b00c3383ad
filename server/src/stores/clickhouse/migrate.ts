import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClickHouseClient } from "@clickhouse/client";
import { StartError } from "../../errors";

const shippedFolder = fileURLToPath(new URL("../../../migrations/clickhouse", import.meta.url));

interface Migration {
	version: number;
	name: string;
	statements: string[];
}

/**
 * Applies the migrations that this database has not seen, in order; there is no way back. A migration that was cut off halfway is
 * run again whole (ClickHouse has no transactions for it), so its statements must allow that: `IF NOT EXISTS`.
 * Throws StartError when the database was migrated by a newer version of the server.
 */
export async function migrate(client: ClickHouseClient, folder = shippedFolder): Promise<void> {
	await client.command({
		query: `CREATE TABLE IF NOT EXISTS migrations (version UInt32, name String, appliedAt DateTime DEFAULT now())
			ENGINE = MergeTree ORDER BY version`,
	});
	const migrations = readMigrations(folder);
	const applied = await appliedVersions(client);
	const newest = migrations.at(-1)?.version ?? 0;
	const unknown = [...applied].find((version) => version > newest);
	if (unknown !== undefined) {
		throw new StartError(
			`ClickHouse was migrated to version ${unknown} by a newer LensAI; this one knows ${newest}. Start that one.`,
		);
	}
	for (const migration of migrations) {
		if (!applied.has(migration.version)) await apply(client, migration);
	}
}

async function apply(client: ClickHouseClient, { version, name, statements }: Migration): Promise<void> {
	for (const query of statements) await client.command({ query });
	await client.insert({
		table: "migrations",
		values: [{ version, name }],
		columns: ["version", "name"],
		format: "JSONEachRow",
	});
}

async function appliedVersions(client: ClickHouseClient): Promise<Set<number>> {
	const result = await client.query({ query: "SELECT version FROM migrations", format: "JSONEachRow" });
	return new Set((await result.json<{ version: number }>()).map(({ version }) => version));
}

/** `0001_spans.sql` is version 1. A statement ends with a semicolon at the end of a line. */
function readMigrations(folder: string): Migration[] {
	const files = readdirSync(folder).filter((file) => /^\d{4}_.+\.sql$/.test(file));
	return files.sort().map((file) => ({
		version: Number(file.slice(0, 4)),
		name: file.slice(5, -4),
		statements: readFileSync(join(folder, file), "utf8")
			.split(/;\s*$/m)
			.map((statement) => statement.trim())
			.filter((statement) => statement !== ""),
	}));
}
