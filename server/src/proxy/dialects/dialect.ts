import type { SpanKind } from "../../journal/span";
import type { Usage } from "../../pricing/usage";

/** A request as a dialect may read it: some APIs name the model in the path, or send forms. */
export interface RequestToRead {
	body: Uint8Array;
	/** Below the provider's base URL, e.g. `chat/completions`. */
	path: string;
	/** With its question mark; may be empty. */
	query: string;
	/** The header as it came; empty when there was none. */
	contentType: string;
}

/** What the gateway has to know of a request before it is sent on. A member of another type counts as not said. */
export interface CallRequest {
	/** As the caller wrote it. */
	model?: string;
	stream: boolean;
	/** The caller itself asked for usage in the stream, so nothing is injected and nothing is taken out. */
	asksForUsage: boolean;
	/** The most tokens that the caller allows for the answer: null when no member of its API says, absent where nobody looked. */
	maxTokens?: number | null;
	/** The body has options for the stream, whatever they say; told where `Dialect.streamUsage` needs it. */
	hasStreamOptions?: true;
	/** Units that only the request tells, e.g. the characters of a text to speak; they count once the provider answers with 2xx. */
	usage?: Usage;
}

/** What the gateway keeps of a provider's answer. Absent members were not in it. */
export interface Answer {
	/** The body was one JSON object. Not said of streams. */
	isJson?: boolean;
	/** The provider's id of what it made, where a later call may ask for it again, e.g. `resp_…`. */
	responseId?: string;
	/** The provider goes on working: usage comes with a later answer of the same `responseId`. */
	isPending?: true;
	/** The model that answered, as the provider names it, e.g. `gpt-4o-2024-08-06`. */
	responseModel?: string;
	/** How the provider says it served the call, e.g. `default`, `flex`, `priority`; it decides the price. */
	serviceTier?: string;
	/** Where it was served, where the answer says so and the price goes by it. */
	region?: string;
	/** Of the first choice. */
	finishReason?: string;
	/** Absent when the provider sent none, or numbers that cannot be right (`rawUsage` then still has them). */
	usage?: Usage;
	/** The provider's own usage object, as parsed; of a stream that tells it piecemeal, the pieces put together. */
	rawUsage?: unknown;
	/** The stream tells a running usage and ended before the final one: input is known, output is what was told so far. */
	usageSoFar?: true;
	/** What other models did inside of this call, billed at their own rates and not part of `usage`. */
	furtherUsage?: readonly ModelUsage[];
	/** The usage is that of this call, which was left without; never the dialect's to say. */
	settles?: OpenCall;
	error?: AnswerError;
	/** The stream has said that nothing follows. Clients hang up then, without waiting for the connection to end. */
	isComplete?: true;
}

/** A call whose usage was not in its own answer: the provider goes on in the background, or the stream broke off. */
export interface OpenCall {
	id: string;
	traceId: string;
	kind: SpanKind;
	/** As the caller asked for it. */
	model: string | null;
	startedAtMs: number;
}

export interface ModelUsage {
	/** As the provider names it. */
	model: string;
	usage: Usage;
}

/** Of the answer's headers what a dialect may ask for, by name in lower case. Some APIs tell usage or tier only there. */
export type AnswerHeaders = Pick<Headers, "get">;

export interface AnswerError {
	/** Short and stable: the provider's `type`, else its `code`, else `provider_error`. */
	type: string;
	message: string;
}

/** Watches a streamed answer, in chunks with any borders. Never throws; keeps at most one event in memory. */
export interface StreamReader {
	read(chunk: Uint8Array): void;
	/** What has been seen so far. Call it once, when the stream has ended, broken off or been cut. */
	end(): Answer;
}

/**
 * Takes out of a streamed answer what an injected `include_usage` put in, and reads the answer on the way, so that a stream
 * needs either a `StreamReader` or a `UsageFilter`, never both.
 */
export interface UsageFilter {
	/** Bytes for the client now, often the chunk itself; undefined when there are none yet. */
	push(chunk: Uint8Array): Uint8Array | undefined;
	/** The bytes that were still held back, once, when the stream has ended. */
	end(): Uint8Array | undefined;
	/** What has been seen so far; complete after `end`. */
	answer(): Answer;
}

/** How usage is had from a stream whose caller did not ask for it. */
export interface StreamUsage {
	/** The same body with a wish for usage in the stream; undefined when it is there already or has no place to go. */
	ask(body: Uint8Array, request: CallRequest): Uint8Array | undefined;
	createFilter(): UsageFilter;
}

/** An error of the gateway's own. `code` is one of those in `docs/reference/errors.md`. */
export interface GatewayError {
	status: number;
	code: string;
	message: string;
}

/** One call of a batch, as its results tell it. */
export interface BatchedCall {
	/** What names it among the results, the same whenever they are fetched. */
	key: string;
	/** What the caller named it. */
	customId: string;
	kind: SpanKind;
	httpStatus?: number;
	/** Unix milliseconds; absent where the provider does not say it. */
	madeAtMs?: number;
	/** `serviceTier` is always `batch`. */
	answer: Answer;
}

/** Reads the results of a batch, JSON lines in chunks with any borders; keeps one line in memory. Never throws. */
export interface BatchResults {
	/** The provider's id of the results, from their path. */
	idOf(path: string): string;
	/** @param tell each line, as a call or, where it is none, as undefined. */
	createReader(tell: (call: BatchedCall | undefined) => void): { read(chunk: Uint8Array): void; end(): void };
}

/** How one provider's API speaks: pure functions over its bytes. A new API is one more of these records. */
export interface Dialect {
	/** Undefined: the request is not one of this dialect, e.g. its body is not a JSON object. */
	readRequest(request: RequestToRead): CallRequest | undefined;
	/** Reads an answer that was not streamed, a provider's error included. */
	readResponse(body: Uint8Array, headers?: AnswerHeaders): Answer;
	createStreamReader(headers?: AnswerHeaders): StreamReader;
	/** A stream may come as `application/json`, piece by piece, and the stream reader takes that too. */
	streamsJson?: true;
	/**
	 * Present where the provider's work may go on after the answer, so that a later one tells the usage: `makes` begins such
	 * work, `looksUp` asks for it by its id. See `openai-settlement.ts`.
	 */
	outlasts?: "makes" | "looksUp";
	/** Present where the answer is the results of a batch, or may be. */
	batchResults?: BatchResults;
	/** Absent where the provider tells the usage of a stream unasked. */
	streamUsage?: StreamUsage;
	/** A JSON body that this API's clients understand. */
	renderError(error: GatewayError): string;
}
