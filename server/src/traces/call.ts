import type { Span } from "../journal/span";
import { cachedTokens, inputTokens, outputTokens } from "../pricing/usage";
import type { CurrentCost } from "./adjustments";
import { countAttempts } from "./attempts";
import type { Call } from "./model";

/** The fields of a span that a list shows. */
export const callFields = [
	"id",
	"projectId",
	"keyId",
	"startedAtMs",
	"durationMs",
	"firstByteMs",
	"kind",
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
	"usageState",
	"costState",
	"costPicoUsd",
	"environment",
	"user",
	"session",
	"tags",
	"traceId",
	"callSite",
	"cache",
	"savedPicoUsd",
	"attempts",
] as const satisfies readonly (keyof Span)[];

export type CallSpan = Pick<Span, (typeof callFields)[number]>;

/** A span as lists and the live stream show it, with its cost as it is now where it was adjusted. */
export function callOf(span: CallSpan, current?: CurrentCost): Call {
	return {
		id: span.id,
		projectId: span.projectId,
		startedAt: new Date(span.startedAtMs).toISOString(),
		durationMs: span.durationMs,
		firstByteMs: span.firstByteMs,
		kind: span.kind,
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
		usageState: span.usageState ?? null,
		inputTokens: inputTokens(span.usage) ?? null,
		cachedInputTokens: cachedTokens(span.usage) ?? null,
		outputTokens: outputTokens(span.usage) ?? null,
		usage: { ...span.usage },
		costState: span.costState,
		costPicoUsd: span.costPicoUsd,
		...current,
		...labelsOf(span),
		cache: span.cache ?? null,
		savedPicoUsd: span.savedPicoUsd ?? null,
		attemptCount: span.attempts === undefined ? null : countAttempts(span.attempts),
	};
}

function labelsOf({ environment, user, session, tags, traceId, callSite }: CallSpan) {
	return {
		environment: environment ?? null,
		user: user ?? null,
		session: session ?? null,
		tags: [...(tags ?? [])],
		traceId,
		callSite: callSite ?? null,
	};
}
