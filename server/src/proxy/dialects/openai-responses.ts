import type { Usage } from "../../pricing/usage";
import type { Answer, Dialect } from "./dialect";
import { readJsonRequest } from "./json-request";
import { readError } from "./openai-answer";
import { openaiChat } from "./openai-chat";
import { createTypedEventReader } from "./openai-events";
import { isFilledString, isRecord, readObject } from "./openai-json";
import { readTokenUsage } from "./openai-token-usage";
import { readToolUnits } from "./openai-tool-units";
import { type OpenaiVendor, openai } from "./openai-vendors";

/**
 * `POST /v1/responses`, `GET /v1/responses/{id}`, `POST /v1/responses/{id}/cancel` and `POST /v1/responses/compact`. A stream
 * tells its usage unasked, in its last event. How a background response is counted once: see `openai-settlement.ts`.
 * With `previous_response_id` the earlier turns are billed as input again and stand in this response's own usage.
 * Sources: types of npm `openai` 7.57.0,
 * https://developers.openai.com/api/docs/guides/background (2026-11-22).
 */
export const openaiResponses: Dialect = createOpenaiResponses(openai);

/** The same API as another vendor serves it. */
export function createOpenaiResponses({ readResponseUsage }: OpenaiVendor): Dialect {
	return {
		readRequest: ({ body }) => readJsonRequest(body),
		readResponse(body) {
			const object = readObject(body);
			const answer: Answer = object === undefined ? {} : { isJson: true };
			noteResponse(answer, object, readResponseUsage);
			return answer;
		},
		createStreamReader: () =>
			createTypedEventReader(telling, (answer, event, type) => {
				noteResponse(answer, event.response, readResponseUsage);
				if (last.has(type)) answer.isComplete = true;
			}),
		outlasts: "makes",
		renderError: openaiChat.renderError,
	};
}

type ReadUsage = (raw: unknown) => Usage | undefined;

const last: ReadonlySet<string> = new Set(["response.completed", "response.incomplete", "response.failed"]);
const telling: ReadonlySet<string> = new Set([...last, "response.created", "response.queued"]);
const pending: ReadonlySet<string> = new Set(["queued", "in_progress"]);

/** Adds what a response object says; a later one about the same response takes its place. */
export function noteResponse(answer: Answer, response: unknown, readUsage: ReadUsage = readTokenUsage): void {
	if (!isRecord(response)) return;
	const { id, model, service_tier: serviceTier, status } = response;
	if (isFilledString(id)) answer.responseId = id;
	if (isFilledString(model)) answer.responseModel = model;
	if (isFilledString(serviceTier)) answer.serviceTier = serviceTier;
	if (isFilledString(status)) {
		const isPending = pending.has(status);
		if (isPending) answer.isPending = true;
		else {
			delete answer.isPending;
			answer.finishReason = finishReasonOf(status, response.incomplete_details);
		}
	}
	noteUsage(answer, response, readUsage);
	const error = readError(response.error);
	if (error !== undefined) answer.error = error;
}

/** `completed`, `cancelled`, `failed`, or why it is incomplete, e.g. `max_output_tokens`. */
function finishReasonOf(status: string, details: unknown): string {
	return isRecord(details) && isFilledString(details.reason) ? details.reason : status;
}

/** Tokens of the model, and units of the built-in tools, whose own token counts (`tool_usage`) stay in the raw usage. */
function noteUsage(answer: Answer, response: Record<string, unknown>, readUsage: ReadUsage): void {
	if (!isRecord(response.usage)) return;
	const toolUsage = isRecord(response.tool_usage) ? { tool_usage: response.tool_usage } : undefined;
	answer.rawUsage = toolUsage === undefined ? response.usage : { ...response.usage, ...toolUsage };
	const tokens = readUsage(response.usage);
	const usage: Usage = { ...tokens, ...readToolUnits(response) };
	answer.usage = tokens === undefined && Object.keys(usage).length === 0 ? undefined : usage;
}
