import type { Database } from "bun:sqlite";
import type { JournalBatch } from "./span";

const batchColumns = "first_seq AS firstSeq, last_seq AS lastSeq, spans, payloads";

/** Committed batches after a sequence number, oldest first; for the writer's own readers and for those on other threads. */
export function prepareRead(db: Database) {
	return db.prepare(`SELECT ${batchColumns} FROM batches WHERE last_seq > ? ORDER BY last_seq LIMIT ?`);
}

/** What the journal's writer asks of its file. */
export function prepareStatements(db: Database) {
	return {
		begin: db.prepare("BEGIN IMMEDIATE"),
		commit: db.prepare("COMMIT"),
		start: db.prepare("INSERT OR REPLACE INTO in_flight (id, span) VALUES (?, ?)"),
		end: db.prepare("DELETE FROM in_flight WHERE id = ?"),
		insert: db.prepare("INSERT INTO batches (last_seq, first_seq, spans, payloads) VALUES (?, ?, ?, ?)"),
		read: prepareRead(db),
		oldest: db.prepare("SELECT min(first_seq) AS seq FROM batches"),
		newest: db.prepare(`SELECT ${batchColumns} FROM batches ORDER BY last_seq DESC LIMIT 1`),
		leftInFlight: db.prepare("SELECT span FROM in_flight ORDER BY id"),
		release: db.prepare(
			"DELETE FROM batches WHERE last_seq IN (SELECT last_seq FROM batches WHERE last_seq <= ? ORDER BY last_seq LIMIT ?)",
		),
	};
}

export type Statements = ReturnType<typeof prepareStatements>;

export function insertBatch(statements: Statements, batch: JournalBatch): void {
	statements.insert.run(batch.lastSeq, batch.firstSeq, batch.spans, batch.payloads);
}
