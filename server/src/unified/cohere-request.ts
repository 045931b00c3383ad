import type { JsonRecord } from "../proxy/dialects/json-values";
import { notCarried } from "./carried";
import type { ChatRequest } from "./chat-request";
import type { Message } from "./messages";
import { type Part, textOf } from "./parts";
import type { Spoken } from "./translation";
import { unsayable } from "./unsayable";

const carried = ["n", "top_k", "seed", "frequency_penalty", "presence_penalty", "reasoning_effort", "thinking"];

/**
 * `POST /v2/chat`, which is near to OpenAI's format: https://docs.cohere.com/reference/chat; efforts as in Cohere's own OpenAI
 * format: https://docs.cohere.com/docs/compatibility-api (2026-11-22).
 */
export function askCohere(request: ChatRequest, model: string): Spoken {
	if (request.choices !== 1) throw unsayable("n", "Cohere's API gives one choice");
	const notSent = notCarried(request.raw, carried);
	const { format } = request;
	const body: JsonRecord = {
		model,
		messages: request.messages.map(messageOf),
		...(request.stream && { stream: true }),
		max_tokens: request.maxTokens,
		temperature: request.temperature,
		p: request.topP,
		k: request.topK,
		seed: request.seed,
		frequency_penalty: request.frequencyPenalty,
		presence_penalty: request.presencePenalty,
		...(request.stop.length > 0 && { stop_sequences: request.stop }),
		...toolsOf(request),
		...(format !== undefined && {
			response_format: { type: "json_object", ...(format.type === "schema" && { json_schema: format.schema }) },
		}),
		...thinkingOf(request),
	};
	return { path: "chat", body, notSent };
}

function messageOf(message: Message): JsonRecord {
	if (message.role === "tool") return { role: "tool", tool_call_id: message.callId, content: textIn(message.parts) };
	if (message.role === "system") return { role: "system", content: textIn(message.parts) };
	if (message.role === "user") return { role: "user", content: contentOf(message.parts) };
	const content = textIn(message.parts);
	if (message.calls.length === 0) return { role: "assistant", content };
	const calls = message.calls.map(({ id, name, input }) => ({
		id,
		type: "function",
		function: { name, arguments: JSON.stringify(input) },
	}));
	// What is said before a call has a place of its own.
	return { role: "assistant", tool_calls: calls, ...(content !== "" && { tool_plan: content }) };
}

function contentOf(parts: readonly Part[]): unknown {
	if (parts.every(({ type }) => type === "text")) return textIn(parts);
	return parts.map((part) => {
		if (part.type === "text") return { type: "text", text: part.text };
		if (part.type === "link") return { type: "image_url", image_url: { url: part.url } };
		if (part.type === "image")
			return { type: "image_url", image_url: { url: `data:${part.mediaType};base64,${part.data}` } };
		throw unsayable("messages", `Cohere's chat takes no parts of the type ${part.type}`);
	});
}

function textIn(parts: readonly Part[]): string {
	if (parts.every(({ type }) => type === "text")) return textOf(parts);
	throw unsayable("messages", "this message has to be text");
}

/** One function cannot be named: it is the only one that is offered then. */
function toolsOf({ tools, toolChoice }: ChatRequest): JsonRecord {
	const offered = typeof toolChoice === "object" ? tools.filter(({ name }) => name === toolChoice.name) : tools;
	if (offered.length === 0) return {};
	const choice = { auto: undefined, none: "NONE", required: "REQUIRED" }[
		typeof toolChoice === "object" ? "required" : (toolChoice ?? "auto")
	];
	return {
		tools: offered.map(({ name, description, parameters }) => ({
			type: "function",
			function: { name, description, parameters: { type: "object", ...parameters } },
		})),
		...(choice !== undefined && { tool_choice: choice }),
		...(offered.some(({ strict }) => strict === true) && { strict_tools: true }),
	};
}

function thinkingOf({ raw, effort }: ChatRequest): JsonRecord {
	if (raw.thinking !== undefined) return { thinking: raw.thinking };
	if (effort === undefined) return {};
	return { thinking: { type: effort === "none" ? "disabled" : "enabled" } };
}
