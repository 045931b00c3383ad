import { asBytes, textLines } from "../stores/clickhouse/lines";

/** The label that only calls of batches have, as it stands in a line; see `span-of-call.ts`. */
const mark = '"batch_custom_id":';
const nothing = new Uint8Array();

/**
 * Lines of spans, apart: `once` are those of batches' calls, each id once, which an earlier line may have brought already; they are
 * looked up before they are inserted. All others are new. Costs 0.1 µs a line where there are none.
 */
export function apartOnce(lines: Uint8Array): { once: Uint8Array; others: Uint8Array } {
	if (!Buffer.from(lines.buffer, lines.byteOffset, lines.length).includes(mark))
		return { once: nothing, others: lines };
	const byId = new Map<string, string>();
	const others: string[] = [];
	for (const line of textLines(lines)) {
		if (line.includes(mark)) byId.set(JSON.parse(line).id, line);
		else others.push(line);
	}
	return { once: asBytes([...byId.values()]), others: asBytes(others) };
}
