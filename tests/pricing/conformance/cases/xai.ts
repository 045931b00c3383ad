import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { chatAnswer, responseAnswer, responsesShape, responseUsage } from "../shapes/openai";

const shape: Source = "https://github.com/vercel/ai/pull/12425, quoting docs.x.ai (2026-11-22)";
const page: Source = "https://docs.x.ai/developers/pricing (2026-11-22)";
const genaiPrices: Source = "https://docs.x.ai/docs/models as genai-prices 0.1.8 has it (2026-11-22)";

const litellm: Source =
	"https://docs.x.ai/docs/models as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)";

type Rest = Partial<Pick<ConformanceCase, "rates" | "door" | "mispriced" | "state">>;

/** Reasoning stands outside of `completion_tokens`, and `total_tokens` shows that it does. */
function chat(
	name: string,
	model: string,
	counts: { prompt: number; cached?: number; completion: number; reasoning?: number; inside?: true; sources?: number },
	cost: CostSum,
	rest: Rest = {},
): ConformanceCase[] {
	const { prompt, cached = 0, completion, reasoning = 0, inside, sources = 0 } = counts;
	const usage = {
		prompt_tokens: prompt,
		completion_tokens: completion,
		total_tokens: prompt + completion + (inside ? 0 : reasoning),
		prompt_tokens_details: { text_tokens: prompt, audio_tokens: 0, image_tokens: 0, cached_tokens: cached },
		completion_tokens_details: {
			reasoning_tokens: reasoning,
			audio_tokens: 0,
			accepted_prediction_tokens: 0,
			rejected_prediction_tokens: 0,
		},
		num_sources_used: sources,
	};
	const ask = { model, messages: [{ role: "user", content: "Hello" }] };
	return inBothForms(
		{ provider: "xai", name, path: "v1/chat/completions", ask, shape, rates: page, cost, ...rest },
		chatAnswer(model, usage),
	);
}

export const xaiCases: ConformanceCase[] = [
	...chat(
		"reasoning outside of the completion",
		"grok-4-0709",
		{ prompt: 10_120, cached: 128, completion: 1499, reasoning: 2809 },
		{
			uncachedInput: "9,992 × $3/M",
			cacheRead: "128 × $0.75/M",
			output: "1,499 × $15/M",
			reasoning: "2,809 × $15/M",
		},
		{ rates: genaiPrices, mispriced: "vercel/ai#12425" },
	),
	...chat(
		"reasoning inside of it",
		"grok-4-0709",
		{ prompt: 500, completion: 500, reasoning: 200, inside: true },
		{
			uncachedInput: "500 × $3/M",
			output: "300 × $15/M",
			reasoning: "200 × $15/M",
		},
		{ rates: genaiPrices },
	),
	...chat(
		"grok-4.5",
		"grok-4.5",
		{ prompt: 1000, cached: 400, completion: 100 },
		{
			uncachedInput: "600 × $2/M",
			cacheRead: "400 × $0.30/M",
			output: "100 × $6/M",
		},
	),
	...chat(
		"grok-4.6",
		"grok-4.6",
		{ prompt: 1000, cached: 400, completion: 100, reasoning: 50 },
		{
			uncachedInput: "600 × $2/M",
			cacheRead: "400 × $0.50/M",
			output: "100 × $6/M",
			reasoning: "50 × $6/M",
		},
	),
	...chat(
		"grok-4.7",
		"grok-4.7",
		{ prompt: 1000, cached: 400, completion: 100 },
		{
			uncachedInput: "600 × $2/M",
			cacheRead: "400 × $0.50/M",
			output: "100 × $6/M",
		},
	),
	...chat(
		"grok-build-0.1",
		"grok-build-0.1",
		{ prompt: 1000, completion: 100 },
		{ uncachedInput: "1,000 × $1/M", output: "100 × $2/M" },
	),
	...chat(
		"long context begins at 200,000",
		"grok-4.3",
		{ prompt: 200_000, cached: 50_000, completion: 100 },
		{
			uncachedInput: "150,000 × $2.50/M",
			cacheRead: "50,000 × $0.40/M",
			output: "100 × $5/M",
		},
	),
	...chat(
		"one token less",
		"grok-4.3",
		{ prompt: 199_999, completion: 100 },
		{ uncachedInput: "199,999 × $1.25/M", output: "100 × $2.50/M" },
	),
	...chat(
		"the US endpoint: a tenth more",
		"grok-4.5",
		{ prompt: 1000, cached: 400, completion: 100 },
		{
			uncachedInput: "600 × $2/M × 1.1",
			cacheRead: "400 × $0.30/M × 1.1",
			output: "100 × $6/M × 1.1",
		},
		{ door: "us" },
	),
	...chat(
		"live search by its sources, whose price is on no page any more: partial",
		"grok-3",
		{ prompt: 100, completion: 50, sources: 3 },
		{ uncachedInput: "100 × $3/M", output: "50 × $15/M", searchUnits: "3 × ?" },
		{ rates: genaiPrices, state: "partial" },
	),
	...chat(
		"an older model above 128,000 tokens: twice",
		"grok-4-0709",
		{ prompt: 128_001, completion: 100 },
		{ uncachedInput: "128,001 × $6/M", output: "100 × $30/M" },
		{ rates: litellm },
	),
	...chat(
		"a fast model above 128,000 tokens: twice",
		"grok-4-fast-reasoning",
		{ prompt: 150_000, completion: 100 },
		{ uncachedInput: "150,000 × $0.40/M", output: "100 × $1/M" },
		{ rates: litellm },
	),
	...chat(
		"grok-4.7 from 200,000 tokens on",
		"grok-4.7",
		{ prompt: 200_000, cached: 1000, completion: 100 },
		{ uncachedInput: "199,000 × $4/M", cacheRead: "1,000 × $1/M", output: "100 × $12/M" },
	),
	...inBothForms(
		{
			provider: "xai",
			name: "responses",
			path: "v1/responses",
			ask: { model: "grok-4.3", input: "Hello" },
			shape: responsesShape,
			rates: page,
			cost: {
				uncachedInput: "500 × $1.25/M",
				cacheRead: "500 × $0.20/M",
				output: "60 × $2.50/M",
				reasoning: "40 × $2.50/M",
			},
		},
		responseAnswer("grok-4.3", responseUsage(1000, 100, { cached: 500, reasoning: 40 })),
	),
];
