import { readCohereUsage } from "./cohere-usage";
import type { Answer, CallRequest, Dialect, GatewayError, RequestToRead, StreamReader } from "./dialect";
import { EventFrames } from "./event-frames";
import { pickMembers } from "./json-pick";
import { readJsonRequest } from "./json-request";
import { filledString, isRecord, type JsonRecord, parseBytes } from "./json-values";

/**
 * `POST /v2/chat`, and `embed` and `rerank` of v1 and v2, which tell their usage in `meta`. No answer names its model.
 * Sources, 2026-11-22: https://docs.cohere.com/reference/chat, https://docs.cohere.com/reference/chat-stream,
 * https://docs.cohere.com/reference/embed, https://docs.cohere.com/reference/rerank.
 */
export const cohere: Dialect = { readRequest, readResponse, createStreamReader, renderError };

/** By path below `https://api.cohere.com/`. */
export const cohereDialects: Readonly<Record<string, Dialect>> = {
	"v2/chat": cohere,
	"v2/embed": cohere,
	"v2/rerank": cohere,
	"v1/embed": cohere,
	"v1/rerank": cohere,
};

const endType = Buffer.from('"message-end"');

function readRequest({ body }: RequestToRead): CallRequest | undefined {
	return readJsonRequest(body);
}

/** An error is a body with nothing but `message` (and `id`); a chat's `message` is an object. Vectors are passed over. */
function readResponse(body: Uint8Array): Answer {
	const picked = pickMembers(body, ["finish_reason", "usage", "meta", "message"]);
	if (picked === undefined) return {};
	const answer: Answer = { isJson: true };
	note(answer, { ...picked, usage: picked.usage ?? picked.meta });
	const message = filledString(picked.message);
	if (message !== undefined) answer.error = { type: "provider_error", message };
	return answer;
}

/** Everything is in the last event, `message-end`; only that one is parsed. */
function createStreamReader(): StreamReader {
	const frames = new EventFrames();
	const answer: Answer = {};
	const watch = () => {
		const data = frames.data()?.text;
		if (data === undefined || !data.includes(endType)) return;
		const event = parseBytes(data);
		if (!isRecord(event) || event.type !== "message-end") return;
		answer.isComplete = true;
		if (!isRecord(event.delta)) return;
		note(answer, event.delta);
		const message = filledString(event.delta.error);
		if (message !== undefined) answer.error = { type: "provider_error", message };
	};
	return {
		read(chunk) {
			frames.take(chunk);
			while (frames.next()) watch();
			frames.keep();
		},
		end() {
			if (frames.last()) watch();
			return answer;
		},
	};
}

function note(answer: Answer, { finish_reason, usage: rawUsage }: JsonRecord): void {
	const finishReason = filledString(finish_reason);
	if (finishReason !== undefined) answer.finishReason = finishReason;
	if (!isRecord(rawUsage)) return;
	answer.rawUsage = rawUsage;
	const usage = readCohereUsage(rawUsage);
	if (usage !== undefined) answer.usage = usage;
}

/** Cohere's own errors have a message only: https://docs.cohere.com/reference/errors (2026-11-22). */
function renderError({ code, message }: GatewayError): string {
	return JSON.stringify({ message, code });
}
