import { createLineWriter, type LineWriter } from "./line-writer";
import type { JournalBatch, JournalEntry, Payload } from "./span";

const [lineFeed, openBrace, closeBrace] = [0x0a, 0x7b, 0x7d];
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const nothing = new Uint8Array();
/** Used for one batch after the other, so that the memory of the last one is still at hand. */
const writer = createLineWriter();

/**
 * Writes entries down as one batch of lines, numbered from `firstSeq`. The batch's payloads are overwritten by the next one.
 */
export function encodeBatch(entries: readonly JournalEntry[], firstSeq: number): JournalBatch {
	let spans = "";
	let seq = firstSeq;
	writer.clear();
	for (const entry of entries) {
		spans += `{"seq":${seq},${JSON.stringify(entry.span).slice(1)}\n`;
		if (entry.request !== undefined || entry.response !== undefined) writePayloads(writer, entry);
		seq++;
	}
	return { firstSeq, lastSeq: seq - 1, spans, payloads: writer.written() };
}

/** The same for spans that are JSON text already: calls that an earlier process left in flight. */
export function encodeRecovered(spans: readonly string[], firstSeq: number): JournalBatch {
	const lines = spans.map((span, index) => `{"seq":${firstSeq + index},${span.slice(1)}\n`);
	return { firstSeq, lastSeq: firstSeq + spans.length - 1, spans: lines.join(""), payloads: nothing };
}

/** Field for field a row of ClickHouse `span_payloads`. */
function writePayloads({ text, bytes }: LineWriter, { span, request, response }: JournalEntry) {
	text(`{"projectId":"${span.projectId}","spanId":"${span.id}","startedAtMs":${span.startedAtMs},"request":`);
	writeBody({ text, bytes }, request);
	text(`,"requestTruncated":${request?.truncated ?? false},"response":`);
	writeBody({ text, bytes }, response);
	text(`,"responseTruncated":${response?.truncated ?? false}}\n`);
}

/**
 * A body's text as a JSON value. ClickHouse reads an object into a text column as it stands, so a body that is one goes in
 * byte for byte; to decode, escape and encode it would cost five times as much. Everything else becomes a JSON string.
 */
function writeBody({ text, bytes }: Pick<LineWriter, "text" | "bytes">, payload: Payload | undefined) {
	if (payload === undefined) text("null");
	else if (standsInALine(payload)) bytes(payload.bytes);
	else text(JSON.stringify(decoder.decode(payload.bytes)));
}

/** An object from its first byte to its last, without a line break: pretty-printed ones would end our line. */
function standsInALine({ bytes, isJson, truncated }: Payload): boolean {
	return isJson && !truncated && bytes[0] === openBrace && bytes.at(-1) === closeBrace && !bytes.includes(lineFeed);
}
