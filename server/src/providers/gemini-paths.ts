import { geminiDialect } from "../proxy/dialects/gemini-vertex";
import type { PathTable } from "./paths";

/** Below `models/…` or `publishers/google/models/…`. https://ai.google.dev/api (2026-11-22) */
export const geminiPaths: PathTable = {
	"POST {model}:generateContent": { dialect: geminiDialect, kind: "llm", api: "gemini/generateContent" },
	"POST {model}:streamGenerateContent": { dialect: geminiDialect, kind: "llm", api: "gemini/streamGenerateContent" },
	"POST {model}:countTokens": { dialect: geminiDialect, kind: "other", api: "gemini/countTokens" },
	"POST {model}:embedContent": { dialect: geminiDialect, kind: "embedding", api: "gemini/embedContent" },
	"POST {model}:batchEmbedContents": { dialect: geminiDialect, kind: "embedding", api: "gemini/batchEmbedContents" },
	"POST {model}:predict": { dialect: geminiDialect, kind: "llm", api: "gemini/predict" },
};

/** Models of other publishers, which take a body of their own. */
export const rawPredictPaths: PathTable = {
	"POST publishers/anthropic/models/count-tokens:rawPredict": { dialect: geminiDialect, kind: "other" },
	"POST publishers/*/models/{model}:rawPredict": { dialect: geminiDialect, kind: "llm" },
	"POST publishers/*/models/{model}:streamRawPredict": { dialect: geminiDialect, kind: "llm" },
};
