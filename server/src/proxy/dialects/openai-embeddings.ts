import type { Answer, Dialect } from "./dialect";
import { readValue, scanObject } from "./json-members";
import { readJsonRequest } from "./json-request";
import { noteAnswer } from "./openai-answer";
import { openaiChat } from "./openai-chat";

const members = ["model", "usage", "error"];

/**
 * `POST /v1/embeddings`. The vectors are passed over, not parsed: 1.7 ns a byte (Bun 1.4.5). Never streamed.
 * Source: types of npm `openai` 7.57.0 (2026-11-22).
 */
export const openaiEmbeddings: Dialect = {
	readRequest: ({ body }) => readJsonRequest(body),
	readResponse(body) {
		const object = scanObject(body, members);
		if (object === undefined) return {};
		const answer: Answer = { isJson: true };
		const found = object.members.map((member) => member && readValue(body, member));
		noteAnswer(answer, Object.fromEntries(members.map((name, index) => [name, found[index]])));
		return answer;
	},
	createStreamReader: openaiChat.createStreamReader,
	renderError: openaiChat.renderError,
};
