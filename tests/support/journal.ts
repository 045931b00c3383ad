import type { Database } from "bun:sqlite";
import { spansOf as spansOfBatch } from "../../server/src/journal/batch";
import type { Journal } from "../../server/src/journal/journal";
import type { JournalBatch, Span } from "../../server/src/journal/span";
import { journalPath, openForWriting } from "../../server/src/journal/sqlite";
import { openSqliteJournal, type SqliteJournalOptions } from "../../server/src/journal/sqlite-journal";
import { createDataFolder } from "./data-folder";

/** A journal on a folder of its own, which can be opened again as another process would. */
export interface TestJournal {
	dataDir: string;
	path: string;
	open(options?: Partial<SqliteJournalOptions>): Journal;
	remove(): void;
}

/** Commits after 1 ms, so that tests need not wait. */
export function createTestJournal(): TestJournal {
	const { path: dataDir, remove } = createDataFolder();
	const path = journalPath(dataDir);
	return { dataDir, path, remove, open: (options) => openSqliteJournal({ path, flushAfterMs: 1, ...options }) };
}

/** Everything that can be read, span by span. */
export function spansIn(journal: Pick<Journal, "read">): (Span & { seq: number })[] {
	return spansOf(journal.read(0, 1_000_000));
}

export function spansOf(batches: readonly JournalBatch[]): (Span & { seq: number })[] {
	return batches.flatMap(spansOfBatch);
}

/** A disk that can be filled up: SQLite itself then says SQLITE_FULL, as it does when the system has no room. */
export function createFillableDisk() {
	let db: Database | undefined;
	const limit = (pages: number) => db?.run(`PRAGMA max_page_count = ${pages}`);
	return {
		open(path: string): Database {
			db = openForWriting(path);
			return db;
		},
		/** No page can be added to those that are there. */
		fill: () => limit(1),
		free: () => limit(1_000_000),
	};
}
