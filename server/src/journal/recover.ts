import type { Database } from "bun:sqlite";
import { recoveredBatch, spansOf } from "./batch";
import type { JournalBatch, Span } from "./span";
import type { LeftNotes } from "./start-notes";
import { insertBatch, type Statements } from "./statements";

interface Recovering {
	db: Database;
	statements: Statements;
	notes: LeftNotes;
	/** See `SqliteJournalOptions`. */
	usedUpTo: number;
}

/**
 * Records the calls that a killed process left in flight, as the interrupted spans they were stored as. Returns the newest
 * sequence number.
 */
export function recoverInFlight({ db, statements, notes, usedUpTo }: Recovering): number {
	const newest = (statements.newest.get() as JournalBatch | null) ?? undefined;
	const lastSeq = Math.max(newest?.lastSeq ?? 0, usedUpTo);
	const committed = (statements.leftInFlight.all() as { span: string }[]).map(({ span }) => span);
	const known = new Set([...committed.map(idOf), ...(newest ? spansOf(newest).map(({ id }) => id) : [])]);
	const noted = areOfNow(notes, newest, lastSeq) ? notes.spans.filter((span) => !known.has(idOf(span))) : [];
	const left = [...committed, ...noted];
	if (left.length === 0) return lastSeq;
	const batch = recoveredBatch(left, lastSeq + 1);
	db.transaction(() => {
		insertBatch(statements, batch);
		db.run("DELETE FROM in_flight");
	})();
	return batch.lastSeq;
}

/**
 * Notes are cleared after every commit, so at most one batch came since the first of them: what it holds needs no recovery. Notes
 * that are older than that are what the disk held when the power went, and speak of calls that ended long ago.
 */
function areOfNow({ afterSeq }: LeftNotes, newest: JournalBatch | undefined, lastSeq: number): boolean {
	return newest === undefined || afterSeq === lastSeq || afterSeq + 1 === newest.firstSeq;
}

function idOf(span: string): string {
	return (JSON.parse(span) as Pick<Span, "id">).id;
}
