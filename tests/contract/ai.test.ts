import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, generateText, jsonSchema, type LanguageModel, streamText, tool } from "ai";
import { type Client, type Contract, describeContract, type Setting } from "./contract";
import * as exchanges from "./exchanges";

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

describeContract({
	name: "ai with @ai-sdk/openai, chat completions",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createOpenAI({ baseURL: `${origin}/openai/v1`, apiKey, fetch }).chat("gpt-4o"),
		toolsAreStreamed: true,
	}),
	...exchanges.chatCompletionsWithUsage,
	statusOf,
});

describeContract({
	name: "ai with @ai-sdk/openai, responses",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createOpenAI({ baseURL: `${origin}/openai/v1`, apiKey, fetch }).responses("gpt-5"),
		toolsAreStreamed: false,
	}),
	...exchanges.responses,
	statusOf,
});

describeContract({
	name: "ai with @ai-sdk/anthropic",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createAnthropic({ baseURL: `${origin}/anthropic/v1`, apiKey, fetch })("claude-sonnet-4-5"),
		toolsAreStreamed: true,
	}),
	...exchanges.messages,
	statusOf,
});

describeContract({
	name: "ai with @ai-sdk/google",
	create: createClient({
		modelOf: ({ origin, apiKey, fetch }) =>
			createGoogleGenerativeAI({ baseURL: `${origin}/gemini/v1beta`, apiKey, fetch })("gemini-2.5-flash"),
		toolsAreStreamed: false,
	}),
	...exchanges.generateContent,
	statusOf,
});
