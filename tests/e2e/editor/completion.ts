import { answering, type Behaviour } from "../../support/upstream";

export interface Completion {
	/** The model that is named in the answer. */
	model: string;
	completionTokens: number;
	/** The tier that the provider says it served; prices are known of the standard one. */
	serviceTier?: string;
}

/** A provider that answers "Hello!" to 1,000 prompt tokens: https://platform.openai.com/docs/api-reference/chat/object, 2026-11-22. */
export function completing({ model, completionTokens, serviceTier = "default" }: Completion): Behaviour {
	const message = { role: "assistant", content: "Hello!", refusal: null };
	const usage = { prompt_tokens: 1000, completion_tokens: completionTokens, total_tokens: 1000 + completionTokens };
	const completion = {
		id: "chatcmpl-1",
		object: "chat.completion",
		created: 1_795_000_000,
		model,
		choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
		service_tier: serviceTier,
		usage,
	};
	return answering(JSON.stringify(completion));
}

/** What 1,000 prompt tokens and so many completion tokens of gpt-4o cost, at $2.50 and $10 per million. */
export function gpt4oPicoUsd(completionTokens: number): bigint {
	return 1_000n * 2_500_000n + BigInt(completionTokens) * 10_000_000n;
}

/** A provider that refuses: https://platform.openai.com/docs/guides/error-codes, 2026-11-22. */
export const rateLimiting = answering(
	JSON.stringify({
		error: { message: "Rate limit reached", type: "requests", param: null, code: "rate_limit_exceeded" },
	}),
	{ status: 429 },
);
