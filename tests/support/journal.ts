import type { Database } from "bun:sqlite";
import { writeSync } from "node:fs";
import { spansOf } from "../../server/src/journal/batch";
import type { Journal } from "../../server/src/journal/journal";
import type { Span } from "../../server/src/journal/span";
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
	return journal.read(0, 1_000_000).flatMap(spansOf);
}

/** A disk that can be filled up: of what comes then it takes a part, and refuses the rest as the system does. */
export function createFillableDisk() {
	let isFull = false;
	const write = ((file: number, bytes: Uint8Array, from: number, length: number, at: number) => {
		if (!isFull) return writeSync(file, bytes, from, length, at);
		writeSync(file, bytes, from, Math.floor(length / 2), at);
		throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
	}) as typeof writeSync;
	let index: Database | undefined;
	const limitIndex = (pages: number) => index?.run(`PRAGMA max_page_count = ${pages}`);
	return {
		write,
		open(path: string): Database {
			index = openForWriting(path);
			return index;
		},
		/** No page can be added to those that the index has. */
		fill() {
			isFull = true;
			limitIndex(1);
		},
		free() {
			isFull = false;
			limitIndex(1_000_000);
		},
	};
}
