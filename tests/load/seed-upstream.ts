/** What the provider of a seed run has seen. */
export interface SeedUpstream extends Disposable {
	url: string;
	/** Requests that reached it. */
	requests(): number;
}

interface ChatRequest {
	model: string;
	stream?: boolean;
	messages: { content: string }[];
}

const answers = [
	"Paris is the capital of France.",
	"The function returns early when the list is empty, so the loop below never sees an empty list.",
	"Here are three names: Lumen, Prism, Halo.",
	"Sicher: „Die Rechnung ist bis zum 15. Dezember zu zahlen.“",
];

/** A provider on this machine that answers chat completions after a while, and refuses one in twenty-five. */
export function startSeedUpstream(port: number, random: () => number): SeedUpstream {
	let requests = 0;
	const server = Bun.serve({
		port,
		hostname: "127.0.0.1",
		async fetch(request) {
			requests++;
			if (request.method !== "POST") return Response.json({ object: "list", data: [] });
			const chat = (await request.json()) as ChatRequest;
			await Bun.sleep(20 + random() * 400);
			if (random() < 0.04) return Response.json(refusal, { status: 429 });
			const text = answers[Math.floor(random() * answers.length)] as string;
			return chat.stream ? streamed(chat, text) : Response.json(completion(chat, text));
		},
	});
	return {
		url: `http://127.0.0.1:${server.port}/v1`,
		requests: () => requests,
		[Symbol.dispose]: () => void server.stop(true),
	};
}

const refusal = {
	error: { message: "Rate limit reached", type: "requests", param: null, code: "rate_limit_exceeded" },
};
const head = { id: "chatcmpl-seed", created: 1_795_000_000 };

/** About four characters make a token; half of a long prompt comes from the cache. */
function usageOf({ messages }: ChatRequest, text: string) {
	const prompt_tokens = Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 4);
	const completion_tokens = Math.ceil(text.length / 4);
	return {
		prompt_tokens,
		completion_tokens,
		total_tokens: prompt_tokens + completion_tokens,
		prompt_tokens_details: { cached_tokens: prompt_tokens > 1024 ? Math.floor(prompt_tokens / 2) : 0 },
	};
}

/** https://platform.openai.com/docs/api-reference/chat/object (2026-11-22) */
function completion(chat: ChatRequest, text: string) {
	const message = { role: "assistant", content: text, refusal: null };
	const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
	return { ...head, object: "chat.completion", model: chat.model, choices, usage: usageOf(chat, text) };
}

/** https://platform.openai.com/docs/api-reference/chat/streaming (2026-11-22) */
function streamed(chat: ChatRequest, text: string): Response {
	const chunk = (choices: object[], usage: object | null) => {
		return `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", model: chat.model, choices, usage })}\n\n`;
	};
	const delta = (part: object, finish_reason: string | null) => chunk([{ index: 0, delta: part, finish_reason }], null);
	const body = new ReadableStream<string>({
		async start(controller) {
			for (const word of text.split(/(?<= )/)) {
				controller.enqueue(delta({ content: word }, null));
				await Bun.sleep(10);
			}
			controller.enqueue(delta({}, "stop"));
			controller.enqueue(chunk([], usageOf(chat, text)));
			controller.enqueue("data: [DONE]\n\n");
			controller.close();
		},
	});
	return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
