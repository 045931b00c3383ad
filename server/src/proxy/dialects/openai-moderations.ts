import type { Dialect } from "./dialect";
import { openaiChat } from "./openai-chat";
import { readModelAndStream } from "./openai-request";

/**
 * `POST /v1/moderations`: a model, and no usage, because it is free. Never streamed.
 * Sources: https://developers.openai.com/api/reference/resources/moderations,
 * https://developers.openai.com/api/docs/guides/moderation (2026-11-22).
 */
export const openaiModerations: Dialect = {
	readRequest: ({ body }) => readModelAndStream(body),
	readResponse: openaiChat.readResponse,
	createStreamReader: openaiChat.createStreamReader,
	renderError: openaiChat.renderError,
};
