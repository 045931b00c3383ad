import type { PathTable } from "./paths";

/** Below `models/…` or `publishers/google/models/…`. https://ai.google.dev/api (2026-11-22) */
export const geminiPaths: PathTable = {
	"POST *:generateContent": { dialect: "gemini-generate", kind: "llm" },
	"POST *:streamGenerateContent": { dialect: "gemini-generate", kind: "llm" },
	"POST *:embedContent": { dialect: "gemini-embed", kind: "embedding" },
	"POST *:batchEmbedContents": { dialect: "gemini-embed", kind: "embedding" },
	"POST *:predict": { kind: "llm" },
};
