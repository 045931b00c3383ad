import { filledString, isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { type Message, readMessages } from "./messages";
import { misshapen, unsayable } from "./unsayable";

/**
 * A chat completion as it was asked for: https://developers.openai.com/api/reference/resources/chat (2026-11-22). Members that
 * were not sent, or are null, are absent.
 */
export interface ChatRequest {
	messages: Message[];
	stream: boolean;
	/** The caller wants the usage at the end of the stream. */
	includeUsage: boolean;
	choices: number;
	maxTokens?: number;
	temperature?: number;
	topP?: number;
	topK?: number;
	seed?: number;
	frequencyPenalty?: number;
	presencePenalty?: number;
	stop: string[];
	tools: Tool[];
	toolChoice?: "none" | "auto" | "required" | { name: string };
	parallelToolCalls?: boolean;
	format?: { type: "json" } | Schema;
	/** E.g. `none`, `low`, `high`. */
	effort?: string;
	user?: string;
	serviceTier?: string;
	/** As it came, for what a translation takes over as it is. */
	raw: JsonRecord;
}

export interface Tool {
	name: string;
	description?: string;
	/** A JSON schema; an empty object where none was sent. */
	parameters: JsonRecord;
	strict?: boolean;
	cacheControl?: JsonRecord;
}

export interface Schema {
	type: "schema";
	name: string;
	description?: string;
	schema: JsonRecord;
}

/** Throws DomainError 400, which says what is wrong and where. */
export function readChatRequest(raw: JsonRecord): ChatRequest {
	const number = (name: string) => readNumber(raw, name);
	const options = isRecord(raw.stream_options) ? raw.stream_options : {};
	return {
		messages: readMessages(raw.messages),
		stream: raw.stream === true,
		includeUsage: options.include_usage === true,
		choices: number("n") ?? 1,
		maxTokens: number("max_completion_tokens") ?? number("max_tokens"),
		temperature: number("temperature"),
		topP: number("top_p"),
		topK: number("top_k"),
		seed: number("seed"),
		frequencyPenalty: number("frequency_penalty"),
		presencePenalty: number("presence_penalty"),
		stop: readStop(raw.stop),
		tools: readTools(raw.tools),
		toolChoice: readToolChoice(raw.tool_choice),
		parallelToolCalls: typeof raw.parallel_tool_calls === "boolean" ? raw.parallel_tool_calls : undefined,
		format: readFormat(raw.response_format),
		effort: filledString(raw.reasoning_effort),
		user: filledString(raw.safety_identifier) ?? filledString(raw.user),
		serviceTier: filledString(raw.service_tier),
		raw,
	};
}

function readNumber(raw: JsonRecord, name: string): number | undefined {
	const value = raw[name] ?? undefined;
	if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
	throw misshapen(name, "has to be a number");
}

function readStop(stop: unknown): string[] {
	if (stop === undefined || stop === null) return [];
	const texts = Array.isArray(stop) ? stop : [stop];
	if (texts.every((text) => typeof text === "string")) return texts;
	throw misshapen("stop", "has to be a text or a list of texts");
}

function readTools(tools: unknown): Tool[] {
	if (tools === undefined || tools === null) return [];
	if (!Array.isArray(tools)) throw misshapen("tools", "has to be a list");
	return tools.map((tool, index) => readTool(tool, `tools[${index}]`));
}

function readTool(raw: unknown, where: string): Tool {
	if (!isRecord(raw)) throw misshapen(where, "has to be an object");
	if (raw.type !== "function")
		throw unsayable(where, `tools of the type ${JSON.stringify(raw.type)} are not translated, only functions`);
	const offered = isRecord(raw.function) ? raw.function : {};
	const name = filledString(offered.name);
	if (name === undefined) throw misshapen(`${where}.function.name`, "is missing");
	return {
		name,
		description: filledString(offered.description),
		parameters: isRecord(offered.parameters) ? offered.parameters : {},
		strict: typeof offered.strict === "boolean" ? offered.strict : undefined,
		cacheControl: isRecord(raw.cache_control) ? raw.cache_control : undefined,
	};
}

function readToolChoice(choice: unknown): ChatRequest["toolChoice"] {
	if (choice === undefined || choice === null) return undefined;
	if (choice === "none" || choice === "auto" || choice === "required") return choice;
	const called = isRecord(choice) && choice.type === "function" ? choice.function : undefined;
	const name = isRecord(called) ? filledString(called.name) : undefined;
	if (name !== undefined) return { name };
	throw unsayable("tool_choice", "only none, auto, required and one function are translated");
}

function readFormat(format: unknown): ChatRequest["format"] {
	if (!isRecord(format) || format.type === "text") return undefined;
	if (format.type === "json_object") return { type: "json" };
	const asked = format.type === "json_schema" ? format.json_schema : undefined;
	if (!isRecord(asked) || !isRecord(asked.schema))
		throw misshapen("response_format", "has to be text, json_object, or json_schema with a schema");
	const { schema } = asked;
	return {
		type: "schema",
		name: filledString(asked.name) ?? "answer",
		description: filledString(asked.description),
		schema,
	};
}
