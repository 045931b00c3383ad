import {
	mergeAnthropicUsage,
	readAnthropicRegion,
	readAnthropicTier,
	readAnthropicUsage,
	readFurtherUsage,
} from "./anthropic-usage";
import type { Answer, AnswerError } from "./dialect";
import { filledString, isRecord, type JsonRecord } from "./json-values";

/** Gathers what a message, or the events of a streamed one, say of the answer. */
export class AnthropicReading {
	/** Everything but the usage, which `finish` adds. */
	readonly answer: Answer = {};
	/** As told so far. */
	usage: JsonRecord | undefined;

	/** A whole message, or an error that came in its place. */
	noteMessage(message: JsonRecord): void {
		const { answer } = this;
		answer.responseModel ??= filledString(message.model);
		answer.finishReason = filledString(message.stop_reason) ?? answer.finishReason;
		this.noteUsage(message.usage);
		this.noteError(message.error);
	}

	/** One event of a stream, by its `type`. */
	noteEvent(event: JsonRecord): void {
		const { answer } = this;
		switch (event.type) {
			case "message_start":
				if (isRecord(event.message)) this.noteMessage(event.message);
				answer.usageSoFar = true;
				break;
			case "message_delta":
				this.noteUsage(event.usage);
				if (isRecord(event.delta) && filledString(event.delta.stop_reason) !== undefined) {
					answer.finishReason = filledString(event.delta.stop_reason);
					delete answer.usageSoFar;
				}
				break;
			case "message_stop":
				answer.isComplete = true;
				// On Bedrock the cache's counts may come only here: https://github.com/BerriAI/litellm/pull/24845 (2026-11-22).
				this.noteUsage(event.usage);
				break;
			case "error":
				this.noteError(event.error);
		}
	}

	finish(): Answer {
		const { answer, usage: raw } = this;
		if (raw === undefined) delete answer.usageSoFar;
		else {
			answer.rawUsage = raw;
			answer.usage = readAnthropicUsage(raw);
			const tier = readAnthropicTier(raw);
			if (tier !== undefined) answer.serviceTier = tier;
			const region = readAnthropicRegion(raw);
			if (region !== undefined) answer.region = region;
			const further = readFurtherUsage(raw);
			if (further.length > 0) answer.furtherUsage = further;
		}
		for (const name of ["responseModel", "finishReason", "usage"] as const) {
			if (answer[name] === undefined) delete answer[name];
		}
		return answer;
	}

	private noteUsage(usage: unknown): void {
		if (isRecord(usage)) this.usage = mergeAnthropicUsage(this.usage, usage);
	}

	private noteError(error: unknown): void {
		if (isRecord(error)) this.answer.error = readAnthropicError(error);
	}
}

/**
 * Anthropic's `{ type, message }`, and Google's `{ code, message, status }`, which Vertex sends before the model is reached.
 * Source: https://platform.claude.com/docs/en/api/errors (2026-11-22).
 */
export function readAnthropicError(error: JsonRecord): AnswerError {
	const type = filledString(error.type) ?? filledString(error.status) ?? "provider_error";
	return { type, message: filledString(error.message) ?? "" };
}
