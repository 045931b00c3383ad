import type { Usage } from "../../pricing/usage";
import type { Answer, AnswerError, BatchedCall, Dialect } from "./dialect";
import { JsonLines } from "./json-lines";
import { readJsonRequest } from "./json-request";
import { noteAnswer, readError } from "./openai-answer";
import { openaiChat } from "./openai-chat";
import { isFilledString, isRecord, readObject } from "./openai-json";
import { noteResponse } from "./openai-responses";
import { tokenCount } from "./openai-token-counts";
import { readTokenUsage } from "./openai-token-usage";

/**
 * `POST /v1/batches`, `GET /v1/batches/{id}`, `POST /v1/batches/{id}/cancel`. Their answers have no usage here, although a
 * batch object sums up that of its calls: asked for again and again, it would be counted each time. The calls are counted from
 * the result file, each once, by `createBatchResultReader`.
 * Sources: https://developers.openai.com/api/reference/cli/resources/batches/index.md, types of npm `openai` 7.57.0 (2026-11-22).
 */
export const openaiBatches: Dialect = {
	readRequest: ({ body }) => readJsonRequest(body),
	readResponse(body) {
		const object = readObject(body);
		if (object === undefined) return {};
		const answer: Answer = { isJson: true };
		noteAnswer(answer, { model: object.model, error: object.error });
		if (isFilledString(object.id)) answer.responseId = object.id;
		return answer;
	},
	createStreamReader: openaiChat.createStreamReader,
	renderError: openaiChat.renderError,
};

/** A batch as its object says. */
export interface Batch {
	id: string;
	/** `completed`, `failed`, `expired` and `cancelled` are the last ones. */
	status: string;
	/** E.g. `/v1/responses`. */
	endpoint?: string;
	model?: string;
	outputFileId?: string;
	/** Calls that failed stand in a file of their own. */
	errorFileId?: string;
	completedCalls?: number;
	failedCalls?: number;
	/** The sum over all calls, for a check against them. */
	usage?: Usage;
}

/** Undefined when the body is no batch object. */
export function readBatch(body: Uint8Array): Batch | undefined {
	const batch = readObject(body);
	if (batch?.object !== "batch" || !isFilledString(batch.id) || !isFilledString(batch.status)) return undefined;
	const counts = isRecord(batch.request_counts) ? batch.request_counts : {};
	const text = (value: unknown) => (isFilledString(value) ? value : undefined);
	return {
		id: batch.id,
		status: batch.status,
		endpoint: text(batch.endpoint),
		model: text(batch.model),
		outputFileId: text(batch.output_file_id),
		errorFileId: text(batch.error_file_id),
		completedCalls: tokenCount(counts.completed),
		failedCalls: tokenCount(counts.failed),
		usage: readTokenUsage(batch.usage),
	};
}

/** A line of a result file that is not a call, by its place in the file, from 1. */
export interface UnreadLine {
	line: number;
}

/**
 * Reads a result file (`output_file_id`, `error_file_id`) in chunks with any borders, call by call, one line in memory.
 * Source: a result as a client recorded it, https://git.mii.dev/mii/openai-api-rs (examples/data/batch_result.json, 2026-11-22).
 */
export function createBatchResultReader(tell: (result: BatchedCall | UnreadLine) => void): JsonLines {
	let line = 0;
	return new JsonLines((bytes) => {
		line++;
		tell((bytes && readCall(readObject(bytes))) ?? { line });
	});
}

/** The requests of a batch, in the file that it is made from, have neither a response nor an error. */
function readCall(result: Record<string, unknown> | undefined): BatchedCall | undefined {
	if (result === undefined || !isFilledString(result.custom_id)) return undefined;
	if (!isRecord(result.response) && !isRecord(result.error)) return undefined;
	const response = isRecord(result.response) ? result.response : {};
	const body = isRecord(response.body) ? response.body : {};
	const answer = readBody(body);
	answer.serviceTier = "batch";
	const error = readError(result.error);
	if (error !== undefined) answer.error = error satisfies AnswerError;
	const madeAt = tokenCount(body.created ?? body.created_at);
	return {
		key: isFilledString(result.id) ? result.id : result.custom_id,
		customId: result.custom_id,
		kind: body.object === "list" ? "embedding" : "llm",
		httpStatus: tokenCount(response.status_code),
		...(madeAt !== undefined && { madeAtMs: madeAt * 1000 }),
		answer,
	};
}

/** By the object's own name, so that the batch's endpoint need not be known. */
function readBody(body: Record<string, unknown>): Answer {
	const answer: Answer = {};
	if (body.object === "response") noteResponse(answer, body);
	else noteAnswer(answer, body);
	// Images: no name, and the newer usage.
	if (answer.rawUsage !== undefined && isRecord(body.usage) && body.usage.input_tokens !== undefined)
		answer.usage = body.object === "response" ? answer.usage : readTokenUsage(body.usage, imageTokens);
	return answer;
}

const imageTokens = { input: "uncachedInput", output: "imageOutput" } as const;

/**
 * `GET /v1/files/{id}/content`: a file of a batch's results, or any other, which has no calls in it.
 * Source: https://novita.ai/docs/api-reference/model-apis-llm-retrieve-file-content.md, a compatible server's (2026-11-22)
 */
export const openaiFileContents: Dialect = {
	...openaiBatches,
	batchResults: {
		idOf: (path) => /files\/([^/]+)\/content$/.exec(path)?.[1] ?? path,
		createReader: (tell) => createBatchResultReader((result) => tell("line" in result ? undefined : result)),
	},
};
