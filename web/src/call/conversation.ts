import { asList, asObject, asText, parseJson } from "./json-value";
import { type Message, readMessage } from "./message";
import { readStreamedError, readStreamedMessages } from "./streamed-message";

/** What was said in a call, as far as its bodies can be read. */
export interface Conversation {
	/** What the caller sent; undefined when the request could not be read as a conversation. */
	asked: Message[] | undefined;
	/** What the model wrote: one message for each choice. Undefined when the answer could not be read as such. */
	answered: Message[] | undefined;
	/** The error that the provider answered with, in its own words. */
	error: string | undefined;
}

/** Reads the bodies of a chat completion, JSON or a stream; an absent body has nothing in it. */
export function readConversation(request: string | undefined, response: string | undefined): Conversation {
	return { asked: readAsked(request), answered: readAnswered(response), error: readError(response) };
}

function readAsked(text: string | undefined): Message[] | undefined {
	const body = asObject(text === undefined ? undefined : parseJson(text));
	if (!Array.isArray(body?.messages)) return undefined;
	return body.messages.flatMap((message) => readMessage(message) ?? []);
}

function readAnswered(text: string | undefined): Message[] | undefined {
	if (text === undefined) return undefined;
	const body = asObject(parseJson(text));
	const messages = body
		? asList(body.choices).flatMap((value) => {
				const choice = asObject(value);
				return readMessage(choice?.message, asText(choice?.finish_reason)) ?? [];
			})
		: readStreamedMessages(text);
	return messages.length > 0 ? messages : undefined;
}

function readError(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const body = asObject(parseJson(text));
	return body ? asText(asObject(body.error)?.message) : readStreamedError(text);
}
