import type { Answer, AnswerError } from "./dialect";
import { isFilledString, isRecord } from "./openai-json";
import { type OpenaiVendor, openai } from "./openai-vendors";

/**
 * Adds what a parsed body, or one event of a stream, says of the answer. The first model named stays; the last finish reason
 * and usage win (some servers send a running usage with every event).
 */
export function noteAnswer(answer: Answer, body: unknown, vendor: OpenaiVendor = openai): void {
	if (!isRecord(body)) return;
	if (answer.responseModel === undefined && isFilledString(body.model)) answer.responseModel = body.model;
	if (isFilledString(body.service_tier)) answer.serviceTier = body.service_tier;
	const finishReason = readFinishReason(body.choices);
	if (finishReason !== undefined) answer.finishReason = finishReason;
	const usage = vendor.usageOf?.(body) ?? body.usage;
	if (isRecord(usage)) {
		answer.rawUsage = usage;
		answer.usage = vendor.readUsage(usage);
		if (isFilledString(usage.service_tier)) answer.serviceTier = usage.service_tier;
	}
	const error = readError(body.error ?? (body.object === "error" ? body : undefined));
	if (error !== undefined) answer.error = error;
}

/** Of the choice with index 0, which is the one that a call with `n` = 1 has. */
function readFinishReason(choices: unknown): string | undefined {
	if (!Array.isArray(choices)) return undefined;
	const first = choices.find((choice) => isRecord(choice) && (choice.index ?? 0) === 0);
	return isFilledString(first?.finish_reason) ? first.finish_reason : undefined;
}

/** OpenAI's `{ message, type, param, code }`; compatible servers leave members out or send only a string. */
export function readError(error: unknown): AnswerError | undefined {
	if (isFilledString(error)) return { type: "provider_error", message: error };
	if (!isRecord(error)) return undefined;
	const type = [error.type, error.code].find(isFilledString) ?? "provider_error";
	return { type, message: messageOf(error.message) };
}

/** Mistral sends an object that lists what is wrong. */
function messageOf(message: unknown): string {
	return isRecord(message) ? JSON.stringify(message) : isFilledString(message) ? message : "";
}
