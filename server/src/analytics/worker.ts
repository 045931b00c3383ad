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

/**
 * How far apart inserts are. An insert costs some 20 ms of CPU before its first row, and its part has to be merged later, so a
 * busy server makes one large part a second instead of five small ones.
 */
const pauseMs = { quiet: 150, busy: 1000 };
const busyRows = 100;
const checkpointEveryMs = 1000;

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
	let notBefore = 0;

	/** There may be something to copy. Copies come one after the other: two at once could move the cursor past each other. */
	const wake = () => {
		if (closing) return;
		timer ??= setTimeout(
			() => {
				timer = undefined;
				copying = copying.then(copy);
			},
			Math.max(pauseMs.quiet, notBefore - Date.now()),
		);
	};

	/** Copies until nothing is new. A failure keeps the cursor where it is and is tried again. */
	async function copy() {
		try {
			const range = await copyNext({ cursor, read: journal.read, insert: insertLines(client) });
			if (range !== undefined) {
				reply({ type: "inserted", range });
				notBefore = Date.now() + (range.to - range.from < busyRows ? pauseMs.quiet : pauseMs.busy);
				wake();
			}
			if (Date.now() - lastCheckpoint > checkpointEveryMs) {
				journal.checkpoint();
				lastCheckpoint = Date.now();
			}
		} catch (error) {
			reply({ type: "stuck", message: error instanceof Error ? error.message : String(error) });
			notBefore = Date.now() + pauseMs.busy;
			wake();
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
		closing = true;
		await copying;
		await copy();
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
	wake();
}

async function rows(client: ClickHouseClient, sql: string, params: Record<string, unknown>): Promise<unknown[]> {
	const result = await client.query({ query: sql, query_params: params, format: "JSONEachRow" });
	return result.json();
}
