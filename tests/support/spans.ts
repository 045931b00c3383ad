import type { Span } from "../../server/src/journal/span";

/** A finished chat call of one thousand input and one hundred output tokens; give what a test is about. */
export function spanFixture(span: Partial<Span> = {}): Span {
	const startedAtMs = span.startedAtMs ?? Date.UTC(2026, 10, 22, 12);
	return {
		id: Bun.randomUUIDv7("hex", startedAtMs),
		traceId: "0af7651916cd43dd8448eb211c80319c",
		organizationId: "organization-1",
		projectId: "0198c0de-0000-7000-8000-000000000001",
		keyId: null,
		kind: "llm",
		provider: "openai",
		operation: "chat/completions",
		model: "gpt-4o",
		responseModel: "gpt-4o-2024-08-06",
		stream: false,
		status: "ok",
		httpStatus: 200,
		errorType: null,
		errorMessage: null,
		finishReason: "stop",
		startedAtMs,
		firstByteMs: 400,
		durationMs: 1300,
		usage: { uncachedInput: 1000, cacheRead: 0, output: 100 },
		rawUsage: '{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}',
		costState: "priced",
		costPicoUsd: "3500000000",
		costRates: '{"uncachedInput":"2500000","cacheRead":"1250000","output":"10000000"}',
		costSource: "lensai@2026-11-22 genai-prices@0.1.8 openai/gpt-4o",
		capture: "full",
		requestBytes: 512,
		responseBytes: 1024,
		...span,
	};
}
