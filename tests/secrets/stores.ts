import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { startEmbedded } from "../../server/src/stores/postgres/embedded";
import { connectTo } from "../../server/src/stores/postgres/open";

/** A row with all of its columns, as text. */
export interface StoredRow {
	/** With its database. */
	table: string;
	text: string;
}

/** Data folders of ClickHouse engines, at any depth. */
export function clickhouseFolders(folder: string): string[] {
	return foldersNamed(folder, "store").filter((path) => existsSync(join(path, "metadata")));
}

/** Data folders of servers with a PostgreSQL cluster in them, at any depth. */
export function postgresFolders(folder: string): string[] {
	return foldersNamed(folder, "cluster")
		.filter((path) => existsSync(join(path, "cluster/PG_VERSION")))
		.map((path) => dirname(path));
}

/** The folders that have a folder of this name in them. */
function foldersNamed(folder: string, name: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
		.filter((entry) => entry.isDirectory() && entry.name === name)
		.map(({ parentPath }) => parentPath);
}

/** A process has one engine on one folder, so each is read by a process of its own. Throws when it cannot be opened. */
export async function* rowsOfClickhouse(path: string): AsyncGenerator<StoredRow> {
	const reader = Bun.spawn([process.execPath, join(import.meta.dir, "print-clickhouse.ts"), path], {
		stdout: "pipe",
		stderr: "pipe",
	});
	const decoder = new TextDecoder();
	let rest = "";
	for await (const chunk of reader.stdout) {
		const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) yield rowOf(line);
	}
	if ((await reader.exited) !== 0) throw new Error((await new Response(reader.stderr).text()).trim() || "it ended");
}

function rowOf(line: string): StoredRow {
	const tab = line.indexOf("\t");
	return { table: line.slice(0, tab), text: line.slice(tab + 1) };
}

/** Starts the cluster again, and reads every table of every database that can be connected to. */
export async function* rowsOfPostgres(dataDir: string): AsyncGenerator<StoredRow> {
	const cluster = await startEmbedded({ dataDir, answers: async () => false, onEnded: () => undefined });
	try {
		const databases = await inDatabase(
			cluster.socket,
			"postgres",
			(sql) => sql<{ name: string }[]>`select datname as name from pg_database where datallowconn`,
		);
		for (const { name } of databases) yield* rowsOfDatabase(cluster.socket, name);
	} finally {
		await cluster.stop();
	}
}

async function* rowsOfDatabase(socket: string, database: string): AsyncGenerator<StoredRow> {
	const sql = connectTo(socket, { database, max: 1 });
	try {
		const tables = await sql<{ schema: string; name: string; columns: string[]; types: string[] }[]>`
			select table_schema as schema, table_name as name,
				to_json(array_agg(column_name::text order by ordinal_position)) as columns,
				to_json(array_agg(data_type::text order by ordinal_position)) as types
			from information_schema.columns join information_schema.tables using (table_schema, table_name)
			where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
			group by 1, 2`;
		for (const { schema, name, columns, types } of tables) {
			// Bytes as characters where they are some: a key in them would be read as it is.
			const fields = columns.map((column, at) => {
				const quoted = `"${column.replaceAll('"', '""')}"`;
				return types[at] === "bytea" ? `encode(${quoted}, 'escape') as ${quoted}` : quoted;
			});
			const from = `"${schema.replaceAll('"', '""')}"."${name.replaceAll('"', '""')}"`;
			const rows = await sql.unsafe(
				`select to_json(row)::text as text from (select ${fields.join(", ")} from ${from}) row`,
			);
			for (const { text } of rows) yield { table: `${database}.${schema}.${name}`, text: String(text) };
		}
	} finally {
		await sql.end();
	}
}

async function inDatabase<T>(
	socket: string,
	database: string,
	ask: (sql: ReturnType<typeof connectTo>) => PromiseLike<T>,
): Promise<T> {
	const sql = connectTo(socket, { database, max: 1 });
	try {
		return await ask(sql);
	} finally {
		await sql.end();
	}
}
