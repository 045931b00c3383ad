/** What a path of Bedrock's runtime names. */
export interface BedrockAddress {
	/** See `readModelId`. */
	model: string;
	/** E.g. `converse-stream`. */
	action: string;
}

/**
 * Reads `model/<id>/<action>`, whatever stands before it; undefined for every other path. An ARN's slash comes escaped from
 * the official clients and bare from others.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html (2026-11-22).
 */
export function readBedrockPath(path: string): BedrockAddress | undefined {
	const start = path.startsWith("model/") ? 0 : path.indexOf("/model/") + 1;
	if (start === 0 && !path.startsWith("model/")) return undefined;
	const idAt = start + "model/".length;
	const end = path.lastIndexOf("/");
	const id = end > idAt ? decoded(path.slice(idAt, end)) : "";
	return id === "" ? undefined : { model: readModelId(id), action: path.slice(end + 1) };
}

/**
 * The model of an id: `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-…-v1:0` names
 * `eu.anthropic.claude-…-v1:0`, and its region's prefix stays, because it decides the price. Application profiles, provisioned
 * and imported models, custom deployments and routers do not say what runs behind them, so they stay as they are.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-use.html (2026-11-22).
 */
export function readModelId(id: string): string {
	const named = /^arn:[^:]+:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)\/(.+)$/.exec(id);
	return named?.[1] ?? id;
}

/**
 * Whose embeddings a model makes, by its id: `eu.cohere.embed-v4:0`, `amazon.titan-embed-text-v2:0`; `other` for a format of its
 * own (`amazon.titan-embed-image-v1`, `amazon.nova-2-multimodal-embeddings-v1:0`). Undefined for a model that makes none, and where
 * an ARN does not say.
 */
export function vendorOfEmbedding(model: string): "titan" | "cohere" | "other" | undefined {
	const [, name] =
		/(?:^|[./])(amazon\.titan-embed-text|cohere\.embed|amazon\.titan-embed|amazon\.nova-[a-z0-9-]*embeddings)-/.exec(
			model,
		) ?? [];
	if (name === undefined) return undefined;
	if (name === "cohere.embed") return "cohere";
	return name === "amazon.titan-embed-text" ? "titan" : "other";
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		if (error instanceof URIError) return text;
		throw error;
	}
}
