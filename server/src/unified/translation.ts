import type { Dialect } from "../proxy/dialects/dialect";
import type { JsonRecord } from "../proxy/dialects/json-values";
import type { ChatRequest } from "./chat-request";
import type { ChunkWriter } from "./chunk-writer";

/** A request in a provider's own words. */
export interface Spoken {
	/** Behind the place where the provider's API stands, e.g. `messages`; with its query. */
	path: string;
	body: JsonRecord;
	headers?: Readonly<Record<string, string>>;
	/** Members of the caller's request that the provider is not told of. */
	notSent: string[];
}

/** One choice of an answer, in OpenAI's words. */
export interface Choice {
	message: JsonRecord;
	/** `stop`, `length`, `tool_calls` or `content_filter`. */
	finishReason: string;
	/** The provider's own word for it. */
	nativeReason?: string;
}

/** What a provider's answer says. */
export interface Told {
	id?: string;
	model?: string;
	choices: Choice[];
}

/** What is handed on to a translation of a stream. */
export interface EventSource {
	push(chunk: Uint8Array): void;
	/** After the last chunk. */
	end(): void;
}

/** How to say a chat completion in another API, and its answer in OpenAI's words. Pure; one record for each API. */
export interface ChatTranslation {
	/** Reads the usage: of the provider's own answer, as everywhere. */
	dialect: Pick<Dialect, "readResponse" | "createStreamReader">;
	/** Throws DomainError 400 for what this API cannot do. */
	ask(request: ChatRequest, model: string): Spoken;
	/** Undefined for a body that is no answer of this API. `callId` makes ids where the API has none. */
	readAnswer(body: JsonRecord, callId: string): Told | undefined;
	/** Reads a streamed answer, in chunks with any borders; keeps one event of it. */
	readStream(writer: ChunkWriter, callId: string): EventSource;
}

/** How to ask for embeddings in another API. */
export interface EmbeddingsTranslation {
	dialect: Pick<Dialect, "readResponse">;
	/** Throws DomainError 400. */
	ask(request: EmbeddingsRequest, model: string): Spoken;
	/** The vectors in the order of the texts; undefined for a body that is no answer of this API. */
	readVectors(body: JsonRecord): number[][] | undefined;
}

export interface EmbeddingsRequest {
	texts: string[];
	dimensions?: number;
	/** The caller wants them as base64 of 32-bit floats, as OpenAI's clients do by default. */
	base64: boolean;
	raw: JsonRecord;
}
