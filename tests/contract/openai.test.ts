import OpenAI from "openai";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { type Asking, type Client, describeContract, type Setting } from "./contract";

const silent = { cacheRead: 0, reasoning: 0 };
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
	json: {
		sends: [readJsonFixture("openai", "plain")],
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, uncachedInput: 1000, audioInput: 0, output: 100, audioOutput: 0 },
		costPicoUsd: "3500000000",
	},
	stream: {
		sends: readChunks("openai", "plain.asked"),
		getsBytes: readChunks("openai", "plain.unasked"),
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, uncachedInput: 14, audioInput: 0, output: 7, audioOutput: 0 },
		costPicoUsd: "105000000",
	},
	tools: {
		sends: readChunks("openai", "parallel-tool-calls.asked"),
		getsBytes: readChunks("openai", "parallel-tool-calls.unasked"),
		gets: [
			{ name: "get_weather", input: { city: "Lisbon" } },
			{ name: "report", input: { usage: null, choices: [] } },
		],
		usage: { ...silent, uncachedInput: 212, audioInput: 0, output: 46, audioOutput: 0 },
		// 212 × 2,000,000 + 46 × 8,000,000
		costPicoUsd: "792000000",
	},
	error: { status: 429, body: readJsonFixture("openai", "error-429") },
	statusOf,
	whenLeft: "cancel",
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
	json: {
		sends: [readJsonFixture("openai/responses", "plain")],
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, cacheWrite5m: 0, uncachedInput: 36, output: 87 },
		// 36 × 1,250,000 + 87 × 10,000,000
		costPicoUsd: "915000000",
	},
	stream: {
		sends: readChunks("openai/responses", "plain"),
		gets: "Lisbon is the capital.",
		usage: { ...silent, cacheWrite5m: 0, uncachedInput: 36, output: 87 },
		costPicoUsd: "915000000",
	},
	tools: {
		sends: [readJsonFixture("openai/responses", "tools")],
		gets: [
			{ name: "get_weather", input: { city: "Lisbon", note: '"usage":null' } },
			{ name: "get_weather", input: { city: "Porto" } },
		],
		usage: { ...silent, cacheWrite5m: 0, uncachedInput: 212, output: 46 },
		costPicoUsd: "792000000",
	},
	error: { status: 400, body: readJsonFixture("openai/responses", "error-400") },
	statusOf,
	whenLeft: "cancel",
});
