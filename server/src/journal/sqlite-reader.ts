import { statSync } from "node:fs";
import { openSegmentReader, type Section } from "./segments";
import { openForReading, segmentFolder } from "./sqlite";
import { type IndexedBatch, prepareList } from "./statements";

/** The journal as a reader on another thread sees it. */
export interface JournalReader {
	/** Committed batches after a sequence number, oldest first. */
	list(afterSeq: number, maxBatches: number): IndexedBatch[];
	/** One section of these batches, in one piece that is overwritten by the next `load`. */
	load(batches: readonly IndexedBatch[], section: Section): Uint8Array;
	/** The newest committed sequence number; 0 when there is none. */
	lastSeq(): number;
	/** Folds a long log into the index, so that the writing thread never waits for that. */
	checkpoint(): void;
	close(): void;
}

/** How long the log may get before it is folded in: half a minute under full load. */
const defaultMaxLogBytes = 16 * 1024 * 1024;

export function openSqliteReader(path: string, { maxLogBytes = defaultMaxLogBytes } = {}): JournalReader {
	const db = openForReading(path);
	const segments = openSegmentReader(segmentFolder(path));
	const list = prepareList(db);
	const newest = db.prepare<{ seq: number | null }, []>("SELECT max(last_seq) AS seq FROM batch_index");
	return {
		list: (afterSeq, maxBatches) => list.all(afterSeq, maxBatches),
		load: segments.read,
		lastSeq: () => newest.get()?.seq ?? 0,
		checkpoint() {
			if (statSync(`${path}-wal`).size < maxLogBytes) return;
			// Under steady load the log never empties by itself. RESTART holds the writer off, so it comes right after PASSIVE,
			// when only the last few pages are left; the writer retries instead of waiting.
			db.run("PRAGMA wal_checkpoint(PASSIVE)");
			db.run("PRAGMA wal_checkpoint(RESTART)");
		},
		close() {
			segments.close();
			db.close();
		},
	};
}
