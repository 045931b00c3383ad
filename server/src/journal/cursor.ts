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
		close: () => db.close(),
	};
}

/** The newest sequence number that a reader is done with. */
export function doneBy(dataDir: string, reader: string): number {
	const cursor = openCursor(dataDir, reader);
	const done = cursor.position();
	cursor.close();
	return done;
}

/** The newest sequence number that a reader has, or may have, seen. */
export function seenBy(dataDir: string, reader: string): number {
	const cursor = openCursor(dataDir, reader);
	const seen = cursor.planned()?.to ?? cursor.position();
	cursor.close();
	return seen;
}
