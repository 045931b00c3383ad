import { apartOnce } from "../batches/apart-once";
import type { NumberedSpan } from "../estimates/candidates";
import type { PartLines } from "../estimates/estimator";
import type { Cursor, SeqRange } from "../journal/cursor";
import type { JournalReader } from "../journal/sqlite-reader";
import type { IndexedBatch } from "../journal/statements";
import type { InsertLines } from "../stores/clickhouse/insert";

export interface ReaderOptions {
	cursor: Cursor;
	journal: Pick<JournalReader, "list" | "load">;
	/** For lines that have never been inserted. */
	insert: InsertLines;
	/** For lines that may be there already, all or some. */
	insertAgain: InsertLines;
	/** Takes out lines whose calls told no usage, to be estimated; see `estimates/estimator.ts`. */
	part?: PartLines;
	/** Told of calls that were estimated, once they are inserted. */
	onEstimated?: (spans: NumberedSpan[]) => void;
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
	const { cursor, insert, insertAgain } = options;
	const planned = cursor.planned();
	if (planned !== undefined) {
		await insertBatches(listUpTo(options, planned), planned, { ...options, insert: insertAgain });
		cursor.done();
		return planned;
	}
	const batches = listSome(options);
	const last = batches.at(-1);
	if (last === undefined) return undefined;
	const range = { from: cursor.position() + 1, to: last.lastSeq };
	cursor.plan(range);
	await insertBatches(batches, range, { ...options, insert });
	cursor.done();
	return range;
}

async function insertBatches(
	batches: readonly IndexedBatch[],
	range: SeqRange,
	options: Omit<ReaderOptions, "cursor">,
): Promise<void> {
	const { journal, insert, part, onEstimated } = options;
	const token = `journal:${range.from}-${range.to}`;
	const spans = journal.load(batches, "spans");
	const parted = part?.(spans);
	await insertSpans(parted?.others ?? spans, token, options);
	const estimated = await parted?.estimate(() => journal.load(batches, "payloads"));
	if (estimated !== undefined) await insertSpans(estimated.lines, `${token}:estimated`, options);
	const payloads = journal.load(batches, "payloads");
	if (payloads.length > 0) await insert("span_payloads", payloads, token);
	if (estimated !== undefined && estimated.spans.length > 0) onEstimated?.(estimated.spans);
}

type Inserting = Pick<ReaderOptions, "insert" | "insertAgain">;

async function insertSpans(lines: Uint8Array, token: string, { insert, insertAgain }: Inserting): Promise<void> {
	const { once, others } = apartOnce(lines);
	if (others.length > 0) await insert("spans", others, token);
	if (once.length > 0) await insertAgain("spans", once, `${token}:once`);
}

/** Whole batches until there is enough for one insert. */
function listSome({ cursor, journal, maxBytes = 24 * 1024 * 1024 }: ReaderOptions): IndexedBatch[] {
	const batches: IndexedBatch[] = [];
	let bytes = 0;
	let after = cursor.position();
	while (bytes < maxBytes) {
		const more = journal.list(after, batchesPerRead);
		for (const batch of more) {
			batches.push(batch);
			bytes += batch.spanBytes + batch.payloadBytes;
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
function listUpTo({ cursor, journal }: ReaderOptions, range: SeqRange): IndexedBatch[] {
	const batches: IndexedBatch[] = [];
	let after = cursor.position();
	while (after < range.to) {
		const more = journal.list(after, batchesPerRead).filter((batch) => batch.lastSeq <= range.to);
		const last = more.at(-1);
		if (last === undefined) break;
		batches.push(...more);
		after = last.lastSeq;
	}
	return batches;
}
