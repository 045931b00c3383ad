import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { typedEvents } from "../shapes/events";

const shape: Source = "https://docs.cohere.com/reference/chat (2026-11-22)";
const list: Source = "https://cohere.com/pricing as genai-prices 0.1.8 has it (2026-11-22)";
const quoted: Source =
	"https://developer.puter.com/tutorials/cohere-api-pricing/ of June 2026, quoting cohere.com/pricing (2026-11-22)";

function chat(name: string, model: string, usage: unknown, cost: CostSum, mispriced?: string): ConformanceCase[] {
	const message = { role: "assistant", content: [{ type: "text", text: "Hello!" }] };
	const json = { id: "1", finish_reason: "COMPLETE", message, usage };
	const stream = typedEvents(
		{ type: "message-start", id: "1", delta: { message: { role: "assistant" } } } as { type: string },
		{ type: "content-delta", index: 0, delta: { message: { content: { text: "Hello!" } } } } as { type: string },
		{ type: "message-end", delta: { finish_reason: "COMPLETE", usage } } as { type: string },
	);
	const ask = { model, messages: [{ role: "user", content: "Hello" }] };
	return inBothForms(
		{ provider: "cohere", name, path: "v2/chat", ask, shape, rates: list, cost, ...(mispriced && { mispriced }) },
		{ json, stream },
	);
}

export const cohereCases: ConformanceCase[] = [
	...chat(
		"what is billed, not what the model saw",
		"command-a-03-2025",
		{ billed_units: { input_tokens: 13, output_tokens: 5 }, tokens: { input_tokens: 214, output_tokens: 5 } },
		{ uncachedInput: "13 × $2.50/M", output: "5 × $10/M" },
	),
	...chat(
		"command r7b",
		"command-r7b-12-2024",
		{ billed_units: { input_tokens: 5000, output_tokens: 200 }, tokens: { input_tokens: 5100, output_tokens: 200 } },
		{ uncachedInput: "5,000 × $0.0375/M", output: "200 × $0.15/M" },
	),
	...chat(
		"command r plus",
		"command-r-plus-08-2024",
		{ billed_units: { input_tokens: 500, output_tokens: 20 }, tokens: { input_tokens: 566, output_tokens: 22 } },
		{ uncachedInput: "500 × $2.50/M", output: "20 × $10/M" },
	),
	...chat(
		"what the model saw, where nothing is said of what is billed",
		"command-a-03-2025",
		{ tokens: { input_tokens: 71, output_tokens: 418 } },
		{ uncachedInput: "71 × $2.50/M", output: "418 × $10/M" },
	),
	{
		provider: "cohere",
		name: "embeddings of text",
		path: "v2/embed",
		ask: { model: "embed-v4.0", texts: ["hello"], input_type: "search_query" },
		answer: {
			json: {
				id: "1",
				embeddings: { float: [[0.1]] },
				meta: { api_version: { version: "2" }, billed_units: { input_tokens: 2000 } },
			},
		},
		shape: "https://docs.cohere.com/reference/embed (2026-11-22)",
		rates: list,
		cost: { uncachedInput: "2,000 × $0.12/M" },
	},
	{
		provider: "cohere",
		name: "embeddings of pictures",
		path: "v2/embed",
		ask: { model: "embed-v4.0", images: ["data:…"], input_type: "image" },
		answer: {
			json: {
				id: "1",
				embeddings: { float: [[0.1]] },
				meta: { api_version: { version: "2" }, billed_units: { image_tokens: 1500 } },
			},
		},
		shape: "https://docs.cohere.com/reference/embed (2026-11-22)",
		rates: quoted,
		cost: { imageInput: "1,500 × $0.47/M" },
	},
	{
		provider: "cohere",
		name: "reranking by the search",
		path: "v2/rerank",
		ask: { model: "rerank-v3.5", query: "x", documents: [] },
		answer: {
			json: {
				id: "1",
				results: [{ index: 0, relevance_score: 0.9 }],
				meta: { api_version: { version: "2" }, billed_units: { search_units: 1 } },
			},
		},
		shape: "https://docs.cohere.com/reference/rerank (2026-11-22)",
		rates:
			"https://cohere.com/pricing as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)",
		cost: { searchUnits: "1 × $2/k" },
	},
];
