import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** A batch of sequence numbers, both ends included. */
export interface SeqRange {
	from: number;
	to: number;
}

/**
 * How far one reader has come, in a file of its own so that readers never wait for the writer.
 * States: `idle` (done up to `cursor`) → `plan(range)` → `planned` → `done()` → `idle`. A reader that was killed while `planned`
 * must do exactly that range again, under the same deduplication token.
 */
export interface Cursor {
	position(): number;
	/** The range that was planned and perhaps carried out. */
	planned(): SeqRange | undefined;
	plan(range: SeqRange): void;
	/** The planned range is carried out. */
	done(): void;
	close(): void;
}

export function openCursor(dataDir: string, reader: string): Cursor {
	const folder = join(dataDir, "journal");
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const db = new Database(join(folder, `${reader}.cursor.db`), { create: true, strict: true });
	db.run("PRAGMA busy_timeout = 5000");
	db.run("PRAGMA journal_mode = WAL");
	db.run("PRAGMA synchronous = FULL");
	db.run(
		"CREATE TABLE IF NOT EXISTS cursor (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, planned INTEGER) STRICT",
	);
	db.run("INSERT OR IGNORE INTO cursor (id, position) VALUES (1, 0)");
	const select = db.prepare("SELECT position, planned FROM cursor");
	const plan = db.prepare("UPDATE cursor SET planned = ?");
	const done = db.prepare("UPDATE cursor SET position = planned, planned = NULL WHERE planned IS NOT NULL");
	const row = () => select.get() as { position: number; planned: number | null };
	return {
		position: () => row().position,
		planned() {
			const { position, planned } = row();
			return planned === null ? undefined : { from: position + 1, to: planned };
		},
		plan: (range) => void plan.run(range.to),
		done: () => void done.run(),
		close() {
			// A statement that lives on keeps the file open, until it is collected while the next owner is at it.
			for (const statement of [select, plan, done]) statement.finalize();
			db.close();
		},
	};
}

/** How far a reader had come: what it is done with, and the newest that it has, or may have, seen. */
export function progressOf(dataDir: string, reader: string): { done: number; seen: number } {
	const cursor = openCursor(dataDir, reader);
	const done = cursor.position();
	const seen = cursor.planned()?.to ?? done;
	cursor.close();
	return { done, seen };
}
