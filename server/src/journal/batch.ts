import { createLineWriter, type LineWriter } from "./line-writer";
import type { JournalBatch, JournalEntry, Payload, Span } from "./span";

const [lineFeed, openBrace, closeBrace] = [0x0a, 0x7b, 0x7d];
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const nothing = new Uint8Array();

/** The batch that is being collected: entries become lines as they come, while their bytes are still in the processor's cache. */
export interface BatchWriter {
	/** Adds an entry under the next number. */
	add(entry: JournalEntry): void;
	/** How many entries it holds. */
	readonly count: number;
	/** How much the bodies take. */
	readonly payloadBytes: number;
	/** What it holds; valid until the next `clear`. */
	batch(): JournalBatch;
	/** Begins the next batch, after the last number that was given out. */
	clear(): void;
}

export function createBatchWriter(lastSeq: number): BatchWriter {
	const spans = createLineWriter();
	const payloads = createLineWriter();
	let firstSeq = lastSeq + 1;
	let count = 0;
	return {
		add(entry) {
			// Piece by piece: one text of them all would be a copy of the longest.
			spans.text(`{"seq":${firstSeq + count},`);
			spans.text(JSON.stringify(entry.span).slice(1));
			spans.text("\n");
			if (entry.request !== undefined || entry.response !== undefined) writePayloads(payloads, entry);
			count++;
		},
		get count() {
			return count;
		},
		get payloadBytes() {
			return payloads.length;
		},
		batch: () => ({ firstSeq, lastSeq: firstSeq + count - 1, spans: spans.written(), payloads: payloads.written() }),
		clear() {
			firstSeq += count;
			count = 0;
			spans.clear();
			payloads.clear();
		},
	};
}

/** A batch of spans that are JSON text already: calls that an earlier process left in flight. */
export function recoveredBatch(spans: readonly string[], firstSeq: number): JournalBatch {
	const lines = spans.map((span, index) => `{"seq":${firstSeq + index},${span.slice(1)}\n`);
	return { firstSeq, lastSeq: firstSeq + spans.length - 1, spans: Buffer.from(lines.join("")), payloads: nothing };
}

/** The spans of a batch, each with its sequence number. */
export function spansOf({ spans }: Pick<JournalBatch, "spans">): (Span & { seq: number })[] {
	return decoder
		.decode(spans)
		.split("\n")
		.filter(Boolean)
		.map((line) => JSON.parse(line));
}

/** Field for field a row of ClickHouse `span_payloads`. */
function writePayloads(writer: LineWriter, { span, request, response }: JournalEntry) {
	writer.text(`{"projectId":"${span.projectId}","spanId":"${span.id}","startedAtMs":${span.startedAtMs},"request":`);
	writeBody(writer, request);
	writer.text(`,"requestTruncated":${request?.truncated ?? false},"response":`);
	writeBody(writer, response);
	writer.text(`,"responseTruncated":${response?.truncated ?? false}}\n`);
}

/**
 * A body's text as a JSON value. ClickHouse reads an object into a text column as it stands, so a body that is one goes in
 * byte for byte; to decode, escape and encode it would cost five times as much. Everything else becomes a JSON string.
 */
function writeBody(writer: LineWriter, payload: Payload | undefined) {
	if (payload === undefined) writer.text("null");
	else if (standsInALine(payload)) writer.bytes(payload.bytes);
	else writer.text(JSON.stringify(decoder.decode(payload.bytes)));
}

/** An object from its first byte to its last, without a line break: pretty-printed ones would end our line. */
function standsInALine({ bytes, isJson, truncated }: Payload): boolean {
	return isJson && !truncated && bytes[0] === openBrace && bytes.at(-1) === closeBrace && !bytes.includes(lineFeed);
}
