import type { ClickHouseClient } from "@clickhouse/client";
import { openCursor } from "../journal/cursor";
import { openSqliteReader } from "../journal/sqlite-reader";
import { insertLines } from "../stores/clickhouse/insert";
import { migrate } from "../stores/clickhouse/migrate";
import { openClickHouse } from "../stores/clickhouse/open";
import type { Reply, Request, WorkerOptions } from "./analytics";
import { copyNext } from "./reader";

/**
 * The analytics thread: the one owner of the ClickHouse engine (which blocks its thread while it works). It copies the journal
 * and answers queries; see `index.ts` for the other side.
 */
declare const self: Worker;

/** Inserts come at least this far apart, so that a busy server makes few large parts instead of many small ones. */
const pauseMs = 200;
const checkpointEveryMs = 1000;
const retryAfterMs = 1000;

const reply = (message: Reply) => self.postMessage(message);

self.onmessage = async ({ data }: MessageEvent<WorkerOptions>) => {
	try {
		const client = await openClickHouse(
			data.clickhouseUrl === undefined ? { path: `${data.dataDir}/clickhouse` } : { url: data.clickhouseUrl },
		);
		await migrate(client);
		serve(client, data);
		reply({ type: "ready" });
	} catch (error) {
		const known = error instanceof Error && error.name === "StartError";
		reply({ type: "failed", message: error instanceof Error ? error.message : String(error), advice: known });
	}
};

function serve(client: ClickHouseClient, { dataDir, journalPath }: WorkerOptions) {
	const journal = openSqliteReader(journalPath);
	const cursor = openCursor(dataDir, "analytics");
	let timer: ReturnType<typeof setTimeout> | undefined;
	let copying: Promise<void> = Promise.resolve();
	let closing = false;
	let lastCheckpoint = 0;

	const wake = (afterMs = pauseMs) => {
		if (closing) return;
		timer ??= setTimeout(() => {
			timer = undefined;
			copying = copy();
		}, afterMs);
	};

	/** Copies until nothing is new. A failure keeps the cursor where it is and is tried again. */
	async function copy() {
		try {
			const range = await copyNext({ cursor, read: journal.read, insert: insertLines(client) });
			if (range !== undefined) {
				reply({ type: "inserted", range });
				wake();
			}
			if (Date.now() - lastCheckpoint > checkpointEveryMs) {
				journal.checkpoint();
				lastCheckpoint = Date.now();
			}
		} catch (error) {
			reply({ type: "stuck", message: error instanceof Error ? error.message : String(error) });
			wake(retryAfterMs);
		}
	}

	async function answer(id: number, ask: () => Promise<unknown[]>) {
		try {
			reply({ type: "result", id, rows: await ask() });
		} catch (error) {
			reply({ type: "result", id, error: error instanceof Error ? error.message : String(error) });
		}
	}

	async function close() {
		clearTimeout(timer);
		timer = undefined;
		await copying;
		await copy();
		closing = true;
		clearTimeout(timer);
		journal.close();
		cursor.close();
		await client.close();
		reply({ type: "closed" });
	}

	self.onmessage = ({ data }: MessageEvent<Request>) => {
		if (data.type === "wake") wake();
		else if (data.type === "close") close();
		else if (data.type === "ping") answer(data.id, async () => [await client.ping()]);
		else answer(data.id, () => rows(client, data.sql, data.params));
	};
	wake(0);
}

async function rows(client: ClickHouseClient, sql: string, params: Record<string, unknown>): Promise<unknown[]> {
	const result = await client.query({ query: sql, query_params: params, format: "JSONEachRow" });
	return result.json();
}
