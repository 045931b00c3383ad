import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { chatAnswerInOne, chatUsage } from "../shapes/openai";

const shape: Source = "https://docs.mistral.ai/api, types of npm @mistralai/mistralai 2.7.0 (2026-11-22)";
const list: Source = "https://mistral.ai/pricing/api as genai-prices 0.1.8 has it (2026-11-22)";

type Rest = Partial<Pick<ConformanceCase, "path" | "at" | "state" | "mispriced">>;

function chat(
	name: string,
	model: string,
	usage: Readonly<Record<string, unknown>>,
	cost: CostSum,
	rest: Rest = {},
): ConformanceCase[] {
	const ask = { model, messages: [{ role: "user", content: "Hello" }] };
	return inBothForms(
		{ provider: "mistral", name, path: "v1/chat/completions", ask, shape, rates: list, cost, ...rest },
		chatAnswerInOne(model, usage),
	);
}

export const mistralCases: ConformanceCase[] = [
	...chat(
		"usage in the last event, unasked",
		"mistral-small-2603",
		chatUsage(1600, 340),
		{ uncachedInput: "1,600 × $0.15/M", output: "340 × $0.60/M" },
		{ mispriced: "Portkey-AI/gateway#1259" },
	),
	...chat("cached input", "mistral-large-2512", chatUsage(1600, 340, { prompt: { cached_tokens: 1024 } }), {
		uncachedInput: "576 × $0.50/M",
		cacheRead: "1,024 × $0.05/M",
		output: "340 × $1.50/M",
	}),
	...chat("the alias of today's medium", "mistral-medium-latest", chatUsage(1000, 100), {
		uncachedInput: "1,000 × $1.50/M",
		output: "100 × $7.50/M",
	}),
	...chat(
		"the same alias before 2026-06-16",
		"mistral-medium-latest",
		chatUsage(1000, 100),
		{ uncachedInput: "1,000 × $0.40/M", output: "100 × $2/M" },
		{ at: "2026-06-15T12:00:00Z" },
	),
	...chat("magistral", "magistral-medium-2509", chatUsage(1000, 2000), {
		uncachedInput: "1,000 × $2/M",
		output: "2,000 × $5/M",
	}),
	...chat(
		"fill in the middle",
		"codestral-2508",
		chatUsage(200, 30),
		{ uncachedInput: "200 × $0.30/M", output: "30 × $0.90/M" },
		{ path: "v1/fim/completions" },
	),
	...chat(
		"sound in a prompt is billed by the second, at a price that no list has: partial",
		"voxtral-small-24b-2507",
		{ ...chatUsage(6, 3266), total_tokens: 3272, prompt_audio_seconds: 203 },
		{ uncachedInput: "6 × $0.10/M", output: "3,266 × $0.40/M", audioInputSeconds: "203 × ?" },
		{ state: "partial" },
	),
	{
		provider: "mistral",
		name: "embeddings",
		path: "v1/embeddings",
		ask: { model: "mistral-embed", input: ["Hello"] },
		answer: {
			json: {
				id: "1",
				object: "list",
				data: [{ object: "embedding", embedding: [0.1], index: 0 }],
				model: "mistral-embed",
				usage: { prompt_tokens: 15, total_tokens: 15, completion_tokens: 0 },
			},
		},
		shape,
		rates: list,
		cost: { uncachedInput: "15 × $0.10/M" },
	},
];
