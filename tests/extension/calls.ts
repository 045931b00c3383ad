import type { Call } from "@lensai/server/traces/model";

/** A finished, priced call; what a test cares about is given. */
export function aCall(given: Partial<Call> = {}): Call {
	return {
		id: "0199a8f0-0000-7000-8000-000000000001",
		projectId: "0199a8f0-0000-7000-8000-0000000000aa",
		startedAt: "2026-11-22T10:00:00.000Z",
		durationMs: 1300,
		firstByteMs: 400,
		provider: "openai",
		operation: "chat/completions",
		model: "gpt-4o-mini",
		responseModel: "gpt-4o-mini-2024-07-18",
		stream: false,
		status: "ok",
		httpStatus: 200,
		errorType: null,
		errorMessage: null,
		keyId: null,
		usageState: "measured",
		inputTokens: 120,
		cachedInputTokens: null,
		outputTokens: 40,
		usage: { uncachedInput: 120, output: 40 },
		costState: "priced",
		costPicoUsd: "4200000000",
		environment: null,
		user: null,
		session: null,
		tags: [],
		traceId: "0af7651916cd43dd8448eb211c80319c",
		callSite: null,
		cache: null,
		savedPicoUsd: null,
		attemptCount: null,
		...given,
	};
}
