import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { type AnthropicUsage, cacheUsage, messageAnswer } from "../shapes/anthropic";
import { chatAnswer, chatUsage, type Forms, responseAnswer, responsesShape, responseUsage } from "../shapes/openai";

const shape: Source = "https://learn.microsoft.com/en-us/azure/ai-foundry/openai/concepts/content-filter (2026-11-22)";
const list: Source =
	"https://azure.microsoft.com/en-us/pricing/details/cognitive-services/openai-service/ for global deployments, as genai-prices 0.1.8 has it (2026-11-22)";

const filter = {
	prompt_filter_results: [{ prompt_index: 0, content_filter_results: { hate: { filtered: false, severity: "safe" } } }],
};

/** A stream begins with an event without choices, about the prompt. */
function chat(name: string, deployment: string, { json, stream }: Forms, cost: CostSum): ConformanceCase[] {
	const first = `data: ${JSON.stringify({ choices: [], created: 0, id: "", model: "", object: "", ...filter })}\n\n`;
	const given = {
		provider: "azure",
		name,
		path: `acme/openai/deployments/${deployment}/chat/completions`,
		ask: { messages: [] },
		shape,
		rates: list,
		cost,
	};
	return inBothForms(given, { json: { ...(json as object), ...filter }, stream: [first, ...stream] });
}

function claude(name: string, model: string, usage: AnthropicUsage, cost: CostSum): ConformanceCase[] {
	const given = {
		provider: "azure",
		name,
		path: "acme/anthropic/v1/messages",
		ask: { model, messages: [], max_tokens: 9 },
		cost,
	};
	return inBothForms(
		{
			...given,
			shape: "https://platform.claude.com/docs/en/build-with-claude/claude-in-microsoft-foundry (2026-11-22)",
			rates: "https://platform.claude.com/docs/en/about-claude/pricing (2026-11-22)",
		},
		messageAnswer(model, usage),
	);
}

export const azureCases: ConformanceCase[] = [
	...chat(
		"the answer names the model behind a deployment",
		"my-deployment",
		chatAnswer("gpt-4o-2024-08-06", chatUsage(1000, 100, { prompt: { cached_tokens: 600 } })),
		{
			uncachedInput: "400 × $2.50/M",
			cacheRead: "600 × $1.25/M",
			output: "100 × $10/M",
		},
	),
	...chat("gpt-4.1-mini", "small", chatAnswer("gpt-4.1-mini-2025-04-14", chatUsage(1000, 100)), {
		uncachedInput: "1,000 × $0.40/M",
		output: "100 × $1.60/M",
	}),
	...chat(
		"gpt-5, reasoning",
		"gpt5",
		chatAnswer("gpt-5-2025-08-07", chatUsage(1000, 700, { completion: { reasoning_tokens: 640 } })),
		{
			uncachedInput: "1,000 × $1.25/M",
			output: "60 × $10/M",
			reasoning: "640 × $10/M",
		},
	),
	...chat("o3", "o3", chatAnswer("o3-2025-04-16", chatUsage(1000, 100, { prompt: { cached_tokens: 500 } })), {
		uncachedInput: "500 × $2/M",
		cacheRead: "500 × $0.50/M",
		output: "100 × $8/M",
	}),
	...inBothForms(
		{
			provider: "azure",
			name: "responses",
			path: "acme/openai/v1/responses",
			ask: { model: "gpt5", input: "Hello" },
			shape: responsesShape,
			rates: list,
			cost: { uncachedInput: "952 × $1.25/M", cacheRead: "2,048 × $0.125/M", output: "100 × $10/M" },
		},
		responseAnswer("gpt-5-2025-08-07", responseUsage(3000, 100, { cached: 2048 })),
	),
	...claude(
		"claude in Foundry",
		"claude-sonnet-4-5",
		{ input_tokens: 100, output_tokens: 50, ...cacheUsage({ read: 1000, short: 200, long: 100 }) },
		{
			uncachedInput: "100 × $3/M",
			cacheRead: "1,000 × $0.30/M",
			cacheWrite5m: "200 × $3.75/M",
			cacheWrite1h: "100 × $6/M",
			output: "50 × $15/M",
		},
	),
	{
		provider: "azure",
		name: "a picture",
		path: "acme/openai/deployments/gpt-image-1/images/generations",
		ask: { model: "gpt-image-1", prompt: "A cat" },
		answer: {
			json: {
				created: 1,
				data: [{ b64_json: "AAAA" }],
				usage: {
					input_tokens: 12,
					input_tokens_details: { text_tokens: 12, image_tokens: 0 },
					output_tokens: 272,
					total_tokens: 284,
				},
			},
		},
		shape: "https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference (2026-11-22)",
		rates:
			"https://azure.microsoft.com/en-us/pricing/details/cognitive-services/openai-service/ as LiteLLM's sheet of 2026-07-24 has it (2026-11-22)",
		cost: { uncachedInput: "12 × $5/M", imageOutput: "272 × $40/M" },
	},
	{
		provider: "azure",
		name: "embeddings",
		path: "acme/openai/deployments/embed/embeddings",
		ask: { input: "Hello" },
		answer: {
			json: {
				object: "list",
				data: [],
				model: "text-embedding-3-large",
				usage: { prompt_tokens: 1000, total_tokens: 1000 },
			},
		},
		shape: "https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference (2026-11-22)",
		rates: list,
		cost: { uncachedInput: "1,000 × $0.13/M" },
	},
];
