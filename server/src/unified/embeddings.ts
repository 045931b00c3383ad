import { cohere } from "../proxy/dialects/cohere-chat";
import { geminiEmbed } from "../proxy/dialects/gemini-embed";
import { filledString, isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import type { EmbeddingsRequest, EmbeddingsTranslation } from "./translation";
import { misshapen, unsayable } from "./unsayable";

const understood = ["model", "input", "dimensions", "encoding_format"];

/** https://developers.openai.com/api/reference/resources/embeddings (2026-11-22). Throws DomainError 400. */
export function readEmbeddingsRequest(raw: JsonRecord): EmbeddingsRequest {
	const { input, dimensions = null } = raw;
	const texts = Array.isArray(input) ? input : [input];
	if (texts.some((text) => typeof text === "number" || Array.isArray(text)))
		throw unsayable("input", "tokens are not translated, only texts");
	if (texts.length === 0 || !texts.every((text) => typeof text === "string"))
		throw misshapen("input", "has to be a text or a list of texts");
	if (dimensions !== null && typeof dimensions !== "number") throw misshapen("dimensions", "has to be a number");
	return { texts, dimensions: dimensions ?? undefined, base64: raw.encoding_format === "base64", raw };
}

/** https://ai.google.dev/api/embeddings#method:-models.batchembedcontents (2026-11-22) */
export const geminiEmbeddings: EmbeddingsTranslation = {
	dialect: geminiEmbed,
	ask({ texts, dimensions, raw }, name) {
		const model = `models/${name}`;
		const requests = texts.map((text) => ({
			model,
			content: { parts: [{ text }] },
			outputDimensionality: dimensions,
			taskType: filledString(raw.task_type),
		}));
		const path = `models/${encodeURIComponent(name)}:batchEmbedContents`;
		return { path, body: { requests }, notSent: notSent(raw, ["task_type"]) };
	},
	readVectors: ({ embeddings }) => vectorsIn(embeddings, (each) => (isRecord(each) ? each.values : undefined)),
};

/** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api (2026-11-22) */
export const vertexEmbeddings: EmbeddingsTranslation = {
	dialect: geminiEmbed,
	ask({ texts, dimensions, raw }, name) {
		const instances = texts.map((content) => ({ content, task_type: filledString(raw.task_type) }));
		const body = { instances, ...(dimensions !== undefined && { parameters: { outputDimensionality: dimensions } }) };
		return { path: `models/${encodeURIComponent(name)}:predict`, body, notSent: notSent(raw, ["task_type"]) };
	},
	readVectors: ({ predictions }) =>
		vectorsIn(predictions, (each) => {
			const embeddings = isRecord(each) ? each.embeddings : undefined;
			return isRecord(embeddings) ? embeddings.values : undefined;
		}),
};

/**
 * https://docs.cohere.com/reference/embed (2026-11-22). `input_type`, which OpenAI's format does not know and Cohere asks for, is
 * `search_document` unless the caller sends another.
 */
export const cohereEmbeddings: EmbeddingsTranslation = {
	dialect: cohere,
	ask({ texts, dimensions, raw }, model) {
		const body = {
			model,
			texts,
			input_type: filledString(raw.input_type) ?? "search_document",
			embedding_types: ["float"],
			output_dimension: dimensions,
		};
		return { path: "embed", body, notSent: notSent(raw, ["input_type"]) };
	},
	readVectors: ({ embeddings }) => vectorsIn(isRecord(embeddings) ? embeddings.float : undefined, (each) => each),
};

/** Members of the caller's request that no provider is told of. */
export function notSent(raw: JsonRecord, carried: readonly string[]): string[] {
	return Object.keys(raw).filter((name) => raw[name] !== null && !understood.includes(name) && !carried.includes(name));
}

/** Undefined for what is no list of vectors. */
export function vectorsIn(list: unknown, vectorOf: (each: unknown) => unknown): number[][] | undefined {
	if (!Array.isArray(list)) return undefined;
	const vectors = list.map(vectorOf);
	return vectors.every(isVector) ? vectors : undefined;
}

export function isVector(value: unknown): value is number[] {
	return Array.isArray(value) && value.every((number) => typeof number === "number");
}
