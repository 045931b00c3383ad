import { statSync } from "node:fs";
import type { JournalBatch } from "./span";
import { openForReading } from "./sqlite";

/** The journal as a reader on another thread sees it. */
export interface JournalReader {
	/** Committed batches after a sequence number, oldest first. */
	read(afterSeq: number, maxBatches: number): JournalBatch[];
	/** Moves what was written into the database file, so that the writing thread never waits for that. */
	checkpoint(): void;
	close(): void;
}

/** Below this a plain checkpoint is enough: the writer starts the log anew when it is idle for a moment. */
const maxLogBytes = 64 * 1024 * 1024;

export function openSqliteReader(path: string): JournalReader {
	const db = openForReading(path);
	const read = db.prepare(
		"SELECT first_seq AS firstSeq, last_seq AS lastSeq, spans, payloads FROM batches WHERE last_seq > ? ORDER BY last_seq LIMIT ?",
	);
	return {
		read: (afterSeq, maxBatches) => read.all(afterSeq, maxBatches) as JournalBatch[],
		checkpoint() {
			db.run("PRAGMA wal_checkpoint(PASSIVE)");
			// Under steady load the log never empties by itself. RESTART holds the writer off, so it comes right after PASSIVE,
			// when only the last few pages are left; the writer retries instead of waiting.
			if (statSync(`${path}-wal`).size > maxLogBytes) db.run("PRAGMA wal_checkpoint(RESTART)");
		},
		close: () => db.close(),
	};
}
