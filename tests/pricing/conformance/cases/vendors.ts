import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import {
	chatAnswer,
	chatAnswerInOne,
	chatShape,
	chatUsage,
	type Forms,
	responseAnswer,
	responsesShape,
	responseUsage,
} from "../shapes/openai";

/** Vendors who speak as OpenAI does and have few quirks of their own. */

type Rest = Partial<Omit<ConformanceCase, "name" | "answer" | "cost">>;

function vendor(provider: string, path: string, rates: Source, shape: Source = chatShape) {
	return (name: string, model: string, forms: Forms, cost: CostSum, rest: Rest = {}): ConformanceCase[] => {
		const ask = { model, messages: [{ role: "user", content: "Hello" }] };
		return inBothForms({ provider, name, path, ask, shape, rates, cost, ...rest }, forms);
	};
}

const together = vendor(
	"together",
	"v1/chat/completions",
	"https://www.together.ai/pricing as genai-prices 0.1.8 has it (2026-11-22)",
	"https://docs.together.ai/reference/chat-completions-1 (2026-11-22)",
);
export const togetherCases = [
	together(
		"llama 3.3 70b turbo",
		"meta-llama/Llama-3.3-70B-Instruct-Turbo",
		chatAnswer("meta-llama/Llama-3.3-70B-Instruct-Turbo", chatUsage(1000, 100)),
		{ uncachedInput: "1,000 × $0.88/M", output: "100 × $0.88/M" },
	),
	together(
		"usage unasked, in the last event",
		"meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
		chatAnswerInOne("meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", chatUsage(1000, 100)),
		{ uncachedInput: "1,000 × $0.27/M", output: "100 × $0.85/M" },
		{ shape: "https://github.com/vercel/ai/pull/17986 (2026-11-22)" },
	),
	together(
		"llama 4 scout",
		"meta-llama/Llama-4-Scout-17B-16E-Instruct",
		chatAnswer("meta-llama/Llama-4-Scout-17B-16E-Instruct", chatUsage(5000, 10)),
		{ uncachedInput: "5,000 × $0.18/M", output: "10 × $0.59/M" },
	),
].flat();

const fireworks = vendor(
	"fireworks",
	"inference/v1/chat/completions",
	"https://docs.fireworks.ai/serverless/pricing as genai-prices 0.1.8 has it (2026-11-22)",
	"https://github.com/langchain-ai/langchain/pull/36977 (2026-11-22)",
);
export const fireworksCases = [
	fireworks(
		"deepseek v4 pro, cached",
		"accounts/fireworks/models/deepseek-v4-pro",
		chatAnswer("accounts/fireworks/models/deepseek-v4-pro", chatUsage(2000, 300, { prompt: { cached_tokens: 1500 } })),
		{
			uncachedInput: "500 × $1.74/M",
			cacheRead: "1,500 × $0.145/M",
			output: "300 × $3.48/M",
		},
	),
	fireworks(
		"gpt-oss-120b, cached",
		"accounts/fireworks/models/gpt-oss-120b",
		chatAnswer("accounts/fireworks/models/gpt-oss-120b", chatUsage(2000, 300, { prompt: { cached_tokens: 1000 } })),
		{
			uncachedInput: "1,000 × $0.15/M",
			cacheRead: "1,000 × $0.014/M",
			output: "300 × $0.60/M",
		},
	),
	fireworks(
		"glm 5.1",
		"accounts/fireworks/models/glm-5p1",
		chatAnswer("accounts/fireworks/models/glm-5p1", chatUsage(2000, 300)),
		{ uncachedInput: "2,000 × $1.40/M", output: "300 × $4.40/M" },
	),
].flat();

const cerebras = vendor(
	"cerebras",
	"v1/chat/completions",
	"https://inference-docs.cerebras.ai/models/openai-oss as genai-prices 0.1.8 has it (2026-11-22)",
	"https://inference-docs.cerebras.ai/api-reference/chat-completions, types of npm @cerebras/cerebras_cloud_sdk 1.91.0 (2026-11-22)",
);
export const cerebrasCases = [
	cerebras(
		"gpt-oss-120b, reasoning",
		"gpt-oss-120b",
		chatAnswer(
			"gpt-oss-120b",
			chatUsage(1000, 500, { prompt: { cached_tokens: 0 }, completion: { reasoning_tokens: 350 } }),
			{ time_info: { total_time: 0.2 } },
		),
		{
			uncachedInput: "1,000 × $0.35/M",
			output: "150 × $0.75/M",
			reasoning: "350 × $0.75/M",
		},
	),
	cerebras("gemma 4 31b", "gemma-4-31b", chatAnswer("gemma-4-31b", chatUsage(1000, 500)), {
		uncachedInput: "1,000 × $0.99/M",
		output: "500 × $1.49/M",
	}),
].flat();

const local: Source =
	"https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html, nobody publishes a price for one's own machine (2026-11-22)";
const ollama = vendor(
	"ollama",
	"v1/chat/completions",
	local,
	"https://github.com/ollama/ollama/releases/tag/v0.5.2 (2026-11-22)",
);
const vllm = vendor(
	"vllm",
	"v1/chat/completions",
	local,
	"https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html (2026-11-22)",
);
const unknown = { uncachedInput: "26 × ?", output: "3 × ?" };
export const localCases = [
	ollama("one's own machine is unpriced, not free", "llama3.2", chatAnswer("llama3.2", chatUsage(26, 3)), unknown, {
		state: "unpriced",
	}),
	ollama("even a model that others sell", "gpt-oss-120b", chatAnswer("gpt-oss-120b", chatUsage(26, 3)), unknown, {
		state: "unpriced",
	}),
	vllm(
		"one's own machine is unpriced, not free",
		"Qwen/Qwen3-32B",
		chatAnswer("Qwen/Qwen3-32B", { ...chatUsage(26, 3), prompt_tokens_details: null }),
		unknown,
		{ state: "unpriced" },
	),
].flat();

