/** What the provider answers next. */
export interface UpstreamAnswer {
	promptTokens: number;
	completionTokens: number;
	/** The tier that it says it served; prices are known of the standard one. */
	serviceTier?: string;
	status?: number;
}

/** A provider on this machine: answers chat completions as OpenAI's API reference shows them, with the usage it is told. */
export function startUpstream(): Disposable & { url: string; next: UpstreamAnswer } {
	const upstream = { next: { promptTokens: 1000, completionTokens: 170 } as UpstreamAnswer };
	const server = Bun.serve({
		port: 0,
		hostname: "127.0.0.1",
		async fetch(request) {
			const { model } = (await request.json()) as { model: string };
			const { status = 200 } = upstream.next;
			return Response.json(status === 200 ? completion(model, upstream.next) : refusal, { status });
		},
	});
	return Object.assign(upstream, {
		url: `http://127.0.0.1:${server.port}/v1`,
		[Symbol.dispose]: () => void server.stop(true),
	});
}

const refusal = {
	error: { message: "Rate limit reached", type: "requests", param: null, code: "rate_limit_exceeded" },
};

/** https://platform.openai.com/docs/api-reference/chat/object, 2026-11-22 */
function completion(model: string, { promptTokens, completionTokens, serviceTier }: UpstreamAnswer) {
	const total_tokens = promptTokens + completionTokens;
	return {
		id: "chatcmpl-1",
		object: "chat.completion",
		created: 1_795_000_000,
		model,
		choices: [
			{
				index: 0,
				message: { role: "assistant", content: "Hello!", refusal: null },
				logprobs: null,
				finish_reason: "stop",
			},
		],
		service_tier: serviceTier ?? "default",
		usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens },
	};
}
