import type { JsonRecord } from "../proxy/dialects/json-values";
import { thinkingOf } from "./anthropic-request";
import { notCarried } from "./carried";
import type { ChatRequest, Tool } from "./chat-request";
import type { AssistantMessage, Message } from "./messages";
import type { Part } from "./parts";
import type { Spoken } from "./translation";
import { unsayable } from "./unsayable";

const carried = ["n", "service_tier"];
/** How our own answers mark reasoning that only this API can read. */
export const bedrockReasoning = "bedrock-converse-v1";
/** In the ids of Anthropic's models, inference profiles included. They take Anthropic's own members for thinking. */
const anthropicModel = /(?:^|[./])anthropic\./;
const anthropicCarried = ["reasoning_effort", "thinking", "top_k"];

/**
 * `Converse` and `ConverseStream`: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html; schemas:
 * …/API_runtime_OutputFormat.html; cache points: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 * (2026-11-22). `cache_control` on a part becomes a cache point behind it.
 */
export function askBedrock(request: ChatRequest, model: string): Spoken {
	if (request.choices !== 1) throw unsayable("n", "Converse gives one choice");
	const isAnthropic = anthropicModel.test(model);
	const notSent = notCarried(request.raw, isAnthropic ? [...carried, ...anthropicCarried] : carried);
	if (request.format?.type === "json") notSent.push("response_format");
	const system = request.messages.flatMap((message) => (message.role === "system" ? withPoints(message.parts) : []));
	const tier = request.serviceTier === "auto" ? undefined : request.serviceTier;
	const body: JsonRecord = {
		messages: turnsOf(request.messages),
		...(system.length > 0 && { system }),
		...inferenceOf(request),
		...toolsOf(request),
		...formatOf(request),
		...(isAnthropic && ownMembersOf(request)),
		...(tier !== undefined && { serviceTier: { type: tier } }),
	};
	const action = request.stream ? "converse-stream" : "converse";
	return { path: `model/${encodeURIComponent(model)}/${action}`, body, notSent };
}

function inferenceOf({ maxTokens, temperature, topP, stop }: ChatRequest): JsonRecord {
	const inferenceConfig = { maxTokens, temperature, topP, ...(stop.length > 0 && { stopSequences: stop }) };
	return Object.values(inferenceConfig).some((value) => value !== undefined) ? { inferenceConfig } : {};
}

function formatOf({ format }: ChatRequest): JsonRecord {
	if (format?.type !== "schema") return {};
	const { name, description, schema } = format;
	const structure = { jsonSchema: { name, description, schema: JSON.stringify(schema) } };
	return { outputConfig: { textFormat: { type: "json_schema", structure } } };
}

function ownMembersOf(request: ChatRequest): JsonRecord {
	const { thinking, output_config: config } = thinkingOf({ ...request, format: undefined });
	const own = { thinking, output_config: config, top_k: request.topK };
	return Object.values(own).some((value) => value !== undefined) ? { additionalModelRequestFields: own } : {};
}

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
	if (message.role === "user") return withPoints(message.parts);
	if (message.role === "tool")
		return [{ toolResult: { toolUseId: message.callId, content: message.parts.map(blockOf) } }];
	const calls = message.calls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input } }));
	return [...reasoningOf(message), ...withPoints(message.parts), ...calls];
}

function reasoningOf({ reasoning }: AssistantMessage): JsonRecord[] {
	return reasoning.flatMap(({ format, text = "", signature, data }): JsonRecord[] => {
		if (format !== bedrockReasoning) return [];
		if (data !== undefined) return [{ reasoningContent: { redactedContent: data } }];
		return [{ reasoningContent: { reasoningText: { text, signature } } }];
	});
}

function withPoints(parts: readonly Part[]): JsonRecord[] {
	return parts.flatMap((part) => (part.cacheControl === undefined ? [blockOf(part)] : [blockOf(part), pointOf(part)]));
}

function pointOf({ cacheControl }: Pick<Part | Tool, "cacheControl">): JsonRecord {
	return { cachePoint: { type: "default", ...(cacheControl?.ttl !== undefined && { ttl: cacheControl.ttl }) } };
}

function blockOf(part: Part): JsonRecord {
	if (part.type === "text") return { text: part.text };
	if (part.type === "link")
		throw unsayable("image_url", "Bedrock fetches no images; send it as a data URL, like data:image/png;base64,…");
	const format = formatOfMedia(part.mediaType);
	const source = { bytes: part.data };
	if (part.type === "image") return { image: { format, source } };
	if (part.type === "audio") throw unsayable("input_audio", "Converse takes no audio");
	return { document: { format, name: documentName(part.name), source } };
}

/** Those whose names there are not the second half of the media type. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html */
const formats: Readonly<Record<string, string>> = {
	"image/jpg": "jpeg",
	"text/plain": "txt",
	"text/markdown": "md",
	"application/msword": "doc",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
	"application/vnd.ms-excel": "xls",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
};

function formatOfMedia(mediaType: string): string {
	return formats[mediaType] ?? mediaType.slice(mediaType.indexOf("/") + 1);
}

/** Letters, digits, spaces, hyphens, parentheses and brackets only; the API wants one. */
function documentName(name = "document"): string {
	return (
		name
			.replace(/\.[a-z0-9]+$/i, "")
			.replace(/[^a-zA-Z0-9()[\]-]+/g, " ")
			.trim() || "document"
	);
}

function toolsOf({ tools, toolChoice, messages }: ChatRequest): JsonRecord {
	if (tools.length === 0) return {};
	const isUsed = messages.some(
		(message) => message.role === "tool" || (message.role === "assistant" && message.calls.length > 0),
	);
	if (toolChoice === "none") {
		// The API has no such choice, and wants the tools as soon as one was used.
		if (isUsed) throw unsayable("tool_choice", "Converse cannot forbid tools that were used before; leave it out");
		return {};
	}
	const choice = toolChoice === undefined || toolChoice === "auto" ? undefined : choiceOf(toolChoice);
	const specs = tools.flatMap((tool) =>
		tool.cacheControl === undefined ? [specOf(tool)] : [specOf(tool), pointOf(tool)],
	);
	return { toolConfig: { tools: specs, ...(choice !== undefined && { toolChoice: choice }) } };
}

function choiceOf(choice: "required" | { name: string }): JsonRecord {
	return choice === "required" ? { any: {} } : { tool: { name: choice.name } };
}

function specOf({ name, description, parameters, strict }: Tool): JsonRecord {
	const json = { type: "object", ...parameters };
	return { toolSpec: { name, description, inputSchema: { json }, ...(strict === true && { strict }) } };
}
