import { geminiDialect } from "../proxy/dialects/gemini-vertex";
import type { PathTable } from "./paths";

/** Below `models/…` or `publishers/google/models/…`. https://ai.google.dev/api (2026-11-22) */
export const geminiPaths: PathTable = {
	"POST *:generateContent": { dialect: geminiDialect, kind: "llm" },
	"POST *:streamGenerateContent": { dialect: geminiDialect, kind: "llm" },
	"POST *:countTokens": { dialect: geminiDialect, kind: "other" },
	"POST *:embedContent": { dialect: geminiDialect, kind: "embedding" },
	"POST *:batchEmbedContents": { dialect: geminiDialect, kind: "embedding" },
	"POST *:predict": { dialect: geminiDialect, kind: "llm" },
};

/** Models of other publishers, which take a body of their own. */
export const rawPredictPaths: PathTable = {
	"POST publishers/anthropic/models/count-tokens:rawPredict": { dialect: geminiDialect, kind: "other" },
	"POST publishers/*/models/*:rawPredict": { dialect: geminiDialect, kind: "llm" },
	"POST publishers/*/models/*:streamRawPredict": { dialect: geminiDialect, kind: "llm" },
};
