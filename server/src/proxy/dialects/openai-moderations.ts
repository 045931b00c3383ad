import type { Dialect } from "./dialect";
import { readJsonRequest } from "./json-request";
import { openaiChat } from "./openai-chat";

/**
 * `POST /v1/moderations`: a model, and no usage. Never streamed.
 * Source: types of npm `openai` 7.57.0 (2026-11-22).
 */
export const openaiModerations: Dialect = {
	readRequest: ({ body }) => readJsonRequest(body),
	readResponse: openaiChat.readResponse,
	createStreamReader: openaiChat.createStreamReader,
	renderError: openaiChat.renderError,
};
