import type { Usage } from "../../pricing/usage";
import type { Answer, Dialect } from "./dialect";
import { readError } from "./openai-answer";
import { openaiChat } from "./openai-chat";
import { createTypedEventReader } from "./openai-events";
import { readFormOrJson } from "./openai-form-request";
import { isFilledString, isRecord, readObject } from "./openai-json";
import { readTokenUsage } from "./openai-token-usage";

/**
 * `POST /v1/audio/transcriptions` and `…/translations`. Usage is told in tokens or in seconds; `verbose_json` without it tells
 * the sound's duration. An answer of `response_format` `text`, `srt` or `vtt` tells nothing.
 * Source: types of npm `openai` 7.57.0 (2026-11-22).
 */
export const openaiTranscriptions: Dialect = {
	readRequest: readFormOrJson,
	readResponse(body) {
		const object = readObject(body);
		if (object === undefined) return {};
		const answer: Answer = { isJson: true };
		const error = readError(object.error);
		if (error !== undefined) answer.error = error;
		if (isFilledString(object.model)) answer.responseModel = object.model;
		noteTranscriptionUsage(answer, object.usage);
		const seconds = readSeconds(object.duration);
		if (answer.rawUsage === undefined && seconds !== undefined) answer.usage = seconds;
		return answer;
	},
	createStreamReader: () => createTypedEventReader(telling, noteEvent),
	renderError: openaiChat.renderError,
};

const telling: ReadonlySet<string> = new Set(["transcript.text.done"]);
/** Without details, the input is sound: the dearer of the two things that it can be. */
const plain = { input: "audioInput", output: "output" } as const;

function noteEvent(answer: Answer, { usage }: Record<string, unknown>): void {
	answer.isComplete = true;
	noteTranscriptionUsage(answer, usage);
}

/** `{ type: "tokens", … }` or `{ type: "duration", seconds }`; the realtime API's transcriptions have the same. */
export function noteTranscriptionUsage(answer: Answer, usage: unknown): void {
	if (!isRecord(usage)) return;
	answer.rawUsage = usage;
	answer.usage = usage.type === "duration" ? readSeconds(usage.seconds) : readTokenUsage(usage, plain);
}

/** OpenAI bills whole seconds, rounded up; a length that it tells instead of them may have a fraction, which no store counts. */
function readSeconds(seconds: unknown): Usage | undefined {
	const isCount = typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0;
	return isCount ? { audioInputSeconds: Math.ceil(seconds) } : undefined;
}
