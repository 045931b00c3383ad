import type { Dialect } from "./dialect";
import { openaiBatches, openaiFileContents } from "./openai-batches";
import { createOpenaiChat } from "./openai-chat";
import { openaiEmbeddings } from "./openai-embeddings";
import { openaiImages } from "./openai-images";
import { openaiModerations } from "./openai-moderations";
import { openaiRealtimeSessions } from "./openai-realtime";
import { createOpenaiResponses } from "./openai-responses";
import { openaiSpeech } from "./openai-speech";
import { openaiTranscriptions } from "./openai-transcriptions";
import type { OpenaiVendor } from "./openai-vendors";

/**
 * The dialects of OpenAI's API by path below the base URL, for `POST`; a vendor serves some of them. Legacy completions have
 * model, stream, `stream_options`, usage and finish reason where chat has them, so they are read by the same dialect.
 * Source: resources of npm `openai` 7.57.0 (2026-11-22).
 */
export function openaiDialects(vendor: OpenaiVendor): Readonly<Record<string, Dialect>> {
	const chat = createOpenaiChat(vendor);
	const responses = createOpenaiResponses(vendor);
	return {
		"chat/completions": chat,
		completions: chat,
		responses,
		"responses/compact": responses,
		embeddings: openaiEmbeddings,
		"images/generations": openaiImages,
		"images/edits": openaiImages,
		"images/variations": openaiImages,
		"audio/speech": openaiSpeech,
		"audio/transcriptions": openaiTranscriptions,
		"audio/translations": openaiTranscriptions,
		moderations: openaiModerations,
		"realtime/client_secrets": openaiRealtimeSessions,
		"realtime/sessions": openaiRealtimeSessions,
		"realtime/transcription_sessions": openaiRealtimeSessions,
		batches: openaiBatches,
	};
}

/**
 * The dialects of requests for something that an earlier call made, by method and path (`*` is its id): they name no model, and
 * cost nothing themselves.
 */
export function openaiLookUps(vendor: OpenaiVendor): Readonly<Record<string, Dialect>> {
	const responses: Dialect = { ...createOpenaiResponses(vendor), outlasts: "looksUp" };
	return {
		"GET responses/*": responses,
		"POST responses/*/cancel": responses,
		"GET batches/*": openaiBatches,
		"POST batches/*/cancel": openaiBatches,
		"GET files/*/content": openaiFileContents,
	};
}
