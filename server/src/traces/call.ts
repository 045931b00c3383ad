import type { Span } from "../journal/span";
import { inputTokens, outputTokens } from "../pricing/usage";
import type { Call } from "./model";

/** The fields of a span that a list shows. */
export const callFields = [
	"id",
	"projectId",
	"keyId",
	"startedAtMs",
	"durationMs",
	"firstByteMs",
	"provider",
	"operation",
	"model",
	"responseModel",
	"stream",
	"status",
	"httpStatus",
	"errorType",
	"errorMessage",
	"usage",
	"costState",
	"costPicoUsd",
] as const satisfies readonly (keyof Span)[];

export type CallSpan = Pick<Span, (typeof callFields)[number]>;

/** A span as lists and the live stream show it. */
export function callOf(span: CallSpan): Call {
	return {
		id: span.id,
		projectId: span.projectId,
		startedAt: new Date(span.startedAtMs).toISOString(),
		durationMs: span.durationMs,
		firstByteMs: span.firstByteMs,
		provider: span.provider,
		operation: span.operation,
		model: span.model,
		responseModel: span.responseModel,
		stream: span.stream,
		status: span.status,
		httpStatus: span.httpStatus,
		errorType: span.errorType,
		errorMessage: span.errorMessage,
		keyId: span.keyId,
		inputTokens: inputTokens(span.usage) ?? null,
		outputTokens: outputTokens(span.usage) ?? null,
		costState: span.costState,
		costPicoUsd: span.costPicoUsd,
	};
}
