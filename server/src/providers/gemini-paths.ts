import { geminiDialect } from "../proxy/dialects/gemini-vertex";
import type { BodyChange, PathTable } from "./paths";

/** Below `models/…` or `publishers/google/models/…`. https://ai.google.dev/api (2026-11-22) */
export const geminiPaths: PathTable = {
	"POST {model}:generateContent": { dialect: geminiDialect, kind: "llm", api: "gemini/generateContent" },
	"POST {model}:streamGenerateContent": { dialect: geminiDialect, kind: "llm", api: "gemini/streamGenerateContent" },
	"POST {model}:countTokens": { dialect: geminiDialect, kind: "other", api: "gemini/countTokens" },
	"POST {model}:embedContent": { dialect: geminiDialect, kind: "embedding", api: "gemini/embedContent" },
	"POST {model}:batchEmbedContents": { dialect: geminiDialect, kind: "embedding", api: "gemini/batchEmbedContents" },
	"POST {model}:predict": { dialect: geminiDialect, kind: "llm", api: "gemini/predict" },
};

/**
 * Claude takes the body of Anthropic's API with the version in it, and the model in the path.
 * https://docs.anthropic.com/en/api/claude-on-vertex-ai (2026-11-22)
 */
const version = { anthropic_version: '"vertex-2023-10-16"' };
const claude: BodyChange = { without: ["model"], with: version };
const messages = "anthropic/messages";

/** Models of other publishers, which take a body of their own. */
export const rawPredictPaths: PathTable = {
	"POST publishers/anthropic/models/count-tokens:rawPredict": {
		dialect: geminiDialect,
		kind: "other",
		takes: { api: "anthropic/messages/count_tokens", body: { without: [], with: version } },
	},
	"POST publishers/anthropic/models/{model}:rawPredict": {
		dialect: geminiDialect,
		kind: "llm",
		takes: { api: messages, streams: false, body: claude },
	},
	"POST publishers/anthropic/models/{model}:streamRawPredict": {
		dialect: geminiDialect,
		kind: "llm",
		takes: { api: messages, streams: true, body: claude },
	},
	"POST publishers/*/models/{model}:rawPredict": { dialect: geminiDialect, kind: "llm" },
	"POST publishers/*/models/{model}:streamRawPredict": { dialect: geminiDialect, kind: "llm" },
};
