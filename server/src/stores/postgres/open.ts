import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Options, type PostgresType } from "postgres";
import { StartError } from "../../errors";
import { createDeadlinePool, within } from "./deadline";
import { type EmbeddedPostgres, startEmbedded } from "./embedded";
import { unusableUrl } from "./failure";
import { migratePostgres } from "./migrate";

export type Db = PostgresJsDatabase;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** The relational store: accounts, keys, settings. */
export interface Postgres {
	db: Db;
	/** Throws DomainError `store_unavailable` when it does not answer in time. */
	ping(): Promise<void>;
	/** Gives queries in flight a second to end, then stops a PostgreSQL of our own. */
	close(): Promise<void>;
}

interface PostgresOptions {
	dataDir: string;
	/** A PostgreSQL of the user's; without it our own is started in `dataDir`. */
	databaseUrl?: string;
	/** See `deadline.ts`; shorter in tests. */
	deadlineMs?: number;
	/** Told when our own PostgreSQL ended by itself, and with an error when it could not be started again either. */
	onEnded?: (error?: unknown) => void;
}

/** Longer than `connect_timeout`, which says more precisely what is wrong. */
const firstAnswerMs = 4000;

type ConnectionOptions = Options<Record<string, PostgresType>>;

const connectionOptions: ConnectionOptions = {
	max: 10,
	connect_timeout: 2,
	backoff: () => 0.05,
	fetch_types: false,
	onnotice: () => undefined,
	connection: { application_name: "lensai" },
};

/** Opens PostgreSQL and migrates it. Throws StartError, one line that says what to do, when it cannot. */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
	const { databaseUrl, deadlineMs } = options;
	if (databaseUrl !== undefined) return openRemote(databaseUrl, deadlineMs);
	const embedded = await startOurs(options);
	try {
		const { close, ...database } = await openDatabase((more) => connectTo(embedded.socket, more), deadlineMs);
		return { ...database, close: () => close().then(embedded.stop) };
	} catch (error) {
		await embedded.stop();
		throw error;
	}
}

async function openRemote(databaseUrl: string, deadlineMs: number | undefined): Promise<Postgres> {
	const connect: Connect = (more) => postgres(databaseUrl, { ...connectionOptions, ...more });
	try {
		await requireAnswer(connect);
		return await openDatabase(connect, deadlineMs);
	} catch (error) {
		throw error instanceof StartError ? error : unusableUrl(databaseUrl, error);
	}
}

/** Something that is no PostgreSQL hangs up on us, and postgres-js would call it again for ever. */
async function requireAnswer(connect: Connect): Promise<void> {
	const connection = connect({ max: 1 });
	try {
		await within(firstAnswerMs, connection.unsafe("select 1"));
	} finally {
		await connection.end({ timeout: 0 });
	}
}

/** A pool of connections as `options` want it. */
export type Connect = (options?: ConnectionOptions) => postgres.Sql;

/** Migrates a database that runs, and opens it. */
export async function openDatabase(connect: Connect, deadlineMs?: number): Promise<Postgres> {
	await migrateOnce(connect);
	const pool = createDeadlinePool({ connect, deadlineMs });
	return {
		db: drizzle(pool.sql),
		ping: async () => {
			await pool.sql.unsafe("select 1");
		},
		close: pool.close,
	};
}

async function migrateOnce(connect: Connect): Promise<void> {
	const connection = connect({ max: 1 });
	try {
		await migratePostgres(connection);
	} finally {
		await connection.end({ timeout: 1 });
	}
}

async function startOurs({ dataDir, onEnded = () => undefined }: PostgresOptions): Promise<EmbeddedPostgres> {
	try {
		return await startEmbedded({ dataDir, answers, onEnded });
	} catch (error) {
		if (error instanceof StartError) throw error;
		const reason = error instanceof Error ? error.message : String(error);
		const advice = "set LENSAI_DATA_DIR or DATABASE_URL";
		throw new StartError(`PostgreSQL cannot keep its data in ${dataDir} (${reason}): ${advice}.`, { cause: error });
	}
}

/** A pool on the embedded PostgreSQL. */
export function connectTo(socket: string, options?: ConnectionOptions): postgres.Sql {
	return postgres({ ...connectionOptions, path: socket, username: "lensai", database: "postgres", ...options });
}

/** Whether a PostgreSQL that was left running can be worked with. */
async function answers(socket: string): Promise<boolean> {
	const { sql, close } = createDeadlinePool({ connect: () => connectTo(socket, { max: 1 }), deadlineMs: 1500 });
	try {
		await sql.unsafe("select 1");
		return true;
	} catch {
		// Whatever it is, the caller stops that PostgreSQL and starts a fresh one.
		return false;
	} finally {
		await close();
	}
}
