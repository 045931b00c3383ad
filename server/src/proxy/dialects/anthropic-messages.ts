import { AnthropicReading } from "./anthropic-answer";
import { anthropicBatchResults } from "./anthropic-batch";
import { createAnthropicStreamReader } from "./anthropic-stream";
import type { Answer, CallRequest, Dialect, GatewayError, RequestToRead } from "./dialect";
import { pickMembers } from "./json-pick";
import { readJsonRequest } from "./json-request";

/**
 * `POST /v1/messages`. Counting tokens (`messages/count_tokens`) and creating batches (`messages/batches`) are read alike:
 * they are not billed, and their answers have no `usage`.
 * Sources, 2026-11-22: https://platform.claude.com/docs/en/api/messages,
 * https://platform.claude.com/docs/en/build-with-claude/token-counting, …/build-with-claude/batch-processing.
 */
export const anthropicMessages: Dialect = {
	readRequest,
	readResponse: readAnthropicMessage,
	createStreamReader: createAnthropicStreamReader,
	renderError: renderAnthropicError,
};

/** By path below `https://api.anthropic.com/v1/`. The legacy `complete` is not documented any more and passes unread. */
export const anthropicDialects: Readonly<Record<string, Dialect>> = {
	messages: anthropicMessages,
	"messages/count_tokens": anthropicMessages,
	"messages/batches": anthropicMessages,
	"messages/batches/*/results": { ...anthropicMessages, batchResults: anthropicBatchResults },
};

/** A batch has a model for each of its requests, so none is named. */
function readRequest({ body }: RequestToRead): CallRequest | undefined {
	return readJsonRequest(body);
}

/** A message, an error, or another object of this API, which then says nothing but that it is JSON. */
export function readAnthropicMessage(body: Uint8Array): Answer {
	const message = pickMembers(body, ["model", "stop_reason", "usage", "error"]);
	if (message === undefined) return {};
	const reading = new AnthropicReading();
	reading.answer.isJson = true;
	reading.noteMessage(message);
	return reading.finish();
}

/** https://platform.claude.com/docs/en/api/errors (2026-11-22) */
const errorTypes: Readonly<Record<number, string>> = {
	401: "authentication_error",
	402: "billing_error",
	403: "permission_error",
	404: "not_found_error",
	413: "request_too_large",
	429: "rate_limit_error",
	504: "timeout_error",
	529: "overloaded_error",
};

/** The official clients read `error.details.error_code` (npm `@anthropic-ai/sdk` 1.12.0). */
export function renderAnthropicError({ status, code, message }: GatewayError): string {
	const type = errorTypes[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
	return JSON.stringify({ type: "error", error: { type, message, details: { error_code: code } }, request_id: null });
}
