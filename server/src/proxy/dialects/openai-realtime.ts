import type { Answer, AnswerError, CallRequest, Dialect, RequestToRead } from "./dialect";
import { readValue, scanObject } from "./json-members";
import { modelOf, readJsonRequest } from "./json-request";
import { readError } from "./openai-answer";
import { openaiChat } from "./openai-chat";
import { isFilledString, isRecord, parseJson } from "./openai-json";
import { readTokenUsage } from "./openai-token-usage";
import { noteTranscriptionUsage } from "./openai-transcriptions";

/**
 * `POST /v1/realtime/client_secrets`, `…/sessions` and `…/transcription_sessions`: they name the model of a session to come,
 * and cost nothing themselves.
 * Source: types of npm `openai` 7.57.0 (2026-11-22).
 */
export const openaiRealtimeSessions: Dialect = {
	readRequest,
	readResponse: openaiChat.readResponse,
	createStreamReader: openaiChat.createStreamReader,
	renderError: openaiChat.renderError,
};

function readRequest({ body }: RequestToRead): CallRequest | undefined {
	const request = readJsonRequest(body);
	if (request === undefined || request.model !== undefined) return request;
	const [session] = scanObject(body, ["session"])?.members ?? [];
	if (session === undefined) return request;
	const bytes = body.subarray(session.valueStart, session.valueEnd);
	return { ...request, ...modelOf(bytes, scanObject(bytes, ["model"])?.members[0]) };
}

/** Something in a session that has a bill of its own, or went wrong. */
export type RealtimeEvent =
	/** A response has begun; `response` with the same id is its end. */
	| { kind: "begun"; responseId: string }
	/** A piece of some response. */
	| { kind: "piece" }
	/** One response of the session's model; `answer.responseId` is its id. */
	| { kind: "response"; answer: Answer }
	/** What was said to the model, written down by another model; `itemId` says which item of the conversation. */
	| { kind: "transcription"; itemId: string | undefined; answer: Answer }
	/** Most errors leave the session open. */
	| { kind: "error"; error: AnswerError };

/** Reads the messages that a realtime server sends, one session long. Never throws, keeps two model names. */
export interface RealtimeReader {
	/** Undefined for the many messages that cost nothing. */
	read(message: Uint8Array): RealtimeEvent | undefined;
}

/**
 * Each response has a usage of its own, in which the conversation so far is input again, most of it cached; transcriptions
 * are billed as their own model's. Messages of other types are not parsed: 2 µs for 10 KB of sound (Bun 1.4.5).
 * Sources: https://developers.openai.com/api/docs/guides/realtime-costs, types of npm `openai` 7.57.0 (2026-11-22).
 */
export function createRealtimeReader(): RealtimeReader {
	const models: Models = {};
	return {
		read(message) {
			const [member] = scanObject(message, ["type"])?.members ?? [];
			const type = member && readValue(message, member);
			if (typeof type !== "string") return undefined;
			if (!telling.has(type)) return isPiece(type) ? piece : undefined;
			const event = parseJson(decoder.decode(message));
			return isRecord(event) ? readEvent(models, type, event) : undefined;
		},
	};
}

interface Models {
	session?: string;
	transcription?: string;
}

const decoder = new TextDecoder();
const transcribed = "conversation.item.input_audio_transcription.completed";
const telling: ReadonlySet<string> = new Set([
	"session.created",
	"session.updated",
	"response.created",
	"response.done",
	transcribed,
	"error",
]);

const piece: RealtimeEvent = { kind: "piece" };

/** E.g. `response.output_audio.delta`. */
function isPiece(type: string): boolean {
	return type.startsWith("response.") && type.endsWith(".delta");
}

function readEvent(models: Models, type: string, event: Record<string, unknown>): RealtimeEvent | undefined {
	if (type === "response.created") {
		const id = isRecord(event.response) ? event.response.id : undefined;
		return isFilledString(id) ? { kind: "begun", responseId: id } : undefined;
	}
	if (type === "response.done") return { kind: "response", answer: readResponse(models, event.response) };
	if (type === transcribed) {
		const answer: Answer = models.transcription === undefined ? {} : { responseModel: models.transcription };
		noteTranscriptionUsage(answer, event.usage);
		return { kind: "transcription", itemId: isFilledString(event.item_id) ? event.item_id : undefined, answer };
	}
	if (type === "error") {
		const error = readError(event.error);
		return error && { kind: "error", error };
	}
	noteModels(models, event.session);
	return undefined;
}

/** `completed`, `cancelled`, or why: `turn_detected`, `max_output_tokens`, `content_filter` … */
function readResponse(models: Models, response: unknown): Answer {
	const answer: Answer = models.session === undefined ? {} : { responseModel: models.session };
	if (!isRecord(response)) return answer;
	const details = isRecord(response.status_details) ? response.status_details : {};
	if (isFilledString(response.id)) answer.responseId = response.id;
	const finishReason = [details.reason, response.status].find(isFilledString);
	if (finishReason !== undefined) answer.finishReason = finishReason;
	const error = readError(details.error);
	if (error !== undefined) answer.error = error;
	if (isRecord(response.usage)) {
		answer.rawUsage = response.usage;
		answer.usage = readTokenUsage(response.usage);
	}
	return answer;
}

/** The older, flat shape has `input_audio_transcription` instead of `audio.input.transcription`. */
function noteModels(models: Models, session: unknown): void {
	if (!isRecord(session)) return;
	if (isFilledString(session.model)) models.session = session.model;
	const input = isRecord(session.audio) && isRecord(session.audio.input) ? session.audio.input : {};
	const transcription = input.transcription ?? session.input_audio_transcription;
	if (isRecord(transcription) && isFilledString(transcription.model)) models.transcription = transcription.model;
}
