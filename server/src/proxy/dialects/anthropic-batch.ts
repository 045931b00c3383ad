import { AnthropicReading } from "./anthropic-answer";
import type { Answer } from "./dialect";
import { pickMembers } from "./json-pick";
import { filledString, isRecord, type JsonRecord, parseBytes, tokenCount } from "./json-values";

/** A batch as `create` and `retrieve` answer it. */
export interface AnthropicBatch {
	id: string;
	/** `in_progress`, `canceling` or `ended`; results exist once it has ended. */
	status: string;
	/** Absent until then. */
	resultsUrl?: string;
	/** How many of its requests are `processing`, `succeeded`, `errored`, `canceled` and `expired`. */
	counts: Readonly<Record<string, number>>;
}

/** One request of a batch, as its results tell it. */
export interface BatchCall {
	/** What the caller named it. */
	customId: string;
	/** `succeeded`, `errored`, `canceled` or `expired`; only the first is billed. */
	outcome: string;
	answer: Answer;
}

/** A longer line of results passes unread. A message with the largest output is about 1 MB. */
const maxLineBytes = 16 * 1024 * 1024;
const lineFeed = 0x0a;

/** Undefined when the body is not a batch. Source: https://platform.claude.com/docs/en/api/creating-message-batches (2026-11-22). */
export function readAnthropicBatch(body: Uint8Array): AnthropicBatch | undefined {
	const picked = pickMembers(body, ["type", "id", "processing_status", "results_url", "request_counts"]);
	const id = filledString(picked?.id);
	const status = filledString(picked?.processing_status);
	if (picked?.type !== "message_batch" || id === undefined || status === undefined) return undefined;
	const counts = Object.entries(isRecord(picked.request_counts) ? picked.request_counts : {});
	const resultsUrl = filledString(picked.results_url);
	return {
		id,
		status,
		...(resultsUrl !== undefined && { resultsUrl }),
		counts: Object.fromEntries(counts.filter((entry): entry is [string, number] => tokenCount(entry[1]) !== undefined)),
	};
}

/**
 * The calls in a batch's results, a JSONL text in chunks with any borders; lines that cannot be read are passed over. All are
 * of the tier `batch`, also where the message does not say so. At most one line is held.
 * Source: https://platform.claude.com/docs/en/api/retrieving-message-batch-results (2026-11-22).
 */
export function* readAnthropicBatchResults(chunks: Iterable<Uint8Array>): Generator<BatchCall> {
	let pieces: Uint8Array[] = [];
	let held = 0;
	for (const chunk of chunks) {
		let start = 0;
		for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
			const call = held + end - start <= maxLineBytes ? readLine([...pieces, chunk.subarray(start, end)]) : undefined;
			if (call !== undefined) yield call;
			pieces = [];
			held = 0;
			start = end + 1;
		}
		held += chunk.length - start;
		if (held > maxLineBytes) pieces = [];
		else if (start < chunk.length) pieces.push(chunk.slice(start));
	}
	const last = held <= maxLineBytes ? readLine(pieces) : undefined;
	if (last !== undefined) yield last;
}

function readLine(pieces: readonly Uint8Array[]): BatchCall | undefined {
	const line = parseBytes(Buffer.concat(pieces));
	if (!isRecord(line) || !isRecord(line.result)) return undefined;
	const customId = filledString(line.custom_id);
	const outcome = filledString(line.result.type);
	if (customId === undefined || outcome === undefined) return undefined;
	return { customId, outcome, answer: readResult(line.result) };
}

function readResult(result: JsonRecord): Answer {
	const reading = new AnthropicReading();
	if (isRecord(result.message)) reading.noteMessage(result.message);
	// An error is wrapped as the API's own answer is: { type: "error", error: { type, message } }.
	if (isRecord(result.error)) reading.noteEvent({ type: "error", error: result.error.error ?? result.error });
	const answer = reading.finish();
	if (answer.usage !== undefined) answer.serviceTier = "batch";
	return answer;
}
