import type { Answer, CallRequest, Dialect, RequestToRead } from "./dialect";
import { readValue, scanObject } from "./json-members";
import { modelOf } from "./json-request";
import { openaiChat } from "./openai-chat";
import { createTypedEventReader } from "./openai-events";
import { isRecord } from "./openai-json";
import { readTokenUsage } from "./openai-token-usage";

/**
 * `POST /v1/audio/speech`. The answer is sound, about which it tells nothing, so the request's characters are what `tts-1` is
 * billed by; with `stream_format: "sse"` the last event tells tokens. Characters are Unicode code points.
 * Sources: types of npm `openai` 7.57.0 (request); public clients that read `speech.audio.done` (2026-11-22).
 */
export const openaiSpeech: Dialect = {
	readRequest,
	readResponse: openaiChat.readResponse,
	createStreamReader: () => createTypedEventReader(telling, noteEvent),
	renderError: openaiChat.renderError,
};

const telling: ReadonlySet<string> = new Set(["speech.audio.done"]);
const plain = { input: "uncachedInput", output: "audioOutput" } as const;

function readRequest({ body }: RequestToRead): CallRequest | undefined {
	const object = scanObject(body, ["model", "stream_format", "input"]);
	if (object === undefined) return undefined;
	const [model, format, input] = object.members;
	const text = input && readValue(body, input);
	return {
		...modelOf(body, model),
		stream: format !== undefined && readValue(body, format) === "sse",
		asksForUsage: false,
		...(typeof text === "string" && { usage: { inputCharacters: characterCount(text) } }),
	};
}

function characterCount(text: string): number {
	let count = 0;
	for (const _ of text) count++;
	return count;
}

function noteEvent(answer: Answer, { usage }: Record<string, unknown>): void {
	answer.isComplete = true;
	if (!isRecord(usage)) return;
	answer.rawUsage = usage;
	answer.usage = readTokenUsage(usage, plain);
}
