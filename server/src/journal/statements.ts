import type { Database } from "bun:sqlite";
import type { Place } from "./segments";
import type { JournalBatch } from "./span";

/** A batch as the index knows it. */
export interface IndexedBatch extends Place {
	firstSeq: number;
	lastSeq: number;
}

const columns =
	"first_seq AS firstSeq, last_seq AS lastSeq, segment, at, span_bytes AS spanBytes, payload_bytes AS payloadBytes, checksum";

/** Committed batches after a sequence number, oldest first; for the writer's own readers and for those on other threads. */
export function prepareList(db: Database) {
	return db.prepare<IndexedBatch, [number, number]>(
		`SELECT ${columns} FROM batch_index WHERE last_seq > ? ORDER BY last_seq LIMIT ?`,
	);
}

/** What the journal's writer asks of its index. */
export function prepareStatements(db: Database) {
	return {
		begin: db.prepare("BEGIN IMMEDIATE"),
		commit: db.prepare("COMMIT"),
		start: db.prepare("INSERT OR REPLACE INTO in_flight (id, span) VALUES (?, ?)"),
		end: db.prepare("DELETE FROM in_flight WHERE id = ?"),
		insert: db.prepare(
			"INSERT INTO batch_index (last_seq, first_seq, segment, at, span_bytes, payload_bytes, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
		),
		list: prepareList(db),
		oldest: db.prepare<{ seq: number | null; segment: number | null }, []>(
			"SELECT min(first_seq) AS seq, min(segment) AS segment FROM batch_index",
		),
		newestFirst: db.prepare<IndexedBatch, []>(`SELECT ${columns} FROM batch_index ORDER BY last_seq DESC`),
		leftInFlight: db.prepare<{ span: string }, []>("SELECT span FROM in_flight ORDER BY id"),
		release: db.prepare(
			"DELETE FROM batch_index WHERE last_seq IN (SELECT last_seq FROM batch_index WHERE last_seq <= ? ORDER BY last_seq LIMIT ?)",
		),
		drop: db.prepare("DELETE FROM batch_index WHERE last_seq = ?"),
	};
}

export type Statements = ReturnType<typeof prepareStatements>;

export function insertBatch(statements: Statements, { firstSeq, lastSeq }: JournalBatch, place: Place): void {
	const { segment, at, spanBytes, payloadBytes, checksum } = place;
	statements.insert.run(lastSeq, firstSeq, segment, at, spanBytes, payloadBytes, checksum);
}
