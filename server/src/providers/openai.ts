import type { SpanKind } from "../journal/span";
import { openaiChat } from "../proxy/dialects/openai-chat";
import type { Provider } from "./provider";

/** Paths that run a model, by what they make. https://platform.openai.com/docs/api-reference (2026-11-22) */
const kinds: Readonly<Record<string, SpanKind>> = {
	"chat/completions": "llm",
	completions: "llm",
	responses: "llm",
	embeddings: "embedding",
	"audio/speech": "llm",
	"audio/transcriptions": "llm",
	"audio/translations": "llm",
	"images/generations": "llm",
	"images/edits": "llm",
	"images/variations": "llm",
};

export function openai({ baseUrl, key }: { baseUrl: string; key: string | undefined }): Provider {
	return {
		id: "openai",
		door: "/openai/v1/",
		baseUrl,
		key,
		authorization: (secret) => ({ name: "authorization", value: `Bearer ${secret}` }),
		dialects: { "chat/completions": openaiChat },
		renderError: openaiChat.renderError,
		kindOf: (method, path) => (method === "POST" ? (kinds[path] ?? "other") : "other"),
	};
}
