import Anthropic from "@anthropic-ai/sdk";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { type Client, describeContract } from "./contract";

/** A deprecated one would be told of by the client. */
const model = "claude-any";
const question = { model, max_tokens: 100, messages: [{ role: "user" as const, content: "Hello?" }] };
const none = { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

describeContract({
	name: "@anthropic-ai/sdk",
	create({ origin, apiKey, fetch }): Client {
		const { messages } = new Anthropic({ baseURL: `${origin}/anthropic`, apiKey, fetch, maxRetries: 0 });
		return {
			async ask({ signal, timeoutMs } = {}) {
				const timeout = timeoutMs === undefined ? {} : { timeout: timeoutMs };
				const { content } = await messages.create(question, { signal, ...timeout });
				return content.map((block) => (block.type === "text" ? block.text : "")).join("");
			},
			async *stream({ signal } = {}) {
				const stream = await messages.create({ ...question, stream: true }, { signal });
				for await (const event of stream)
					if (event.type === "content_block_delta" && event.delta.type === "text_delta") yield event.delta.text;
			},
			async useTools() {
				const tools = [{ name: "weather", input_schema: { type: "object" as const } }];
				const { content } = await messages.stream({ ...question, tools }).finalMessage();
				return content.filter((block) => block.type === "tool_use").map(({ name, input }) => ({ name, input }));
			},
		};
	},
	json: {
		sends: [readJsonFixture("anthropic", "plain")],
		gets: "Hello! How can I help?",
		usage: { ...none, uncachedInput: 25, output: 15 },
		// 25 × 3,000,000 + 15 × 15,000,000
		costPicoUsd: "300000000",
	},
	stream: {
		sends: readChunks("anthropic", "plain"),
		gets: 'Hello! I say "message_stop".',
		usage: { ...none, uncachedInput: 25, output: 15 },
		costPicoUsd: "300000000",
	},
	tools: {
		sends: readChunks("anthropic", "tools"),
		gets: [{ name: "weather", input: { usage: { output_tokens: 9 } } }],
		usage: { ...none, uncachedInput: 472, output: 89 },
		// 472 × 3,000,000 + 89 × 15,000,000
		costPicoUsd: "2751000000",
	},
	error: { status: 429, body: readJsonFixture("anthropic", "error-429") },
	statusOf: (error) => (error instanceof Anthropic.APIError ? error.status : undefined),
	whenLeft: "cancel",
});
