import { spanFixture } from "./spans";

export const rowsPerBatch = 20;

/** The lines of a batch and its token: the same ones for the same number, spread over two months. */
export function batchLines(batch: number): { spans: Uint8Array; payloads: Uint8Array; token: string } {
	let spans = "";
	let payloads = "";
	for (let row = 0; row < rowsPerBatch; row++) {
		const seq = batch * rowsPerBatch + row + 1;
		const startedAtMs = Date.UTC(2026, row % 2 === 0 ? 9 : 10, 22) + seq;
		const id = `0198c0de-0000-7000-8000-${String(seq).padStart(12, "0")}`;
		const span = spanFixture({ id, startedAtMs });
		const payload = { projectId: span.projectId, spanId: id, startedAtMs, request: `request ${seq}`, response: null };
		spans += `${JSON.stringify({ seq, ...span })}\n`;
		payloads += `${JSON.stringify(payload)}\n`;
	}
	return { spans: Buffer.from(spans), payloads: Buffer.from(payloads), token: `batch:${batch}` };
}
