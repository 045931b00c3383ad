import OpenAI from "openai";
import { type Asking, type Client, describeContract, type Setting } from "./contract";
import * as exchanges from "./exchanges";

const messages = [{ role: "user" as const, content: "What is the capital of Portugal?" }];
const parameters = { type: "object", properties: { city: { type: "string" } } };
const statusOf = (error: unknown) => (error instanceof OpenAI.APIError ? error.status : undefined);

/** These clients refuse a timeout of undefined. */
const optionsOf = ({ signal, timeoutMs }: Asking = {}) => ({
	signal,
	...(timeoutMs !== undefined && { timeout: timeoutMs }),
});

function open({ origin, apiKey, fetch }: Setting): OpenAI {
	return new OpenAI({ baseURL: `${origin}/openai/v1`, apiKey, fetch, maxRetries: 0 });
}

describeContract({
	name: "openai, chat completions",
	create(setting): Client {
		const { completions } = open(setting).chat;
		return {
			async ask(asking) {
				const answer = await completions.create({ model: "gpt-4o", messages }, optionsOf(asking));
				return answer.choices[0]?.message.content ?? "";
			},
			async *stream({ signal } = {}) {
				const stream = await completions.create({ model: "gpt-4o", messages, stream: true }, { signal });
				for await (const chunk of stream) yield chunk.choices[0]?.delta.content ?? "";
			},
			async useTools() {
				const tools = [{ type: "function" as const, function: { name: "get_weather", parameters } }];
				const { choices } = await completions.stream({ model: "gpt-4.1", messages, tools }).finalChatCompletion();
				const calls = choices[0]?.message.tool_calls ?? [];
				return calls
					.filter((call) => call.type === "function")
					.map((call) => ({ name: call.function.name, input: JSON.parse(call.function.arguments) }));
			},
		};
	},
	...exchanges.chatCompletions,
	statusOf,
});

describeContract({
	name: "openai, responses",
	create(setting): Client {
		const { responses } = open(setting);
		const input = "What is the capital of Portugal?";
		return {
			async ask(asking) {
				return (await responses.create({ model: "gpt-5", input }, optionsOf(asking))).output_text;
			},
			async *stream({ signal } = {}) {
				const stream = await responses.create({ model: "gpt-5", input, stream: true }, { signal });
				for await (const event of stream) if (event.type === "response.output_text.delta") yield event.delta;
			},
			async useTools() {
				const tools = [{ type: "function" as const, name: "get_weather", parameters, strict: false }];
				const { output } = await responses.create({ model: "gpt-4.1", input, tools });
				return output
					.filter((item) => item.type === "function_call")
					.map(({ name, arguments: text }) => ({ name, input: JSON.parse(text) }));
			},
		};
	},
	...exchanges.responses,
	statusOf,
});
