import type { Usage } from "../../pricing/usage";
import type { Answer, Dialect } from "./dialect";
import { readGoogleError } from "./gemini-answer";
import { readGeminiRequest, renderGoogleError } from "./gemini-generate";
import { createGeminiStreamReader } from "./gemini-stream";
import { readGeminiUsage } from "./gemini-usage";
import { forEachElement, memberBytes } from "./json-pick";
import { addKnown, isRecord, parseBytes, tokenCount } from "./json-values";

/**
 * `embedContent`, `batchEmbedContents`, and Vertex's `predict` for embeddings and images. Vectors and images are passed over.
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

const memberNames = ["usageMetadata", "predictions", "metadata", "error"];

function readResponse(body: Uint8Array): Answer {
	const members = memberBytes(body, memberNames);
	if (members === undefined) return {};
	const [usageBytes, predictions, metadata, errorBytes] = members;
	const error = errorBytes && readGoogleError(parseBytes(errorBytes));
	const read = usageBytes === undefined ? readPredictions(predictions, metadata) : readMetadata(usageBytes);
	return { isJson: true, ...read, ...(error && { error }) };
}

function readMetadata(bytes: Uint8Array): Pick<Answer, "usage" | "rawUsage"> {
	const rawUsage = parseBytes(bytes);
	const usage = readGeminiUsage(rawUsage);
	return { rawUsage, ...(usage && { usage }) };
}

function readPredictions(predictions: Uint8Array | undefined, metadata: Uint8Array | undefined) {
	let tokens: number | undefined;
	let images: number | undefined;
	if (predictions !== undefined) {
		forEachElement(predictions, (prediction) => {
			const [embeddings, image] = memberBytes(prediction, ["embeddings", "bytesBase64Encoded"]) ?? [];
			if (image !== undefined) images = (images ?? 0) + 1;
			tokens = addKnown(tokens, embeddings && readTokens(embeddings));
		});
	}
	const told = metadata && parseBytes(metadata);
	const characters = isRecord(told) ? tokenCount(told.billableCharacterCount) : undefined;
	const usage: Usage = {
		...(tokens !== undefined && { uncachedInput: tokens }),
		...(characters !== undefined && { inputCharacters: characters }),
		...(images !== undefined && { imagesOutput: images }),
	};
	if (Object.keys(usage).length === 0) return {};
	return { usage, rawUsage: { ...(tokens !== undefined && { tokenCount: tokens }), ...(isRecord(told) && told) } };
}

function readTokens(embeddings: Uint8Array): number | undefined {
	const [statistics] = memberBytes(embeddings, ["statistics"]) ?? [];
	const read = statistics && parseBytes(statistics);
	return isRecord(read) ? (tokenCount(read.token_count) ?? tokenCount(read.tokenCount)) : undefined;
}
