import type { Answer, Dialect } from "./dialect";
import { noteAnswer } from "./openai-answer";
import { openaiChat } from "./openai-chat";
import { createTypedEventReader } from "./openai-events";
import { readFormOrJson } from "./openai-form-request";
import { isRecord, readObject } from "./openai-json";
import { readTokenUsage } from "./openai-token-usage";

/**
 * `POST /v1/images/generations` (JSON), `…/edits` (a form or JSON) and `…/variations` (a form). Answers name no model.
 *
 * GPT Image models are billed by tokens, which the answer or the last event tells (a stream has one image: servers refuse `n`
 * above 1); a partial image's tokens are among them. Models before them are billed by the image: `imagesOutput` counts them, and is absent beside tokens.
 * Sources: types of npm `openai` 7.57.0, https://github.com/theopenco/llmgateway/issues/3963 (`n` of streams, 2026-11-22).
 */
export const openaiImages: Dialect = {
	readRequest: readFormOrJson,
	readResponse(body) {
		const object = readObject(body);
		if (object === undefined) return {};
		const answer: Answer = { isJson: true };
		noteAnswer(answer, { error: object.error });
		noteUsage(answer, object);
		const images = Array.isArray(object.data) ? object.data.length : 0;
		if (answer.rawUsage === undefined && images > 0) answer.usage = { imagesOutput: images };
		return answer;
	},
	createStreamReader: () => createTypedEventReader(telling, noteEvent),
	renderError: openaiChat.renderError,
};

const telling: ReadonlySet<string> = new Set(["image_generation.completed", "image_edit.completed"]);
/** Without details, all input is text and all output is image. */
const plain = { input: "uncachedInput", output: "imageOutput" } as const;

function noteEvent(answer: Answer, event: Record<string, unknown>): void {
	noteUsage(answer, event);
	answer.isComplete = true;
}

/** The tokens of an SVG's author are another model's, and stay in the raw usage. */
function noteUsage(answer: Answer, { usage, svg_usage: svgUsage }: Record<string, unknown>): void {
	if (!isRecord(usage)) return;
	answer.usage = readTokenUsage(usage, plain);
	answer.rawUsage = isRecord(svgUsage) ? { ...usage, svg_usage: svgUsage } : usage;
}
