import { filledString, isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { type Part, readParts } from "./parts";
import { misshapen, unsayable } from "./unsayable";

/** A turn of the conversation. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

export interface SystemMessage {
	role: "system";
	parts: Part[];
}
export interface UserMessage {
	role: "user";
	parts: Part[];
}
export interface AssistantMessage {
	role: "assistant";
	parts: Part[];
	calls: ToolCall[];
	/** What the provider wrote of its reasoning, as our answers gave it: it wants that back unchanged. */
	reasoning: Reasoning[];
}
export interface ToolMessage {
	role: "tool";
	callId: string;
	/** Of the tool, from the call that this is the result of. */
	name: string;
	parts: Part[];
}

export interface ToolCall {
	id: string;
	name: string;
	input: JsonRecord;
	/** Google's, in `extra_content.google.thought_signature`. */
	signature?: string;
}

/** One entry of `reasoning_details`. Only the API that wrote it (`format`) can read its signature. */
export interface Reasoning {
	format: string;
	text?: string;
	signature?: string;
	/** What the provider hides. */
	data?: string;
}

/** Throws DomainError 400. */
export function readMessages(raw: unknown): Message[] {
	if (!Array.isArray(raw) || raw.length === 0) throw misshapen("messages", "has to be a list with a message in it");
	const toolNames = new Map<string, string>();
	return raw.map((message, index) => {
		const where = `messages[${index}]`;
		if (!isRecord(message)) throw misshapen(where, "has to be an object");
		const read = readMessage(message, where, toolNames);
		if (read.role === "assistant") for (const { id, name } of read.calls) toolNames.set(id, name);
		return read;
	});
}

function readMessage(raw: JsonRecord, where: string, toolNames: ReadonlyMap<string, string>): Message {
	const parts = () => readParts(raw.content, `${where}.content`);
	switch (raw.role) {
		case "system":
		case "developer":
			return { role: "system", parts: parts() };
		case "user":
			return { role: "user", parts: parts() };
		case "assistant":
			return { role: "assistant", parts: parts(), calls: readCalls(raw, where), reasoning: readReasoning(raw) };
		case "tool": {
			const callId = filledString(raw.tool_call_id);
			const name = callId === undefined ? undefined : toolNames.get(callId);
			if (callId === undefined || name === undefined)
				throw misshapen(`${where}.tool_call_id`, "has to be the id of a call in an assistant's message before it");
			return { role: "tool", callId, name, parts: parts() };
		}
	}
	throw unsayable(`${where}.role`, `messages of the role ${JSON.stringify(raw.role)} are not translated`);
}

function readCalls({ tool_calls: calls, function_call: legacy }: JsonRecord, where: string): ToolCall[] {
	if (isRecord(legacy)) throw unsayable(`${where}.function_call`, "is not translated; use tool_calls");
	if (calls === undefined || calls === null) return [];
	if (!Array.isArray(calls)) throw misshapen(`${where}.tool_calls`, "has to be a list");
	return calls.map((call, index) => readCall(call, `${where}.tool_calls[${index}]`));
}

function readCall(raw: unknown, where: string): ToolCall {
	const called = isRecord(raw) ? raw.function : undefined;
	const id = isRecord(raw) ? filledString(raw.id) : undefined;
	const name = isRecord(called) ? filledString(called.name) : undefined;
	if (!isRecord(raw) || !isRecord(called) || id === undefined || name === undefined)
		throw misshapen(where, "has to be a function call with an id and a name");
	const signature = signatureIn(raw.extra_content);
	const input = readArguments(called.arguments, `${where}.function.arguments`);
	return { id, name, input, ...(signature !== undefined && { signature }) };
}

/** A call without arguments has an empty text. */
function readArguments(text: unknown, where: string): JsonRecord {
	if (text === undefined || text === "") return {};
	const input = typeof text === "string" ? parseText(text) : undefined;
	if (isRecord(input)) return input;
	throw misshapen(where, "has to be the text of a JSON object");
}

function parseText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** As Google's own OpenAI format has it: https://ai.google.dev/gemini-api/docs/thought-signatures (2026-11-22). */
function signatureIn(extra: unknown): string | undefined {
	const google = isRecord(extra) ? extra.google : undefined;
	return isRecord(google) ? filledString(google.thought_signature) : undefined;
}

function readReasoning({ reasoning_details: details }: JsonRecord): Reasoning[] {
	if (!Array.isArray(details)) return [];
	return details.filter(isRecord).map(({ format, text, signature, data }) => ({
		format: filledString(format) ?? "",
		...(typeof text === "string" && { text }),
		...(typeof signature === "string" && { signature }),
		...(typeof data === "string" && { data }),
	}));
}
