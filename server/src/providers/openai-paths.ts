import type { PathTable } from "./paths";

/**
 * What runs a model, below `/v1` of the OpenAI API and of servers that are compatible with it.
 * https://developers.openai.com/api/reference (2026-11-22)
 *
 * `POST files` has no dialect on purpose: an upload of up to 512 MB is passed on while it comes, not held in memory. Nor has
 * `GET responses/*`: it tells again, with each look, the usage of a call that was made before.
 */
export const openaiPaths: PathTable = {
	"POST chat/completions": { dialect: "openai-chat", kind: "llm" },
	"POST completions": { dialect: "openai-completions", kind: "llm" },
	"POST responses": { dialect: "openai-responses", kind: "llm" },
	"POST embeddings": { dialect: "openai-embeddings", kind: "embedding" },
	"POST images/generations": { dialect: "openai-images", kind: "llm" },
	"POST images/edits": { dialect: "openai-images", kind: "llm" },
	"POST images/variations": { dialect: "openai-images", kind: "llm" },
	"POST audio/speech": { dialect: "openai-audio", kind: "llm" },
	"POST audio/transcriptions": { dialect: "openai-audio", kind: "llm" },
	"POST audio/translations": { dialect: "openai-audio", kind: "llm" },
	"POST moderations": { dialect: "openai-moderations", kind: "other" },
	"POST batches": { dialect: "openai-batches", kind: "other" },
};
