/** What the provider is asked to do, as the model's name: `PRICED` models, so that every finished call has a cost. */
export const shapes = {
	json: "gpt-4o-mini",
	slowJson: "gpt-4o",
	stream: "gpt-4.1-mini",
	slowStream: "gpt-4.1",
} as const;
export type Shape = keyof typeof shapes;

/** Milliseconds before a slow answer, or between the chunks of a slow stream. */
const slowMs = 150;
const usage = { prompt_tokens: 200, completion_tokens: 40, total_tokens: 240 };
const encoder = new TextEncoder();

/**
 * A provider on this machine: JSON and streams, at once and slow. A slow stream takes three seconds, so most kills find some in flight.
 * https://platform.openai.com/docs/api-reference/chat (2026-11-22)
 */
export function startProvider(port: number): Disposable & { url: string } {
	const server = Bun.serve({
		port,
		hostname: "127.0.0.1",
		idleTimeout: 0,
		fetch: answerChat,
	});
	return { url: `http://127.0.0.1:${server.port}/v1`, [Symbol.dispose]: () => void server.stop(true) };
}

/** A chat completion in the shape that its model's name asks for. */
export async function answerChat(request: Request): Promise<Response> {
	const { model } = (await request.json()) as { model: string };
	if (model === shapes.slowJson) await Bun.sleep(slowMs);
	if (model === shapes.stream) return streamed(model, 10, 5);
	if (model === shapes.slowStream) return streamed(model, 20, slowMs);
	return Response.json(completion(model));
}

function completion(model: string) {
	const message = { role: "assistant", content: "All is well. ".repeat(20), refusal: null };
	const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
	return { id: "chatcmpl-chaos", object: "chat.completion", created: 1_795_000_000, model, choices, usage };
}

function streamed(model: string, chunks: number, gapMs: number): Response {
	const head = { id: "chatcmpl-chaos", object: "chat.completion.chunk", created: 1_795_000_000, model };
	const event = (rest: object) => encoder.encode(`data: ${JSON.stringify({ ...head, ...rest })}\n\n`);
	let left = chunks;
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			if (left-- > 0) {
				if (left < chunks - 1) await Bun.sleep(gapMs);
				controller.enqueue(
					event({ choices: [{ index: 0, delta: { content: "well " }, finish_reason: null }], usage: null }),
				);
				return;
			}
			controller.enqueue(event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: null }));
			controller.enqueue(event({ choices: [], usage }));
			controller.enqueue(encoder.encode("data: [DONE]\n\n"));
			controller.close();
		},
	});
	return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
