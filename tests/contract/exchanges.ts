import { readChunks, readJsonFixture } from "../support/fixtures";
import type { Exchanges } from "./contract";

/** The token counts that a provider told of, at 0. */
const silent = { cacheRead: 0, reasoning: 0 };
const noAudio = { audioInput: 0, audioOutput: 0 };
const notCached = { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

/** OpenAI's chat completions, for a client that does not ask for usage in its stream. */
export const chatCompletions: Exchanges = {
	json: {
		sends: [readJsonFixture("openai", "plain")],
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, ...noAudio, uncachedInput: 1000, output: 100 },
		// 1000 × 2,500,000 + 100 × 10,000,000
		costPicoUsd: "3500000000",
	},
	stream: {
		sends: readChunks("openai", "plain.asked"),
		getsBytes: readChunks("openai", "plain.unasked"),
		gets: "Lisbon is the capital of Portugal.",
		usage: { ...silent, ...noAudio, uncachedInput: 14, output: 7 },
		costPicoUsd: "105000000",
	},
	tools: {
		sends: readChunks("openai", "parallel-tool-calls.asked"),
		getsBytes: readChunks("openai", "parallel-tool-calls.unasked"),
		gets: [
			{ name: "get_weather", input: { city: "Lisbon" } },
			{ name: "report", input: { usage: null, choices: [] } },
		],
		usage: { ...silent, ...noAudio, uncachedInput: 212, output: 46 },
		// 212 × 2,000,000 + 46 × 8,000,000
		costPicoUsd: "792000000",
	},
	errors: [
		{ status: 429, body: readJsonFixture("openai", "error-429") },
		{ status: 401, body: readJsonFixture("openai", "error-401") },
	],
	whenLeft: "cancel",
};

/** The same for a client that asks for usage itself, so nothing is taken out. */
export const chatCompletionsWithUsage: Exchanges = {
	...chatCompletions,
	stream: { ...chatCompletions.stream, getsBytes: undefined },
	tools: { ...chatCompletions.tools, getsBytes: undefined },
};

/** OpenAI's Responses. */
export const responses: Exchanges = {
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
	errors: [
		{ status: 400, body: readJsonFixture("openai/responses", "error-400") },
		{ status: 429, body: readJsonFixture("openai", "error-429") },
	],
	whenLeft: "cancel",
};

/** Anthropic's messages. */
export const messages: Exchanges = {
	json: {
		sends: [readJsonFixture("anthropic", "plain")],
		gets: "Hello! How can I help?",
		usage: { ...notCached, uncachedInput: 25, output: 15 },
		// 25 × 3,000,000 + 15 × 15,000,000
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
		// 472 × 3,000,000 + 89 × 15,000,000
		costPicoUsd: "2751000000",
	},
	errors: [
		{ status: 429, body: readJsonFixture("anthropic", "error-429") },
		{ status: 400, body: readJsonFixture("anthropic", "error-400") },
	],
	whenLeft: "cancel",
};

/** Gemini's `generateContent`. */
export const generateContent: Exchanges = {
	json: {
		sends: [readJsonFixture("gemini", "plain")],
		gets: "Hello!",
		usage: { uncachedInput: 10, output: 5 },
		// 10 × 300,000 + 5 × 2,500,000
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
		// 74 × 300,000 + 81 × 2,500,000
		costPicoUsd: "224700000",
	},
	errors: [
		{ status: 429, body: readJsonFixture("gemini", "error-429") },
		{ status: 400, body: readJsonFixture("gemini", "error-400") },
	],
	whenLeft: "drain",
};
