import type { Dialect } from "../proxy/dialects/dialect";
import { openaiChat } from "../proxy/dialects/openai-chat";

/** The names that path tables use. */
export type DialectName =
	| "openai-chat"
	| "openai-completions"
	| "openai-responses"
	| "openai-embeddings"
	| "openai-images"
	| "openai-audio"
	| "openai-moderations"
	| "openai-batches"
	| "anthropic-messages"
	| "anthropic-count-tokens"
	| "anthropic-batches"
	| "gemini-generate"
	| "gemini-embed"
	| "bedrock-converse"
	| "bedrock-invoke"
	| "cohere-chat"
	| "cohere-embed";

/** The records behind the names. A path whose dialect is not here passes through and is recorded without usage. */
export const dialects: Readonly<Partial<Record<DialectName, Dialect>>> = {
	"openai-chat": openaiChat,
};
