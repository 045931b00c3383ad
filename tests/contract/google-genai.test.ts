import { ApiError, GoogleGenAI } from "@google/genai";
import { type Client, describeContract } from "./contract";
import * as exchanges from "./exchanges";

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
	...exchanges.generateContent,
	statusOf: (error) => (error instanceof ApiError ? error.status : undefined),
});
