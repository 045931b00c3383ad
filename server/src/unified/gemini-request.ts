import type { JsonRecord } from "../proxy/dialects/json-values";
import { notCarried } from "./carried";
import type { ChatRequest } from "./chat-request";
import type { Message, ToolMessage } from "./messages";
import { type Part, textOf } from "./parts";
import type { Spoken } from "./translation";
import { unsayable } from "./unsayable";

const carried = ["n", "top_k", "seed", "frequency_penalty", "presence_penalty", "reasoning_effort"];

/**
 * `generateContent` of the Gemini API and of Vertex AI. Schemas go as JSON schemas, not as Google's own dialect of them:
 * https://ai.google.dev/api/generate-content (`responseJsonSchema`), https://ai.google.dev/api/caching (`parametersJsonSchema`).
 * System messages are put in front: the API has one place for them (2026-11-22).
 */
export function askGemini(request: ChatRequest, model: string): Spoken {
	const notSent = notCarried(request.raw, carried);
	const system = request.messages.flatMap((message) => (message.role === "system" ? message.parts.map(partOf) : []));
	const generationConfig = configOf(request);
	const body: JsonRecord = {
		contents: turnsOf(request.messages),
		...(system.length > 0 && { systemInstruction: { parts: system } }),
		...toolsOf(request),
		...(Object.values(generationConfig).some((value) => value !== undefined) && { generationConfig }),
	};
	const method = request.stream ? "streamGenerateContent?alt=sse" : "generateContent";
	return { path: `${placeOf(model)}:${method}`, body, notSent };
}

/** Models are named by themselves, tuned ones with their collection: `tunedModels/mine`. */
function placeOf(model: string): string {
	const tuned = /^tunedModels\/([^/]+)$/.exec(model)?.[1];
	return tuned === undefined ? `models/${encodeURIComponent(model)}` : `tunedModels/${encodeURIComponent(tuned)}`;
}

function turnsOf(messages: readonly Message[]): JsonRecord[] {
	const turns: { role: string; parts: JsonRecord[] }[] = [];
	for (const message of messages) {
		if (message.role === "system") continue;
		const role = message.role === "assistant" ? "model" : "user";
		const parts = partsOf(message);
		if (parts.length === 0) continue;
		const last = turns.at(-1);
		if (last?.role === role) last.parts.push(...parts);
		else turns.push({ role, parts });
	}
	return turns;
}

function partsOf(message: Exclude<Message, { role: "system" }>): JsonRecord[] {
	if (message.role === "tool") return [{ functionResponse: resultOf(message) }];
	const parts = message.parts.map(partOf);
	if (message.role === "user") return parts;
	const calls = message.calls.map(({ name, input, signature }) => ({
		functionCall: { name, args: input },
		...(signature !== undefined && { thoughtSignature: signature }),
	}));
	return [...parts, ...calls];
}

/** A result is an object there; a text that is none is put into one, as Google's clients do. */
function resultOf({ name, parts }: ToolMessage): JsonRecord {
	if (parts.some(({ type }) => type !== "text")) throw unsayable("messages", "a tool's result has to be text here");
	const text = textOf(parts);
	return { name, response: parseObject(text) ?? { result: text } };
}

function parseObject(text: string): JsonRecord | undefined {
	if (!text.trimStart().startsWith("{")) return undefined;
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function partOf(part: Part): JsonRecord {
	if (part.type === "text") return { text: part.text };
	if (part.type === "link") return { fileData: { fileUri: part.url, mimeType: imageTypeOf(part.url) } };
	return { inlineData: { mimeType: part.mediaType, data: part.data } };
}

const imageTypes: Readonly<Record<string, string>> = {
	png: "image/png",
	jpg: "image/jpeg",
	jpeg: "image/jpeg",
	webp: "image/webp",
	heic: "image/heic",
	heif: "image/heif",
	gif: "image/gif",
};

/** By the end of its path; left out where that says nothing. */
function imageTypeOf(url: string): string | undefined {
	const path = url.split(/[?#]/, 1)[0] ?? "";
	return imageTypes[path.slice(path.lastIndexOf(".") + 1).toLowerCase()];
}

function toolsOf({ tools, toolChoice }: ChatRequest): JsonRecord {
	if (tools.length === 0) return {};
	const functionDeclarations = tools.map(({ name, description, parameters }) => ({
		name,
		description,
		...(Object.keys(parameters).length > 0 && { parametersJsonSchema: parameters }),
	}));
	return {
		tools: [{ functionDeclarations }],
		...(toolChoice !== undefined && { toolConfig: { functionCallingConfig: choiceOf(toolChoice) } }),
	};
}

function choiceOf(choice: NonNullable<ChatRequest["toolChoice"]>): JsonRecord {
	if (typeof choice === "object") return { mode: "ANY", allowedFunctionNames: [choice.name] };
	return { mode: { none: "NONE", auto: "AUTO", required: "ANY" }[choice] };
}

function configOf(request: ChatRequest): JsonRecord {
	const { format } = request;
	return {
		maxOutputTokens: request.maxTokens,
		temperature: request.temperature,
		topP: request.topP,
		topK: request.topK,
		seed: request.seed,
		frequencyPenalty: request.frequencyPenalty,
		presencePenalty: request.presencePenalty,
		candidateCount: request.choices === 1 ? undefined : request.choices,
		stopSequences: request.stop.length > 0 ? request.stop : undefined,
		...(format !== undefined && { responseMimeType: "application/json" }),
		...(format?.type === "schema" && { responseJsonSchema: format.schema }),
		...(request.effort !== undefined && { thinkingConfig: thinkingOf(request.effort) }),
	};
}

/** As Google's own OpenAI format translates it: https://ai.google.dev/gemini-api/docs/openai#thinking (2026-11-22). */
const budgets: Readonly<Record<string, number>> = { none: 0, minimal: 1024, low: 1024, medium: 8192, high: 24_576 };

function thinkingOf(effort: string): JsonRecord {
	const thinkingBudget = budgets[effort];
	if (thinkingBudget === undefined)
		throw unsayable(
			"reasoning_effort",
			`${JSON.stringify(effort)} is not translated; use ${Object.keys(budgets).join(", ")}`,
		);
	return { thinkingBudget, includeThoughts: thinkingBudget > 0 };
}
