import { chmodSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
	type ClickHouseClient,
	type ClickHouseClientConfigOptions,
	ClickHouseLogLevel,
	createClient,
} from "@clickhouse/client";
import { Session } from "chdb";
import { type ChdbConnection, createChdbConnection } from "chdb/connection";
import { StartError } from "../../errors";
import { dieOnAbort } from "./die-on-abort";

/** Where ClickHouse is: a folder for the engine in this process, or the URL of a server (its path names the database). */
export type ClickHouseAddress = { path: string } | { url: string };

/** Integers and decimals wider than 53 bits come as strings, or JSON would round them. */
const exactNumbers = { output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1 } as const;

/** The engine in process shares the machine's cores with the gateway. */
const modest = { max_threads: 2, input_format_parallel_parsing: 0 } as const;

/**
 * Opens ClickHouse and waits for its first answer.
 * Throws StartError when the folder is in use, or when no server answers at the URL.
 */
export function openClickHouse(address: ClickHouseAddress): Promise<ClickHouseClient> {
	return "url" in address ? openRemote(address.url) : openEmbedded(address.path);
}

/** A folder belongs to one process, and a process to one folder. */
async function openEmbedded(path: string): Promise<ClickHouseClient> {
	// Bodies stand in these files: nobody else on the machine may read them.
	mkdirSync(path, { recursive: true, mode: 0o700 });
	chmodSync(path, 0o700);
	const engine = startEngine(path);
	const client = createClient({ connection: asConnection(createChdbConnection({ path })) });
	engine.close();
	// SET and USE last as long as the connection. As `clickhouse_settings` they would be set again before every statement, which
	// costs an insert 1.5 µs a row each. The engine's own `default` database is an overlay that is not meant for tables.
	const settings = Object.entries({ ...exactNumbers, ...modest }).map(([name, value]) => `${name} = ${value}`);
	await client.command({ query: `SET ${settings.join(", ")}` });
	await client.command({ query: "CREATE DATABASE IF NOT EXISTS lensai" });
	await client.command({ query: "USE lensai" });
	return client;
}

/** chdb is typed against `@clickhouse/client-common`, the client against the copy of it that it bundles: the same shape, twice. */
function asConnection(connection: ChdbConnection): ClickHouseClientConfigOptions["connection"] {
	return connection as unknown as ClickHouseClientConfigOptions["connection"];
}

/** The first connection to a folder starts the engine, with its arguments; the client's own joins it there. */
function startEngine(path: string): Session {
	const config = fileURLToPath(new URL("./engine.xml", import.meta.url));
	try {
		const engine = new Session(path, { connectionArgs: [`--config-file=${config}`] });
		dieOnAbort();
		return engine;
	} catch (error) {
		throw new StartError(
			`ClickHouse cannot open ${path}: is another LensAI using this data folder, or is the disk full? (${firstLine(error)})`,
		);
	}
}

async function openRemote(url: string): Promise<ClickHouseClient> {
	try {
		const client = createClient({
			url,
			clickhouse_settings: exactNumbers,
			application: "lensai",
			// What goes wrong is thrown, and said once by whoever catches it.
			log: { level: ClickHouseLogLevel.OFF },
		});
		// Unlike a ping, a statement also fails when there is no such database.
		await client.command({ query: "SELECT 1" });
		return client;
	} catch (error) {
		throw new StartError(
			`CLICKHOUSE_URL: ${withoutPassword(url)} does not answer as a ClickHouse server; check address, user and database (${firstLine(error)})`,
		);
	}
}

function withoutPassword(url: string): string {
	if (!URL.canParse(url)) return "the value (not a URL)";
	const { protocol, host, pathname } = new URL(url);
	return `${protocol}//${host}${pathname}`;
}

function firstLine(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.split("\n", 1)[0]?.slice(0, 200) ?? "";
}
