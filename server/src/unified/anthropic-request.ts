import type { JsonRecord } from "../proxy/dialects/json-values";
import { notCarried } from "./carried";
import type { ChatRequest, Tool } from "./chat-request";
import type { AssistantMessage, Message } from "./messages";
import type { Part } from "./parts";
import type { Spoken } from "./translation";
import { unsayable } from "./unsayable";

/**
 * The API wants a limit, and OpenAI's format needs none: the smallest of what the models since Claude 4 can write.
 * https://platform.claude.com/docs/en/about-claude/models/overview (2026-11-22)
 */
const usualMaxTokens = 32_000;

const carried = [
	"top_k",
	"parallel_tool_calls",
	"reasoning_effort",
	"thinking",
	"user",
	"safety_identifier",
	"service_tier",
	"n",
];
/** How our own answers mark reasoning that only this API can read. */
export const anthropicReasoning = "anthropic-claude-v1";

/**
 * `POST /v1/messages`: https://platform.claude.com/docs/en/api/messages. System messages are put in front, as Anthropic's own
 * OpenAI format does it: https://platform.claude.com/docs/en/api/openai-sdk. `cache_control` and `thinking` are taken over as
 * they are; `reasoning_effort` becomes adaptive thinking (…/build-with-claude/effort), which models before Claude 4.6 refuse:
 * they take `thinking` with a budget (2026-11-22).
 */
export function askAnthropic(request: ChatRequest, model: string): Spoken {
	if (request.choices !== 1) throw unsayable("n", "Anthropic's API gives one choice");
	const notSent = notCarried(request.raw, carried);
	if (request.format?.type === "json") notSent.push("response_format");
	const system = request.messages.flatMap((message) => (message.role === "system" ? message.parts.map(blockOf) : []));
	const body: JsonRecord = {
		model,
		max_tokens: request.maxTokens ?? usualMaxTokens,
		...(system.length > 0 && { system }),
		messages: turnsOf(request.messages),
		...(request.stream && { stream: true }),
		temperature: request.temperature,
		top_p: request.topP,
		top_k: request.topK,
		...(request.stop.length > 0 && { stop_sequences: request.stop }),
		...toolsOf(request),
		...thinkingOf(request),
		...(request.user !== undefined && { metadata: { user_id: request.user } }),
		...(tiers[request.serviceTier ?? ""] && { service_tier: tiers[request.serviceTier ?? ""] }),
	};
	return { path: "messages", body, headers: { "anthropic-version": "2023-06-01" }, notSent };
}

/** https://platform.claude.com/docs/en/api/service-tiers (2026-11-22) */
const tiers: Readonly<Record<string, string>> = { default: "standard_only", standard_only: "standard_only" };

/** Turns of one role that follow each other become one: tool results have to stand together, before what the user says. */
function turnsOf(messages: readonly Message[]): JsonRecord[] {
	const turns: { role: string; content: JsonRecord[] }[] = [];
	for (const message of messages) {
		if (message.role === "system") continue;
		const role = message.role === "assistant" ? "assistant" : "user";
		const content = contentOf(message);
		if (content.length === 0) continue;
		const last = turns.at(-1);
		if (last?.role === role) last.content.push(...content);
		else turns.push({ role, content });
	}
	return turns;
}

function contentOf(message: Exclude<Message, { role: "system" }>): JsonRecord[] {
	const blocks = message.parts.map(blockOf);
	if (message.role === "user") return blocks;
	if (message.role === "tool") return [{ type: "tool_result", tool_use_id: message.callId, content: blocks }];
	const calls = message.calls.map(({ id, name, input }) => ({ type: "tool_use", id, name, input }));
	return [...reasoningOf(message), ...blocks, ...calls];
}

function reasoningOf({ reasoning }: AssistantMessage): JsonRecord[] {
	return reasoning.flatMap(({ format, text = "", signature, data }): JsonRecord[] => {
		if (format !== anthropicReasoning) return [];
		if (data !== undefined) return [{ type: "redacted_thinking", data }];
		return signature === undefined ? [] : [{ type: "thinking", thinking: text, signature }];
	});
}

function blockOf(part: Part): JsonRecord {
	const mark = part.cacheControl === undefined ? {} : { cache_control: part.cacheControl };
	switch (part.type) {
		case "text":
			return { type: "text", text: part.text, ...mark };
		case "link":
			return { type: "image", source: { type: "url", url: part.url }, ...mark };
		case "image":
			return { type: "image", source: { type: "base64", media_type: part.mediaType, data: part.data }, ...mark };
		case "audio":
			throw unsayable("input_audio", "Anthropic's API takes no audio");
	}
	const source = part.mediaType.startsWith("text/")
		? { type: "text", media_type: "text/plain", data: Buffer.from(part.data, "base64").toString() }
		: { type: "base64", media_type: part.mediaType, data: part.data };
	return { type: "document", source, ...(part.name !== undefined && { title: part.name }), ...mark };
}

function toolsOf({ tools, toolChoice, parallelToolCalls }: ChatRequest): JsonRecord {
	if (tools.length === 0) return {};
	const alone = parallelToolCalls === false && toolChoice !== "none" ? { disable_parallel_tool_use: true } : {};
	const isPlain = toolChoice === undefined && parallelToolCalls !== false;
	return {
		tools: tools.map(toolOf),
		...(!isPlain && { tool_choice: { ...choiceOf(toolChoice), ...alone } }),
	};
}

function choiceOf(choice: ChatRequest["toolChoice"]): JsonRecord {
	if (typeof choice === "object") return { type: "tool", name: choice.name };
	return { type: choice === "required" ? "any" : (choice ?? "auto") };
}

function toolOf({ name, description, parameters, strict, cacheControl }: Tool): JsonRecord {
	return {
		name,
		description,
		input_schema: { type: "object", ...parameters },
		...(strict === true && { strict }),
		...(cacheControl !== undefined && { cache_control: cacheControl }),
	};
}

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs, …/adaptive-thinking (2026-11-22) */
export function thinkingOf({ raw, effort, format }: ChatRequest): JsonRecord {
	const asksEffort = raw.thinking === undefined && effort !== undefined && effort !== "none";
	const config = {
		...(asksEffort && { effort: effort === "minimal" ? "low" : effort }),
		...(format?.type === "schema" && { format: { type: "json_schema", schema: format.schema } }),
	};
	return {
		...(raw.thinking !== undefined ? { thinking: raw.thinking } : asksEffort && { thinking: { type: "adaptive" } }),
		...(Object.keys(config).length > 0 && { output_config: config }),
	};
}
