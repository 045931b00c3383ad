import Anthropic from "@anthropic-ai/sdk";
import { type Client, describeContract } from "./contract";
import * as exchanges from "./exchanges";

/** A deprecated one would be told of by the client. */
const model = "claude-any";
const question = { model, max_tokens: 100, messages: [{ role: "user" as const, content: "Hello?" }] };

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
	...exchanges.messages,
	statusOf: (error) => (error instanceof Anthropic.APIError ? error.status : undefined),
});
