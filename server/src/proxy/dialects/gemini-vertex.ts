import { anthropicMessages } from "./anthropic-messages";
import type { CallRequest, Dialect, RequestToRead } from "./dialect";
import { geminiEmbed } from "./gemini-embed";
import { geminiGenerate } from "./gemini-generate";
import { readGeminiPath } from "./gemini-path";
import { openaiChat } from "./openai-chat";

/**
 * The dialect of a path below the Gemini API's or Vertex AI's base URL; undefined for one that passes unread. `rawPredict` and
 * `streamRawPredict` take the body of the model's publisher: Anthropic's messages, else OpenAI's chat (Mistral, Llama and
 * others), whose usage comes unasked.
 * Sources, 2026-11-22: https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude,
 * https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/mistral.
 */
export function geminiDialect(path: string): Dialect | undefined {
	const address = readGeminiPath(path);
	switch (address?.method) {
		case "generateContent":
		case "streamGenerateContent":
		case "countTokens":
			return geminiGenerate;
		case "embedContent":
		case "batchEmbedContents":
		case "predict":
			return geminiEmbed;
		case "rawPredict":
		case "streamRawPredict":
			return address.publisher === "anthropic" ? anthropicOnVertex : chatOnVertex;
		default:
			return undefined;
	}
}

/** The errors are Anthropic's, because only its clients come this way. */
export const anthropicOnVertex: Dialect = { ...anthropicMessages, readRequest: readRawRequest(anthropicMessages) };

const { streamUsage: _, ...chat } = openaiChat;
export const chatOnVertex: Dialect = { ...chat, readRequest: readRawRequest(openaiChat) };

/**
 * The path names the model, and only the body says whether the answer streams: `streamRawPredict` without `"stream": true`
 * answers one JSON text (https://github.com/BerriAI/litellm/pull/34672, 2026-11-22). Counting tokens has a path of its own,
 * `models/count-tokens:rawPredict`, with the model in the body.
 */
function readRawRequest(dialect: Dialect): (request: RequestToRead) => CallRequest | undefined {
	return (request) => {
		const read = dialect.readRequest(request);
		const model = readGeminiPath(request.path)?.model;
		if (read === undefined || model === undefined || model === "count-tokens") return read;
		return { ...read, model };
	};
}
