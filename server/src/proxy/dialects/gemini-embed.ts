import type { Usage } from "../../pricing/usage";
import type { Answer, Dialect } from "./dialect";
import { readGoogleError } from "./gemini-answer";
import { readGeminiRequest, renderGoogleError } from "./gemini-generate";
import { createGeminiStreamReader } from "./gemini-stream";
import { readGeminiUsage } from "./gemini-usage";
import { addKnown, filledString, isRecord, type JsonRecord, parseBytes, tokenCount } from "./json-values";

/**
 * `embedContent`, `batchEmbedContents`, and Vertex's `predict` for embeddings and images.
 *
 * - The Gemini API tells tokens in `usageMetadata`, with the newer models only.
 * - `predict` tells `statistics.token_count` of each text, whose sum is the input, and `billableCharacterCount`, by which the
 *   older models are billed: `inputCharacters`. Images are counted as `imagesOutput`.
 *
 * Sources, 2026-11-22: https://ai.google.dev/api/embeddings,
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api, …/imagen-api.
 */
export const geminiEmbed: Dialect = {
	readRequest: readGeminiRequest,
	readResponse,
	createStreamReader: createGeminiStreamReader,
	renderError: renderGoogleError,
};

function readResponse(body: Uint8Array): Answer {
	const answer = parseBytes(body);
	if (!isRecord(answer)) return {};
	const error = readGoogleError(answer.error);
	const read = isRecord(answer.usageMetadata) ? readMetadata(answer.usageMetadata) : readPredictions(answer);
	return { isJson: true, ...read, ...(error && { error }) };
}

function readMetadata(rawUsage: JsonRecord): Pick<Answer, "usage" | "rawUsage"> {
	const usage = readGeminiUsage(rawUsage);
	return { rawUsage, ...(usage && { usage }) };
}

function readPredictions({ predictions, metadata }: JsonRecord): Pick<Answer, "usage" | "rawUsage"> {
	let tokens: number | undefined;
	let images: number | undefined;
	for (const prediction of Array.isArray(predictions) ? predictions : []) {
		if (!isRecord(prediction)) continue;
		if (filledString(prediction.bytesBase64Encoded) !== undefined) images = (images ?? 0) + 1;
		const statistics = isRecord(prediction.embeddings) ? prediction.embeddings.statistics : undefined;
		if (isRecord(statistics)) tokens = addKnown(tokens, tokenCount(statistics.token_count));
	}
	const characters = isRecord(metadata) ? tokenCount(metadata.billableCharacterCount) : undefined;
	const usage: Usage = {
		...(tokens !== undefined && { uncachedInput: tokens }),
		...(characters !== undefined && { inputCharacters: characters }),
		...(images !== undefined && { imagesOutput: images }),
	};
	if (Object.keys(usage).length === 0) return {};
	return {
		usage,
		rawUsage: { ...(tokens !== undefined && { tokenCount: tokens }), ...(isRecord(metadata) && metadata) },
	};
}
