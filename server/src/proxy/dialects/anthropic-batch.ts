import { AnthropicReading } from "./anthropic-answer";
import type { Answer, BatchedCall, BatchResults } from "./dialect";
import { JsonLines } from "./json-lines";
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
 * The calls in a batch's results; only those that succeeded are billed. All are of the tier `batch`, also where the message does
 * not say so. Source: https://platform.claude.com/docs/en/api/retrieving-message-batch-results (2026-11-22).
 */
export const anthropicBatchResults: BatchResults = {
	idOf: (path) => /batches\/([^/]+)\/results$/.exec(path)?.[1] ?? path,
	createReader: (tell) => new JsonLines((line) => tell(line && readCall(parseBytes(line)))),
};

function readCall(line: unknown): BatchedCall | undefined {
	if (!isRecord(line) || !isRecord(line.result)) return undefined;
	const customId = filledString(line.custom_id);
	const outcome = filledString(line.result.type);
	if (customId === undefined || outcome === undefined) return undefined;
	const answer = readResult(line.result);
	answer.serviceTier = "batch";
	if (outcome !== "succeeded") answer.error ??= { type: outcome, message: `The batch's request is ${outcome}.` };
	return { key: customId, customId, kind: "llm", ...(outcome === "succeeded" && { httpStatus: 200 }), answer };
}

function readResult(result: JsonRecord): Answer {
	const reading = new AnthropicReading();
	if (isRecord(result.message)) reading.noteMessage(result.message);
	// An error is wrapped as the API's own answer is: { type: "error", error: { type, message } }.
	if (isRecord(result.error)) reading.noteEvent({ type: "error", error: result.error.error ?? result.error });
	return reading.finish();
}
