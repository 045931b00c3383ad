import { ApiError, GoogleGenAI } from "@google/genai";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { type Client, describeContract } from "./contract";

const question = { model: "gemini-2.5-flash", contents: "Hello?" };

describeContract({
	name: "@google/genai",
	create({ origin, apiKey, fetch }): Client {
		const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${origin}/gemini`, fetch } });
		return {
			async ask({ signal: abortSignal, timeoutMs: timeout } = {}) {
				const config = { abortSignal, httpOptions: timeout === undefined ? {} : { timeout } };
				return (await models.generateContent({ ...question, config })).text ?? "";
			},
			async *stream({ signal: abortSignal } = {}) {
				const stream = await models.generateContentStream({ ...question, config: { abortSignal } });
				for await (const { text } of stream) yield text ?? "";
			},
			async useTools() {
				const tools = [{ functionDeclarations: [{ name: "weather", parametersJsonSchema: { type: "object" } }] }];
				const { functionCalls = [] } = await models.generateContent({ ...question, config: { tools } });
				return functionCalls.map(({ name = "", args }) => ({ name, input: args }));
			},
		};
	},
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
	error: { status: 429, body: readJsonFixture("gemini", "error-429") },
	statusOf: (error) => (error instanceof ApiError ? error.status : undefined),
	whenLeft: "drain",
});
