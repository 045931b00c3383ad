import { asObject, asObjects, asText, type JsonObject, parseJson } from "./json-value";
import type { Message } from "./message";
import { anthropic } from "./shapes/anthropic";
import { readEvents } from "./shapes/events";
import { gemini } from "./shapes/gemini";
import { openaiChat } from "./shapes/openai-chat";
import { openaiResponses } from "./shapes/openai-responses";
import type { Shape } from "./shapes/shape";

/** What was said in a call, as far as its bodies can be read. */
export interface Conversation {
	/** What the caller sent; undefined when the request could not be read as a conversation. */
	asked: Message[] | undefined;
	/** What the model wrote: one message for each choice. Undefined when the answer could not be read as such. */
	answered: Message[] | undefined;
	/** The error that the provider answered with, in its own words. */
	error: string | undefined;
}

interface Bodies {
	/** The path below the provider's base URL. */
	operation: string;
	/** Absent when it was not kept. */
	request?: string;
	response?: string;
}

const shapes: readonly Shape[] = [openaiChat, openaiResponses, anthropic, gemini];

/**
 * Reads the bodies of a call, whichever provider's. They are kept as that provider was sent them, and as it answered: what came
 * through the unified door is not in OpenAI's shape.
 */
export function readConversation({ operation, request, response }: Bodies): Conversation {
	const asked = asObject(parseText(request));
	const shape = shapeOf(operation, asked);
	const answer = readAnswer(response);
	return {
		asked: asked && shape.asked(asked),
		answered: Array.isArray(answer) ? shape.streamed(answer) : answer && shape.answered(answer),
		error: Array.isArray(answer) ? firstError(answer) : errorOf(answer),
	};
}

/** Claude is asked on other paths, too, where its requests name the version of its API. Else it may be one of OpenAI's friends. */
function shapeOf(operation: string, request: JsonObject | undefined): Shape {
	const isClaude = request?.anthropic_version !== undefined;
	return shapes.find(({ operations }) => operations.test(operation)) ?? (isClaude ? anthropic : openaiChat);
}

/** An answer's object, or the events of its stream. */
function readAnswer(text: string | undefined): JsonObject | JsonObject[] | undefined {
	if (text === undefined) return undefined;
	const value = parseJson(text);
	// Gemini streams an array of its events to those who do not ask for another form.
	if (Array.isArray(value)) return asObjects(value);
	return asObject(value) ?? readEvents(text);
}

function parseText(text: string | undefined): unknown {
	return text === undefined ? undefined : parseJson(text);
}

function firstError(events: readonly JsonObject[]): string | undefined {
	for (const event of events) {
		const message = errorOf(event);
		if (message !== undefined) return message;
	}
	return undefined;
}

/** OpenAI's Responses say it of the response or in an event of its own; Bedrock and Cohere have a message and nothing else. */
function errorOf(body: JsonObject | undefined): string | undefined {
	const error = body?.error ?? asObject(body?.response)?.error;
	return asText(asObject(error)?.message) ?? asText(error) ?? asText(body?.message);
}
