import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { openEstimates } from "../estimates/open";
import { openCursor, type SeqRange } from "../journal/cursor";
import { openSqliteReader } from "../journal/sqlite-reader";
import { insertByFile, insertByRequest } from "../stores/clickhouse/insert";
import { insertLinesAgain } from "../stores/clickhouse/insert-again";
import { insertLinesAround } from "../stores/clickhouse/insert-around";
import { migrate } from "../stores/clickhouse/migrate";
import { openClickHouse } from "../stores/clickhouse/open";
import type { Reply, Request, WorkerOptions } from "./analytics";
import { copyNext, type ReaderOptions } from "./reader";

/**
 * The analytics thread: the one owner of the ClickHouse engine (which blocks its thread while it works). It copies the journal
 * and answers queries; see `index.ts` for the other side.
 */
declare const self: Worker;

/**
 * How far apart inserts are. An insert costs some 20 ms of CPU before its first row, and its part has to be merged later, so the
 * more came in, the longer the pause: a busy server makes one large part every two seconds instead of a dozen small ones.
 */
const pauseMs = { quiet: 150, busy: 2000, perRow: 10, failed: 1000 };
const wakeMs = 20;
/** Behind by more spans than this, there is no pause. */
const backlogRows = 20_000;
const checkpointEveryMs = 1000;
/** The engine's allocator gives pages back by itself, but late; what merges take, some time after the last insert, too. */
const purgeEveryMs = 5_000;
const purgesAfterInsert = 6;

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
		reply({ type: "failed", message: messageOf(error), advice: known });
	}
};

function serve(client: ClickHouseClient, { dataDir, journalPath, clickhouseUrl }: WorkerOptions) {
	const isRemote = clickhouseUrl !== undefined;
	const journal = openSqliteReader(journalPath);
	const cursor = openCursor(dataDir, "analytics");
	const insertAny = isRemote ? insertByRequest(client) : insertByFile(client, `${dataDir}/clickhouse/inserting.jsonl`);
	// A file of its own: an insert from the journal may be under way in the other one.
	const insertAside = isRemote ? insertAny : insertByFile(client, `${dataDir}/clickhouse/inserting-aside.jsonl`);
	const insert = insertLinesAround(insertAny, ({ table, line, reason }) => {
		appendFileSync(join(dataDir, "rejected.jsonl"), `${line}\n`, { mode: 0o600 });
		reply({ type: "rejected", table, reason });
	});
	const estimates = openEstimates({
		query: <Row>(sql: string, params: Record<string, unknown>) => rows(client, sql, params) as Promise<Row[]>,
		command: async (query, query_params) => void (await client.command({ query, query_params })),
		ask: (id, questions) => reply({ type: "price", id, questions }),
		onFailure: (error) => reply({ type: "not_estimated", message: messageOf(error) }),
	});
	const reading: ReaderOptions = {
		cursor,
		journal,
		insert,
		insertAgain: insertLinesAgain(client, insert),
		part: estimates.part,
		onEstimated: (spans) => reply({ type: "estimated", spans }),
	};
	let timer: ReturnType<typeof setTimeout> | undefined;
	let copying: Promise<unknown> | undefined;
	/** Something came in while a copy was under way. */
	let cameMeanwhile = false;
	let closing = false;
	let lastCheckpoint = 0;
	let purgesLeft = 0;
	let notBefore = 0;
	let failed = false;

	/**
	 * There may be something to copy. The pause after a busy insert ends early when nothing more comes in, since it would save
	 * nothing then. One copy at a time: two could move the cursor past each other, and the pause begins when the last one is done.
	 */
	const wake = () => {
		if (closing || timer !== undefined) return;
		if (copying !== undefined) {
			cameMeanwhile = true;
			return;
		}
		const seen = journal.lastSeq();
		timer = setTimeout(
			() => {
				timer = undefined;
				if (Date.now() < notBefore && (failed || journal.lastSeq() !== seen)) return wake();
				copying = copy().then((copied) => {
					copying = undefined;
					if (copied || failed || cameMeanwhile) wake();
					cameMeanwhile = false;
				});
			},
			Math.max(wakeMs, Math.min(pauseMs.quiet, notBefore - Date.now())),
		);
	};

	/** Copies what is new, as much as one insert takes, and says whether there was something. A failure is tried again later. */
	async function copy(): Promise<boolean> {
		let range: SeqRange | undefined;
		try {
			range = await copyNext(reading);
			failed = false;
			if (range !== undefined) {
				reply({ type: "inserted", range });
				notBefore = Date.now() + pauseAfter(range);
				purgesLeft = purgesAfterInsert;
			}
		} catch (error) {
			reply({ type: "stuck", message: messageOf(error) });
			failed = true;
			notBefore = Date.now() + pauseMs.failed;
		}
		checkpoint();
		return range !== undefined;
	}

	function pauseAfter({ from, to }: SeqRange): number {
		if (journal.lastSeq() - to > backlogRows) return 0;
		return Math.min(pauseMs.busy, Math.max(pauseMs.quiet, (to - from) * pauseMs.perRow));
	}

	function purge() {
		if (isRemote || purgesLeft === 0) return;
		purgesLeft--;
		// When it fails, the pages come back later.
		client.command({ query: "SYSTEM JEMALLOC PURGE" }).catch(() => undefined);
	}

	/** Also while ClickHouse refuses: the journal's log would grow without end. */
	function checkpoint() {
		if (Date.now() - lastCheckpoint < checkpointEveryMs) return;
		lastCheckpoint = Date.now();
		try {
			journal.checkpoint();
		} catch (error) {
			reply({ type: "stuck", message: `the journal's log cannot be folded in: ${messageOf(error)}` });
		}
	}

	async function answer(id: number, ask: () => Promise<unknown[]>) {
		try {
			reply({ type: "result", id, rows: await ask() });
		} catch (error) {
			reply({ type: "result", id, error: messageOf(error) });
		}
	}

	const purging = setInterval(purge, purgeEveryMs);

	async function close() {
		clearInterval(purging);
		clearTimeout(timer);
		timer = undefined;
		closing = true;
		await copying;
		while (await copy());
		estimates.close();
		journal.close();
		cursor.close();
		await client.close();
		reply({ type: "closed" });
	}

	self.onmessage = ({ data }: MessageEvent<Request>) => {
		if (data.type === "wake") wake();
		else if (data.type === "priced") estimates.priced(data.id, data.costs);
		else if (data.type === "close") close();
		else if (data.type === "ping") answer(data.id, () => ping(client));
		else if (data.type === "insert") {
			const { id, table, lines } = data;
			answer(id, () => insertAside(table, lines, crypto.randomUUID()).then(() => []));
		} else answer(data.id, () => rows(client, data.sql, data.params));
	};
	wake();
}

/** The client's `ping` resolves either way. */
async function ping(client: ClickHouseClient): Promise<unknown[]> {
	const answer = await client.ping({ select: true });
	if (!answer.success) throw answer.error;
	return [];
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

async function rows(client: ClickHouseClient, sql: string, params: Record<string, unknown>): Promise<unknown[]> {
	const result = await client.query({ query: sql, query_params: params, format: "JSONEachRow" });
	return result.json();
}
