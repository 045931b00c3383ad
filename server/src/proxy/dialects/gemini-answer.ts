import type { Answer, AnswerError, AnswerHeaders } from "./dialect";
import { readGeminiTier, readGeminiUsage } from "./gemini-usage";
import { filledString, isRecord, type JsonRecord, tokenCount } from "./json-values";

/** More queries than this are no queries of one call. */
const maxQueries = 1000;

/**
 * Gathers what a `GenerateContentResponse`, or the chunks of a streamed one, say of the answer.
 *
 * - A blocked prompt has no candidates; its `blockReason` is then the finish reason.
 * - `webSearches` are the different non-empty queries of the grounding. Models up to 2.5 are billed per grounded prompt, those
 *   since 3 per query: that is the price's matter.
 * Sources, 2026-11-22: https://ai.google.dev/api/generate-content, https://ai.google.dev/gemini-api/docs/google-search.
 */
export class GeminiReading {
	private readonly answer: Answer = {};
	private readonly queries = new Set<string>();
	private hasGrounding = false;
	/** Chunks tell a running usage; on Vertex some tell only the kind of traffic. */
	private usage: JsonRecord | undefined;

	constructor(private readonly headers?: AnswerHeaders) {}

	/** Whether a finish reason has come, after which a stream has no further chunks. */
	get isFinished(): boolean {
		return this.answer.finishReason !== undefined;
	}

	/** Notes one response or chunk; false when it is not an object. */
	note(chunk: unknown): boolean {
		if (!isRecord(chunk)) return false;
		const { answer } = this;
		if (isRecord(chunk.usageMetadata)) this.usage = { ...this.usage, ...chunk.usageMetadata };
		answer.responseModel ??= filledString(chunk.modelVersion);
		if (Array.isArray(chunk.candidates)) for (const candidate of chunk.candidates) this.noteCandidate(candidate);
		if (isRecord(chunk.promptFeedback)) answer.finishReason ??= filledString(chunk.promptFeedback.blockReason);
		answer.error = readGoogleError(chunk.error) ?? answer.error;
		return true;
	}

	/** @param ending what the body or stream itself says: that it is JSON, that it is complete, that it was a stream. */
	finish({ streamed, ...ending }: Pick<Answer, "isJson" | "isComplete"> & { streamed?: boolean }): Answer {
		const { answer, usage: raw, queries } = this;
		const usage = readGeminiUsage(raw);
		if (raw !== undefined) {
			answer.rawUsage = raw;
			if (streamed && !ending.isComplete) answer.usageSoFar = true;
		}
		// A search without usage is not a usage that can be priced.
		if (usage !== undefined) answer.usage = this.hasGrounding ? { ...usage, webSearches: queries.size } : usage;
		const tier = readGeminiTier(raw, this.headers?.get("x-gemini-service-tier"));
		if (tier !== undefined) answer.serviceTier = tier;
		for (const name of ["responseModel", "finishReason", "error"] as const) {
			if (answer[name] === undefined) delete answer[name];
		}
		return { ...ending, ...answer };
	}

	private noteCandidate(candidate: unknown): void {
		if (!isRecord(candidate)) return;
		const finishReason = filledString(candidate.finishReason);
		if (finishReason !== undefined && (candidate.index ?? 0) === 0) this.answer.finishReason = finishReason;
		const queries = isRecord(candidate.groundingMetadata) ? candidate.groundingMetadata.webSearchQueries : undefined;
		if (!Array.isArray(queries)) return;
		this.hasGrounding = true;
		for (const query of queries) {
			if (filledString(query) !== undefined && this.queries.size < maxQueries) this.queries.add(query);
		}
	}
}

/** `{ code, message, status }`. Source: https://cloud.google.com/apis/design/errors (2026-11-22). */
export function readGoogleError(error: unknown): AnswerError | undefined {
	if (!isRecord(error)) return undefined;
	const code = tokenCount(error.code);
	const type = filledString(error.status) ?? (code === undefined ? "provider_error" : String(code));
	return { type, message: filledString(error.message) ?? "" };
}
