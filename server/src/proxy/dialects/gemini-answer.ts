import type { Answer, AnswerError, AnswerHeaders } from "./dialect";
import { readGeminiTier, readGeminiUsage } from "./gemini-usage";
import { forEachElement, memberBytes } from "./json-pick";
import { filledString, isRecord, type JsonRecord, parseBytes, tokenCount } from "./json-values";

const memberNames = ["usageMetadata", "modelVersion", "candidates", "promptFeedback", "error"];
const candidateNames = ["index", "finishReason", "groundingMetadata"];
/** More queries than this are no queries of one call. */
const maxQueries = 1000;

/**
 * Gathers what a `GenerateContentResponse`, or the chunks of a streamed one, say of the answer. Content is passed over, so
 * that images and audio in base64 never become values.
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
	private usage: JsonRecord | undefined;

	constructor(private readonly headers?: AnswerHeaders) {}

	/** Whether a finish reason has come, after which a stream has no further chunks. */
	get isFinished(): boolean {
		return this.answer.finishReason !== undefined;
	}

	/** Notes one response or chunk; false when the bytes are not a JSON object. */
	note(bytes: Uint8Array): boolean {
		const members = memberBytes(bytes, memberNames);
		if (members === undefined) return false;
		const [usage, model, candidates, feedback, error] = members;
		if (usage !== undefined) this.noteUsage(parseBytes(usage));
		if (model !== undefined) this.answer.responseModel ??= filledString(parseBytes(model));
		if (candidates !== undefined) forEachElement(candidates, (candidate) => this.noteCandidate(candidate));
		if (feedback !== undefined) this.noteFeedback(parseBytes(feedback));
		if (error !== undefined) this.noteError(parseBytes(error));
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
		if (answer.responseModel === undefined) delete answer.responseModel;
		return { ...ending, ...answer };
	}

	/** Chunks tell a running usage; on Vertex some tell only the kind of traffic. */
	private noteUsage(usage: unknown): void {
		if (isRecord(usage)) this.usage = { ...this.usage, ...usage };
	}

	private noteCandidate(candidate: Uint8Array): void {
		const [index, reason, grounding] = memberBytes(candidate, candidateNames) ?? [];
		const isFirst = index === undefined || parseBytes(index) === 0;
		const finishReason = reason && filledString(parseBytes(reason));
		if (isFirst && finishReason !== undefined) this.answer.finishReason = finishReason;
		const [queries] = (grounding && memberBytes(grounding, ["webSearchQueries"])) ?? [];
		const listed = queries && parseBytes(queries);
		if (!Array.isArray(listed)) return;
		this.hasGrounding = true;
		for (const query of listed) {
			if (filledString(query) !== undefined && this.queries.size < maxQueries) this.queries.add(query);
		}
	}

	private noteFeedback(feedback: unknown): void {
		const reason = isRecord(feedback) ? filledString(feedback.blockReason) : undefined;
		if (reason !== undefined) this.answer.finishReason ??= reason;
	}

	private noteError(error: unknown): void {
		const read = readGoogleError(error);
		if (read !== undefined) this.answer.error = read;
	}
}

/** `{ code, message, status }`. Source: https://cloud.google.com/apis/design/errors (2026-11-22). */
export function readGoogleError(error: unknown): AnswerError | undefined {
	if (!isRecord(error)) return undefined;
	const code = tokenCount(error.code);
	const type = filledString(error.status) ?? (code === undefined ? "provider_error" : String(code));
	return { type, message: filledString(error.message) ?? "" };
}
