import { randomWords } from "./random-words";

/**
 * A provider that answers at once: about 1 KB of random words as JSON, or a stream of 50 chunks and a usage chunk when
 * asked for; for the user `paced` it sends a piece every 20 ms. `bun mock-provider.ts PORT`
 */
const variants = 256;
const usage = { prompt_tokens: 200, completion_tokens: 150, total_tokens: 350 };
const encoder = new TextEncoder();

const answers = Array.from({ length: variants }, () =>
	JSON.stringify({
		id: `chatcmpl-${crypto.randomUUID()}`,
		object: "chat.completion",
		created: 1_750_000_000,
		model: "gpt-4o-mini-2024-07-18",
		choices: [
			{ index: 0, message: { role: "assistant", content: randomWords(720), refusal: null }, finish_reason: "stop" },
		],
		usage,
	}),
);

/** With `include_usage`: every chunk has `"usage":null`, and one more has the numbers. */
const streams = Array.from({ length: variants }, () => ({ asked: chunksOf(true), unasked: chunksOf(false) }));

function chunksOf(asked: boolean): Uint8Array[] {
	const id = `chatcmpl-${crypto.randomUUID()}`;
	const chunk = (rest: object) =>
		encoder.encode(
			`data: ${JSON.stringify({ id, object: "chat.completion.chunk", created: 1_750_000_000, model: "gpt-4o-mini-2024-07-18", ...rest })}\n\n`,
		);
	const nothing = asked ? { usage: null } : {};
	const chunks = Array.from({ length: 49 }, () =>
		chunk({ choices: [{ index: 0, delta: { content: randomWords(12) }, finish_reason: null }], ...nothing }),
	);
	chunks.push(chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], ...nothing }));
	if (asked) chunks.push(chunk({ choices: [], usage }));
	chunks.push(encoder.encode("data: [DONE]\n\n"));
	return chunks;
}

let turn = 0;
const json = { headers: { "content-type": "application/json" } };
const events = { headers: { "content-type": "text/event-stream" } };

Bun.serve({
	port: Number(process.argv[2]),
	hostname: "127.0.0.1",
	idleTimeout: 0,
	async fetch(request) {
		const body = await request.text();
		turn = (turn + 1) % variants;
		if (!body.includes('"stream":true')) return new Response(answers[turn], json);
		const chunks = streams[turn]?.[body.includes('"include_usage":true') ? "asked" : "unasked"] ?? [];
		const pauseMs = body.includes('"user":"paced"') ? 20 : 0;
		return new Response(
			new ReadableStream({
				async start(controller) {
					for (const chunk of chunks) {
						controller.enqueue(chunk);
						// Each chunk is a write of its own, as from a provider.
						await Bun.sleep(pauseMs);
					}
					controller.close();
				},
			}),
			events,
		);
	},
});
console.log("ready");
