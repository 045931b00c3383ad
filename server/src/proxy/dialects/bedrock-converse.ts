import { readBedrockError, readMessageError, renderBedrockError } from "./bedrock-error";
import { type EventMessage, EventMessages } from "./bedrock-messages";
import { readBedrockPath, readModelId } from "./bedrock-path";
import { readBedrockTier, readBedrockUsage } from "./bedrock-usage";
import type { Answer, AnswerHeaders, CallRequest, Dialect, RequestToRead, StreamReader } from "./dialect";
import { pickMembers } from "./json-pick";
import { openBrace, skipSpace } from "./json-syntax";
import { filledString, isRecord, type JsonRecord, parseBytes } from "./json-values";

/**
 * `Converse` and `ConverseStream`; also `count-tokens`, which is not billed and has no `usage`. No answer names its model, but
 * a router's trace does.
 * Sources, 2026-11-22: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html.
 */
export const bedrockConverse: Dialect = {
	readRequest: readBedrockRequest,
	readResponse,
	createStreamReader,
	renderError: renderBedrockError,
};

/** The path names the model and says whether it streams, so a body with megabytes of base64 is not looked through. */
export function readBedrockRequest({ body, path }: RequestToRead): CallRequest | undefined {
	const address = readBedrockPath(path);
	if (address === undefined || body[skipSpace(body, 0)] !== openBrace) return undefined;
	return { model: address.model, stream: address.action.endsWith("-stream"), asksForUsage: false };
}

function readResponse(body: Uint8Array, headers?: AnswerHeaders): Answer {
	const picked = pickMembers(body, ["stopReason", "usage", "trace", "serviceTier", "message", "Message", "__type"]);
	if (picked === undefined) return {};
	const answer: Answer = { isJson: true };
	noteStop(answer, picked);
	noteMetadata(answer, picked, headers);
	const error = readBedrockError(picked, headers);
	if (error !== undefined) answer.error = error;
	return answer;
}

/** Only the two last events are parsed: `messageStop` with the reason and `metadata` with the usage, behind which nothing follows. */
function createStreamReader(headers?: AnswerHeaders): StreamReader {
	const answer: Answer = {};
	const messages = new EventMessages((message) => watch(answer, message, headers));
	return { read: (chunk) => messages.push(chunk), end: () => answer };
}

function watch(answer: Answer, message: EventMessage, headers: AnswerHeaders | undefined): void {
	const event = message.headers[":event-type"];
	if (event === "messageStop" || event === "metadata") {
		const payload = parseBytes(message.payload);
		if (!isRecord(payload)) return;
		if (event === "messageStop") noteStop(answer, payload);
		else {
			noteMetadata(answer, payload, headers);
			answer.isComplete = true;
		}
	} else {
		const error = readMessageError(message);
		if (error !== undefined) answer.error = error;
	}
}

function noteStop(answer: Answer, { stopReason }: JsonRecord): void {
	const reason = filledString(stopReason);
	if (reason !== undefined) answer.finishReason = reason;
}

function noteMetadata(answer: Answer, body: JsonRecord, headers: AnswerHeaders | undefined): void {
	if (isRecord(body.usage)) {
		answer.rawUsage = body.usage;
		const usage = readBedrockUsage(body.usage);
		if (usage !== undefined) answer.usage = usage;
	}
	const tier = readBedrockTier(body.serviceTier, headers);
	if (tier !== undefined) answer.serviceTier = tier;
	const router = isRecord(body.trace) ? body.trace.promptRouter : undefined;
	const model = isRecord(router) ? filledString(router.invokedModelId) : undefined;
	if (model !== undefined) answer.responseModel = readModelId(model);
}