const openrouter = vendor(
	"openrouter",
	"api/v1/chat/completions",
	"https://openrouter.ai/models as genai-prices 0.1.8 has it (2026-11-22)",
	"https://openrouter.ai/docs/cookbook/administration/usage-accounting.md (2026-11-22)",
);
const told = (cost: number) => ({ cost, is_byok: false, cost_details: { upstream_inference_cost: null } });
export const openrouterCases = [
	openrouter(
		"cache read and written",
		"anthropic/claude-sonnet-4.5",
		chatAnswerInOne("anthropic/claude-sonnet-4.5", {
			...chatUsage(17_903, 20, {
				prompt: { cached_tokens: 17_817, cache_write_tokens: 50 },
				completion: { reasoning_tokens: 12 },
			}),
			...told(0.0059406),
		}),
		{
			uncachedInput: "36 × $3/M",
			cacheRead: "17,817 × $0.30/M",
			cacheWrite5m: "50 × $3.75/M",
			output: "8 × $15/M",
			reasoning: "12 × $15/M",
		},
		{ mispriced: "langfuse/langfuse#10592" },
	),
	openrouter(
		"searches, whose price depends on the engine: partial",
		"openai/gpt-4o-mini",
		chatAnswerInOne("openai/gpt-4o-mini", {
			...chatUsage(1000, 100),
			...told(0.00821),
			server_tool_use_details: { tool_calls_requested: 2, tool_calls_executed: 2, web_search_requests: 2 },
		}),
		{ uncachedInput: "1,000 × $0.15/M", output: "100 × $0.60/M", webSearches: "2 × ?" },
		{ state: "partial" },
	),
	openrouter(
		"gpt-5",
		"openai/gpt-5",
		chatAnswerInOne("openai/gpt-5", { ...chatUsage(1000, 100, { prompt: { cached_tokens: 600 } }), ...told(0.001575) }),
		{
			uncachedInput: "400 × $1.25/M",
			cacheRead: "600 × $0.125/M",
			output: "100 × $10/M",
		},
	),
	openrouter(
		"grok 4.3 is not the fast one",
		"x-ai/grok-4.3",
		chatAnswerInOne("x-ai/grok-4.3", { ...chatUsage(1000, 100), ...told(0.0015) }),
		{ uncachedInput: "1,000 × $1.25/M", output: "100 × $2.50/M" },
		{ mispriced: "Helicone/helicone#4893" },
	),
	openrouter(
		"claude haiku 4.5",
		"anthropic/claude-haiku-4.5",
		chatAnswerInOne("anthropic/claude-haiku-4.5", { ...chatUsage(1000, 100), ...told(0.0015) }),
		{ uncachedInput: "1,000 × $1/M", output: "100 × $5/M" },
	),
].flat();

const perplexityPage: Source = "https://docs.perplexity.ai/getting-started/pricing (2026-11-22)";
const perplexityFees: Source =
	"https://docs.perplexity.ai/getting-started/pricing, fees as LiteLLM's sheet of 2026-07-24 has them, github.com/RoCry/llm-api-price (2026-11-22)";
const perplexity = vendor("perplexity", "chat/completions", perplexityPage, perplexityPage);
export const perplexityCases = [
	...(
		[
			["sonar", "low", "14 × $1/M", "70 × $1/M", { lowContextRequests: "1 × $5/k" }],
			["sonar", "medium", "14 × $1/M", "70 × $1/M", { mediumContextRequests: "1 × $8/k" }],
			["sonar", "high", "14 × $1/M", "70 × $1/M", { highContextRequests: "1 × $12/k" }],
			["sonar-pro", "low", "14 × $3/M", "70 × $15/M", { lowContextRequests: "1 × $6/k" }],
			["sonar-pro", "high", "14 × $3/M", "70 × $15/M", { highContextRequests: "1 × $14/k" }],
			["sonar-reasoning-pro", "medium", "14 × $2/M", "70 × $8/M", { mediumContextRequests: "1 × $10/k" }],
		] as const
	).map(([model, size, uncachedInput, output, fee]) =>
		perplexity(
			`${model}, a fee for a request with ${size} context`,
			model,
			chatAnswerInOne(model, { ...chatUsage(14, 70), search_context_size: size }),
			{ uncachedInput, output, ...fee },
			{ rates: perplexityFees },
		),
	),
	perplexity(
		"deep research: citations, reasoning and searches",
		"sonar-deep-research",
		chatAnswerInOne("sonar-deep-research", {
			...chatUsage(33, 7163),
			citation_tokens: 20_016,
			num_search_queries: 18,
			reasoning_tokens: 73_997,
			search_context_size: "low",
		}),
		{
			uncachedInput: "20,049 × $2/M",
			output: "7,163 × $8/M",
			reasoning: "73,997 × $3/M",
			webSearches: "18 × $5/k",
			lowContextRequests: "1 × $0/k",
		},
	),
	inBothForms(
		{
			provider: "perplexity",
			name: "responses with another's model: searches have a rate, its tokens none here",
			path: "v1/responses",
			ask: { model: "openai/gpt-5", input: "Hello" },
			shape: responsesShape,
			rates: "https://docs.perplexity.ai/guides/pricing, search $0.005 (2026-11-22)",
			cost: { uncachedInput: "1,000 × ?", output: "100 × ?", webSearches: "3 × $5/k" },
			state: "partial",
		},
		responseAnswer("openai/gpt-5", {
			...responseUsage(1000, 100),
			tool_calls_details: { web_search: { invocation: 3 } },
		}),
	),
].flat();
