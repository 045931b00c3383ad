import type { JournalBatch, JournalEntry } from "./span";

/** Writes entries down as one batch of JSON lines, numbered from `firstSeq`. */
export function encodeBatch(entries: readonly JournalEntry[], firstSeq: number): JournalBatch {
	let spans = "";
	let payloads = "";
	let seq = firstSeq;
	for (const entry of entries) {
		spans += `{"seq":${seq},${JSON.stringify(entry.span).slice(1)}\n`;
		if (entry.request !== undefined || entry.response !== undefined) payloads += encodePayloads(entry);
		seq++;
	}
	return { firstSeq, lastSeq: seq - 1, spans, payloads };
}

/** The same for spans that are JSON text already: calls that an earlier process left in flight. */
export function encodeRecovered(spans: readonly string[], firstSeq: number): JournalBatch {
	const lines = spans.map((span, index) => `{"seq":${firstSeq + index},${span.slice(1)}\n`);
	return { firstSeq, lastSeq: firstSeq + spans.length - 1, spans: lines.join(""), payloads: "" };
}

/** Field for field a row of ClickHouse `span_payloads`. */
function encodePayloads({ span, request, response }: JournalEntry): string {
	const row = {
		projectId: span.projectId,
		spanId: span.id,
		startedAtMs: span.startedAtMs,
		request: request?.text ?? null,
		requestTruncated: request?.truncated ?? false,
		response: response?.text ?? null,
		responseTruncated: response?.truncated ?? false,
	};
	return `${JSON.stringify(row)}\n`;
}
