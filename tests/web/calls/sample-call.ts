import type { Call } from "../../../web/src/api/model";

/** A call that started `second` seconds past noon; its id sorts by that too. */
export function sampleCall(second: number, change: Partial<Call> = {}): Call {
	return {
		id: `call-${String(second).padStart(3, "0")}`,
		projectId: "project",
		startedAt: new Date(Date.UTC(2026, 10, 22, 12, 0, second)).toISOString(),
		durationMs: 900,
		firstByteMs: 300,
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
		inputTokens: 10,
		cachedInputTokens: null,
		outputTokens: 20,
		usage: { uncachedInput: 10, output: 20 },
		costState: "priced",
		costPicoUsd: "13500000",
		environment: null,
		user: null,
		session: null,
		tags: [],
		traceId: "0af7651916cd43dd8448eb211c80319c",
		callSite: null,
		cache: null,
		savedPicoUsd: null,
		attemptCount: null,
		...change,
	};
}
