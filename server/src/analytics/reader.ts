import type { Cursor, SeqRange } from "../journal/cursor";
import type { JournalBatch } from "../journal/span";
import type { InsertLines } from "../stores/clickhouse/insert";

export interface ReaderOptions {
	cursor: Cursor;
	/** Committed batches after a sequence number, oldest first. */
	read: (afterSeq: number, maxBatches: number) => JournalBatch[];
	/** For lines that have never been inserted. */
	insert: InsertLines;
	/** For lines that may be there already, all or some. */
	insertAgain: InsertLines;
	/** About how much one insert may hold. */
	maxBytes?: number;
}

const batchesPerRead = 64;

/**
 * Copies the next part of the journal to ClickHouse. Exactly once in effect: the range is written down before it is inserted, so
 * that after a failure or a crash between insert and cursor the very same rows come again, and only those that did not land are
 * inserted. Returns the range, or undefined when the journal holds nothing new.
 */
export async function copyNext(options: ReaderOptions): Promise<SeqRange | undefined> {
	const { cursor } = options;
	const planned = cursor.planned();
	if (planned !== undefined) {
		await insertBatches(readUpTo(options, planned), planned, options.insertAgain);
		cursor.done();
		return planned;
	}
	const batches = readSome(options);
	const last = batches.at(-1);
	if (last === undefined) return undefined;
	const range = { from: cursor.position() + 1, to: last.lastSeq };
	cursor.plan(range);
	await insertBatches(batches, range, options.insert);
	cursor.done();
	return range;
}

async function insertBatches(batches: JournalBatch[], range: SeqRange, insert: InsertLines): Promise<void> {
	const token = `journal:${range.from}-${range.to}`;
	const payloads = batches.map((batch) => batch.payloads).filter(({ length }) => length > 0);
	if (batches.length > 0)
		await insert(
			"spans",
			batches.map(({ spans }) => spans),
			token,
		);
	if (payloads.length > 0) await insert("span_payloads", payloads, token);
}

/** Whole batches until there is enough text for one insert. */
function readSome({ cursor, read, maxBytes = 16 * 1024 * 1024 }: ReaderOptions): JournalBatch[] {
	const batches: JournalBatch[] = [];
	let bytes = 0;
	let after = cursor.position();
	while (bytes < maxBytes) {
		const more = read(after, batchesPerRead);
		for (const batch of more) {
			batches.push(batch);
			bytes += batch.spans.length + batch.payloads.length;
			after = batch.lastSeq;
			if (bytes >= maxBytes) break;
		}
		if (more.length < batchesPerRead) break;
	}
	return batches;
}

/**
 * The batches of a range that was planned before; batch borders do not move, so it is the same text again. Of a range that was
 * planned right before a power cut the journal may have lost the end, which had not been synced: the rest is all there is.
 */
function readUpTo({ cursor, read }: ReaderOptions, range: SeqRange): JournalBatch[] {
	const batches: JournalBatch[] = [];
	let after = cursor.position();
	while (after < range.to) {
		const more = read(after, batchesPerRead).filter((batch) => batch.lastSeq <= range.to);
		const last = more.at(-1);
		if (last === undefined) break;
		batches.push(...more);
		after = last.lastSeq;
	}
	return batches;
}
