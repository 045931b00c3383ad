import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where the journal lives inside the data folder. */
export function journalPath(dataDir: string): string {
	return join(dataDir, "journal", "journal.db");
}

/**
 * `batches`: one row per group commit. Measured: a row per span costs 7 µs of CPU, a row per batch under 1 µs a span.
 * `in_flight`: admitted calls that have not ended, each as the span to record should this process die.
 */
const schema = `
	CREATE TABLE IF NOT EXISTS batches (
		last_seq INTEGER PRIMARY KEY,
		first_seq INTEGER NOT NULL,
		spans BLOB NOT NULL,
		payloads BLOB NOT NULL
	) STRICT;
	CREATE TABLE IF NOT EXISTS in_flight (id TEXT PRIMARY KEY, span TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * Opens the journal's file for its one writer. Commits write without syncing (`synchronous=NORMAL`): the writer syncs the log
 * itself, off the main thread, and checkpoints are made by a reader's thread. So nothing here waits for a disk.
 */
export function openForWriting(path: string): Database {
	mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
	const db = new Database(path, { create: true, strict: true });
	// A batch is some hundred KB: with pages of 16 KB the same call costs 8 µs more, most of it in system calls.
	db.run("PRAGMA page_size = 65536");
	db.run("PRAGMA journal_mode = WAL");
	db.run("PRAGMA synchronous = NORMAL");
	db.run("PRAGMA wal_autocheckpoint = 0");
	db.run("PRAGMA cache_size = -2048");
	// A checkpoint may hold the write lock for some milliseconds: the writer comes back later instead of blocking its thread.
	db.run("PRAGMA busy_timeout = 0");
	db.run(schema);
	return db;
}

/** Opens the journal's file for a reader on another thread. */
export function openForReading(path: string): Database {
	const db = new Database(path, { strict: true });
	db.run("PRAGMA busy_timeout = 5000");
	db.run("PRAGMA wal_autocheckpoint = 0");
	db.run("PRAGMA synchronous = NORMAL");
	db.run("PRAGMA cache_size = -2048");
	return db;
}
