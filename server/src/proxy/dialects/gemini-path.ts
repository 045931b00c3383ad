/** What a path of the Gemini API or of Vertex AI names. */
export interface GeminiAddress {
	/** Of Vertex's `publishers/<publisher>/models/…`. */
	publisher?: string;
	/** E.g. `gemini-2.5-flash`, `claude-sonnet-4-5@20250929`; `endpoints/123` and `tunedModels/x` keep their collection. */
	model: string;
	/** E.g. `streamGenerateContent`. */
	method: string;
}

const collections = ["models", "tunedModels", "endpoints"];

/**
 * Reads a path below either base URL, whatever stands before the collection: `models/<model>:<method>` as well as
 * `projects/<p>/locations/<l>/publishers/<publisher>/models/<model>:<method>`. Undefined for every other path.
 * Sources, 2026-11-22: https://ai.google.dev/api, https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference.
 */
export function readGeminiPath(path: string): GeminiAddress | undefined {
	const segments = decoded(path).split("/");
	const last = segments.at(-1) ?? "";
	const colon = last.lastIndexOf(":");
	const collection = segments.at(-2) ?? "";
	if (colon <= 0 || colon === last.length - 1 || !collections.includes(collection)) return undefined;
	const name = last.slice(0, colon);
	const publisher = segments.at(-4) === "publishers" ? segments.at(-3) : undefined;
	return {
		...(publisher !== undefined && { publisher }),
		model: collection === "models" ? name : `${collection}/${name}`,
		method: last.slice(colon + 1),
	};
}

/** Some clients escape the colon. */
function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch (error) {
		if (error instanceof URIError) return path;
		throw error;
	}
}
