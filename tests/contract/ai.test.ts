import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, generateText, jsonSchema, type LanguageModel, streamText, tool } from "ai";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { type Client, type Contract, describeContract, type Setting } from "./contract";

const prompt = "What is the capital of Portugal?";
const maxRetries = 0;
const input = jsonSchema<Record<string, unknown>>({ type: "object" });
const tools = Object.fromEntries(
	["get_weather", "weather", "report"].map((name) => [name, tool({ description: name, inputSchema: input })]),
);

interface Made {
	modelOf(setting: Setting): LanguageModel;
	/** Whose answer the fixture with tools is. */
	toolsAreStreamed: boolean;
}

function createClient({ modelOf, toolsAreStreamed }: Made): Contract["create"] {
	return (setting): Client => {
		const model = modelOf(setting);
		return {
			async ask({ signal: abortSignal, timeoutMs: timeout } = {}) {
				return (await generateText({ model, prompt, maxRetries, abortSignal, timeout })).text;
			},
			async *stream({ signal: abortSignal } = {}) {
				yield* streamText({ model, prompt, maxRetries, abortSignal, onError: () => undefined }).textStream;
			},
			async useTools() {
				const asked = toolsAreStreamed
					? streamText({ model, prompt, maxRetries, tools, onError: () => undefined })
					: await generateText({ model, prompt, maxRetries, tools });
				return (await asked.toolCalls).map((call) => ({ name: call.toolName, input: call.input }));
			},
		};
	};
}

const statusOf = (error: unknown) => (APICallError.isInstance(error) ? error.statusCode : undefined);
const silent = { cacheRead: 0, reasoning: 0 };
const noAudio = { audioInput: 0, audioOutput: 0 };
const notCached = { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

describeContract({
	name: "ai with @ai-sdk/openai, chat completions",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createOpenAI({ baseURL: `${origin}/openai/v1`, apiKey, fetch }).chat("gpt-4o"),
		toolsAreStreamed: true,
	}),
	json: {
		sends: [readJsonFixture("openai", "plain")],
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, ...noAudio, uncachedInput: 1000, output: 100 },
		costPicoUsd: "3500000000",
	},
	stream: {
		// It asks for usage itself, so nothing is taken out.
		sends: readChunks("openai", "plain.asked"),
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, ...noAudio, uncachedInput: 14, output: 7 },
		costPicoUsd: "105000000",
	},
	tools: {
		sends: readChunks("openai", "parallel-tool-calls.asked"),
		gets: [
			{ name: "get_weather", input: { city: "Lisbon" } },
			{ name: "report", input: { usage: null, choices: [] } },
		],
		usage: { ...silent, ...noAudio, uncachedInput: 212, output: 46 },
		costPicoUsd: "792000000",
	},
	error: { status: 429, body: readJsonFixture("openai", "error-429") },
	statusOf,
	whenLeft: "cancel",
});

describeContract({
	name: "ai with @ai-sdk/openai, responses",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createOpenAI({ baseURL: `${origin}/openai/v1`, apiKey, fetch }).responses("gpt-5"),
		toolsAreStreamed: false,
	}),
	json: {
		sends: [readJsonFixture("openai/responses", "plain")],
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, cacheWrite5m: 0, uncachedInput: 36, output: 87 },
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

describeContract({
	name: "ai with @ai-sdk/anthropic",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createAnthropic({ baseURL: `${origin}/anthropic/v1`, apiKey, fetch })("claude-sonnet-4-5"),
		toolsAreStreamed: true,
	}),
	json: {
		sends: [readJsonFixture("anthropic", "plain")],
		gets: "Hello! How can I help?",
		usage: { ...notCached, uncachedInput: 25, output: 15 },
		costPicoUsd: "300000000",
	},
	stream: {
		sends: readChunks("anthropic", "plain"),
		gets: 'Hello! I say "message_stop".',
		usage: { ...notCached, uncachedInput: 25, output: 15 },
		costPicoUsd: "300000000",
	},
	tools: {
		sends: readChunks("anthropic", "tools"),
		gets: [{ name: "weather", input: { usage: { output_tokens: 9 } } }],
		usage: { ...notCached, uncachedInput: 472, output: 89 },
		costPicoUsd: "2751000000",
	},
	error: { status: 429, body: readJsonFixture("anthropic", "error-429") },
	statusOf,
	whenLeft: "cancel",
});

describeContract({
	name: "ai with @ai-sdk/google",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createGoogleGenerativeAI({ baseURL: `${origin}/gemini/v1beta`, apiKey, fetch })("gemini-2.5-flash"),
		toolsAreStreamed: false,
	}),
	json: {
		sends: [readJsonFixture("gemini", "plain")],
		gets: "Hello!",
		usage: { uncachedInput: 10, output: 5 },
		costPicoUsd: "15500000",
	},
	stream: {
		sends: readChunks("gemini", "plain.events"),
		gets: 'Hello! "finishReason": [{ Bye.]}',
		usage: { uncachedInput: 10, output: 5 },
		costPicoUsd: "15500000",
	},
	tools: {
		sends: [readJsonFixture("gemini", "tools")],
		gets: [{ name: "weather", input: { place: "Berlin", usageMetadata: { promptTokenCount: 1 } } }],
		usage: { uncachedInput: 74, output: 18, reasoning: 63 },
		costPicoUsd: "224700000",
	},
	error: { status: 429, body: readJsonFixture("gemini", "error-429") },
	statusOf,
	whenLeft: "drain",
});
