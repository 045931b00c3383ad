import type { Answer, AnswerError } from "./dialect";
import { readOpenaiUsage } from "./openai-usage";

/**
 * Adds what a parsed body, or one event of a stream, says of the answer. The first model named stays; the last finish reason
 * and usage win (some servers send a running usage with every event).
 */
export function noteAnswer(answer: Answer, body: unknown): void {
	if (!isRecord(body)) return;
	if (answer.responseModel === undefined && isFilledString(body.model)) answer.responseModel = body.model;
	if (isFilledString(body.service_tier)) answer.serviceTier = body.service_tier;
	const finishReason = readFinishReason(body.choices);
	if (finishReason !== undefined) answer.finishReason = finishReason;
	if (isRecord(body.usage)) {
		answer.rawUsage = body.usage;
		answer.usage = readOpenaiUsage(body.usage);
	}
	const error = readError(body.error);
	if (error !== undefined) answer.error = error;
}

/** The parsed text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** Of the choice with index 0, which is the one that a call with `n` = 1 has. */
function readFinishReason(choices: unknown): string | undefined {
	if (!Array.isArray(choices)) return undefined;
	const first = choices.find((choice) => isRecord(choice) && (choice.index ?? 0) === 0);
	return isFilledString(first?.finish_reason) ? first.finish_reason : undefined;
}

/** OpenAI's `{ message, type, param, code }`; compatible servers leave members out or send only a string. */
function readError(error: unknown): AnswerError | undefined {
	if (isFilledString(error)) return { type: "provider_error", message: error };
	if (!isRecord(error)) return undefined;
	const type = [error.type, error.code].find(isFilledString) ?? "provider_error";
	return { type, message: isFilledString(error.message) ? error.message : "" };
}

function isFilledString(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
