import type { Database } from "bun:sqlite";
import { recoveredBatch, spansOf } from "./batch";
import {
	openSegmentReader,
	openSegmentWriter,
	type SegmentReader,
	type SegmentWriter,
	type SegmentWriterOptions,
} from "./segments";
import type { Span } from "./span";
import type { LeftNotes } from "./start-notes";
import { type IndexedBatch, insertBatch, type Statements } from "./statements";

interface Recovering {
	db: Database;
	statements: Statements;
	folder: string;
	segments?: Pick<SegmentWriterOptions, "write" | "maxBytes">;
	notes: readonly LeftNotes[];
	/** See `SqliteJournalOptions`. */
	usedUpTo: number;
}

/**
 * Opens what an earlier process left. Batches whose bytes a power cut took are dropped: nobody was told that they were safe. Calls
 * that were in flight are recorded as the interrupted spans they were stored as.
 */
export function recover({ db, statements, folder, segments, notes, usedUpTo }: Recovering) {
	const reader = openSegmentReader(folder);
	const newest = dropTorn(statements, reader);
	const writer = openSegmentWriter({ ...segments, folder, last: newest });
	const lastSeq = Math.max(newest?.lastSeq ?? 0, usedUpTo);
	const left = spansInFlight({ statements, reader, notes });
	if (left.length === 0) return { lastSeq, writer, reader };
	return { lastSeq: recordInterrupted(left, lastSeq, { db, statements, writer }), writer, reader };
}

/** From the newest batch back to the first one that is whole; those before it were synced earlier. Returns that one. */
function dropTorn(statements: Statements, reader: SegmentReader): IndexedBatch | undefined {
	for (const batch of statements.newestFirst.all()) {
		if (reader.isWhole(batch)) return batch;
		statements.drop.run(batch.lastSeq);
	}
	return undefined;
}

interface Leftover {
	statements: Statements;
	reader: SegmentReader;
	notes: readonly LeftNotes[];
}

/** Calls with a row, and those with a note that have neither a row nor an end. */
function spansInFlight({ statements, reader, notes }: Leftover): string[] {
	const committed = statements.leftInFlight.all().map(({ span }) => span);
	const known = new Set(committed.map(idOf));
	const oldest = statements.oldest.get()?.seq ?? 0;
	const readable = notes.filter(({ afterSeq }) => afterSeq + 1 >= oldest).toSorted((a, b) => a.afterSeq - b.afterSeq);
	for (const id of endedAfter(readable[0]?.afterSeq, { statements, reader })) known.add(id);
	const noted = readable.flatMap(({ spans }) => spans).filter((span) => !known.has(idOf(span)));
	return [...committed, ...noted];
}

/**
 * Whose ends the journal holds from there on. Notes are wiped long before the batches after them are released; notes that are older than
 * every batch are what the disk held when the power went, and speak of calls that ended long ago.
 */
function endedAfter(afterSeq: number | undefined, { statements, reader }: Omit<Leftover, "notes">): string[] {
	if (afterSeq === undefined) return [];
	const batches = statements.list.all(afterSeq, -1);
	return batches.flatMap((batch) => spansOf({ spans: reader.read([batch], "spans") }).map(({ id }) => id));
}

interface Recording {
	db: Database;
	statements: Statements;
	writer: SegmentWriter;
}

/** Returns the newest sequence number. */
function recordInterrupted(spans: readonly string[], lastSeq: number, { db, statements, writer }: Recording): number {
	const batch = recoveredBatch(spans, lastSeq + 1);
	const place = writer.write(batch);
	db.transaction(() => {
		insertBatch(statements, batch, place);
		db.run("DELETE FROM in_flight");
	})();
	writer.keep(place);
	return batch.lastSeq;
}

function idOf(span: string): string {
	return (JSON.parse(span) as Pick<Span, "id">).id;
}
