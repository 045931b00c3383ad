import type { Dialect } from "./dialect";
import { openaiBatches } from "./openai-batches";
import { createOpenaiChat } from "./openai-chat";
import { openaiEmbeddings } from "./openai-embeddings";
import { openaiImages } from "./openai-images";
import { openaiModerations } from "./openai-moderations";
import { openaiRealtimeSessions } from "./openai-realtime";
import { openaiResponses } from "./openai-responses";
import { openaiSpeech } from "./openai-speech";
import { openaiTranscriptions } from "./openai-transcriptions";
import type { OpenaiVendor } from "./openai-vendors";

/**
 * The dialects of OpenAI's API by path below the base URL, for `POST`; a vendor serves some of them. Legacy completions have
 * model, stream, `stream_options`, usage and finish reason where chat has them, so they are read by the same dialect.
 * Source: https://developers.openai.com/api/reference (2026-11-22).
 */
export function openaiDialects(vendor: OpenaiVendor): Readonly<Record<string, Dialect>> {
	const chat = createOpenaiChat(vendor);
	return {
		"chat/completions": chat,
		completions: chat,
		responses: openaiResponses,
		"responses/compact": openaiResponses,
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

const lookUps: readonly { method: string; path: RegExp; dialect: Dialect }[] = [
	{ method: "GET", path: /^responses\/[^/]+$/, dialect: openaiResponses },
	{ method: "POST", path: /^responses\/[^/]+\/cancel$/, dialect: openaiResponses },
	{ method: "GET", path: /^batches\/[^/]+$/, dialect: openaiBatches },
	{ method: "POST", path: /^batches\/[^/]+\/cancel$/, dialect: openaiBatches },
];

/** The dialect of a request for something that an earlier call made; such a request has no model, and costs nothing itself. */
export function findLookUp(method: string, path: string): Dialect | undefined {
	return lookUps.find((lookUp) => lookUp.method === method && lookUp.path.test(path))?.dialect;
}
