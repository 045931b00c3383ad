import type { Cursor, SeqRange } from "../journal/cursor";
import type { JournalBatch } from "../journal/span";

/** Puts text in a table; the same token twice is one insert. */
export type InsertLines = (table: "spans" | "span_payloads", lines: string, token: string) => Promise<void>;

export interface ReaderOptions {
	cursor: Cursor;
	/** Committed batches after a sequence number, oldest first. */
	read: (afterSeq: number, maxBatches: number) => JournalBatch[];
	insert: InsertLines;
	/** About how much text one insert may hold, in characters. */
	maxChars?: number;
}

const batchesPerRead = 64;

/**
 * Copies the next part of the journal to ClickHouse. Exactly once in effect: the range is written down first and named in the
 * insert's token, so that after a crash between insert and cursor the same rows come again and are dropped as duplicates.
 * Returns the range, or undefined when the journal holds nothing new.
 */
export async function copyNext(options: ReaderOptions): Promise<SeqRange | undefined> {
	const { cursor, insert } = options;
	const planned = cursor.planned();
	const batches = planned ? readUpTo(options, planned) : readSome(options);
	const [first] = batches;
	if (first === undefined) return undefined;
	const range = planned ?? { from: cursor.position() + 1, to: batches[batches.length - 1]?.lastSeq ?? first.lastSeq };
	if (planned === undefined) cursor.plan(range);
	const token = `journal:${range.from}-${range.to}`;
	await insert("spans", batches.map(({ spans }) => spans).join(""), token);
	const payloads = batches.map((batch) => batch.payloads).join("");
	if (payloads !== "") await insert("span_payloads", payloads, token);
	cursor.done();
	return range;
}

/** Whole batches until there is enough text for one insert. */
function readSome({ cursor, read, maxChars = 16 * 1024 * 1024 }: ReaderOptions): JournalBatch[] {
	const batches: JournalBatch[] = [];
	let chars = 0;
	let after = cursor.position();
	while (chars < maxChars) {
		const more = read(after, batchesPerRead);
		for (const batch of more) {
			batches.push(batch);
			chars += batch.spans.length + batch.payloads.length;
			after = batch.lastSeq;
			if (chars >= maxChars) break;
		}
		if (more.length < batchesPerRead) break;
	}
	return batches;
}

/** The batches of a range that was planned before; batch borders do not move, so it is the same text again. */
function readUpTo({ cursor, read }: ReaderOptions, range: SeqRange): JournalBatch[] {
	const batches: JournalBatch[] = [];
	let after = cursor.position();
	while (after < range.to) {
		const more = read(after, batchesPerRead).filter((batch) => batch.lastSeq <= range.to);
		if (more.length === 0) throw new Error(`the journal no longer holds ${range.from} to ${range.to}`);
		batches.push(...more);
		after = more[more.length - 1]?.lastSeq ?? range.to;
	}
	return batches;
}
