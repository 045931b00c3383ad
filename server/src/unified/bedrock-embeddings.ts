import { bedrockInvoke } from "../proxy/dialects/bedrock-invoke";
import { vendorOfEmbedding } from "../proxy/dialects/bedrock-path";
import { filledString, isRecord } from "../proxy/dialects/json-values";
import { isVector, notSent, vectorsIn } from "./embeddings";
import type { EmbeddingsTranslation } from "./translation";
import { unsayable } from "./unsayable";

/**
 * Embeddings of Amazon and Cohere by `InvokeModel`. Titan takes one text a call; Cohere asks for an `input_type`, which is
 * `search_document` unless the caller sends another. Sources, 2026-11-22:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.md,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html (version 3; `output_dimension`, of version 4:
 * https://docs.aws.amazon.com/zh_cn/bedrock/latest/userguide/model-parameters-embed-v4.html).
 */
export const bedrockEmbeddings: EmbeddingsTranslation = {
	dialect: bedrockInvoke,
	ask({ texts, dimensions, raw }, model) {
		const path = `model/${encodeURIComponent(model)}/invoke`;
		const vendor = vendorOfEmbedding(model);
		if (vendor === "cohere") {
			const input_type = filledString(raw.input_type) ?? "search_document";
			const body = { texts, input_type, embedding_types: ["float"], output_dimension: dimensions };
			return { path, body, notSent: notSent(raw, ["input_type"]) };
		}
		if (vendor !== "titan")
			throw unsayable("model", "of Bedrock's embeddings, those of Titan's text models and Cohere are translated");
		const [inputText, ...further] = texts;
		if (further.length > 0) throw unsayable("input", "Titan embeds one text a call");
		return { path, body: { inputText, dimensions }, notSent: notSent(raw, []) };
	},
	readVectors({ embedding, embeddings }) {
		if (isVector(embedding)) return [embedding];
		// Without `embedding_types`, some models answer the vectors themselves.
		return vectorsIn(isRecord(embeddings) ? embeddings.float : embeddings, (each) => each);
	},
};
