import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { type AnthropicUsage, cacheUsage, messageAnswer } from "../shapes/anthropic";
import { byModality, geminiAnswer } from "../shapes/gemini";

const shape: Source =
	"https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse (2026-11-22)";
const claudeShape: Source =
	"https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude (2026-11-22)";
const list: Source =
	"https://cloud.google.com/vertex-ai/generative-ai/pricing as genai-prices 0.1.8 has it (2026-11-22)";
const regional: Source =
	"https://cloud.google.com/vertex-ai/generative-ai/pricing#claude-models, a tenth more outside of global, as genai-prices 0.1.8 notes it (2026-11-22)";
const flex: Source = "https://ai.google.dev/gemini-api/docs/optimization, flex at half the price (2026-11-22)";
const longWrites: Source =
	"https://cloud.google.com/vertex-ai/generative-ai/pricing as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)";

const place = (location: string) => `v1/projects/acme/locations/${location}/publishers`;
type Rest = Partial<Pick<ConformanceCase, "rates" | "at" | "mispriced" | "state">> & { location?: string };

function gemini(
	name: string,
	model: string,
	usage: Readonly<Record<string, unknown>>,
	cost: CostSum,
	{ location = "us-central1", ...rest }: Rest = {},
): ConformanceCase[] {
	const path = `${place(location)}/google/models/${model}`;
	const given = {
		provider: "vertex",
		name,
		path: `${path}:generateContent`,
		ask: { contents: [] },
		shape,
		rates: list,
		cost,
		...rest,
	};
	return inBothForms(given, geminiAnswer(model, usage)).map((each) =>
		"stream" in each.answer ? { ...each, path: `${path}:streamGenerateContent` } : each,
	);
}

/** The body names no model, and `@20250929` stands behind a model's name in the path. */
function claude(
	name: string,
	model: string,
	usage: AnthropicUsage,
	cost: CostSum,
	{ location = "global", ...rest }: Rest = {},
): ConformanceCase[] {
	const path = `${place(location)}/anthropic/models/${model}`;
	const ask = { anthropic_version: "vertex-2023-10-16", messages: [], max_tokens: 9 };
	const given = {
		provider: "vertex",
		name,
		path: `${path}:rawPredict`,
		ask,
		shape: claudeShape,
		rates: list,
		cost,
		...rest,
	};
	return inBothForms(given, messageAnswer(model.replace("@", "-"), usage)).map((each) =>
		"stream" in each.answer ? { ...each, path: `${path}:streamRawPredict` } : each,
	);
}

const counts = (prompt: number, candidates: number, trafficType: string) => ({
	promptTokenCount: prompt,
	candidatesTokenCount: candidates,
	totalTokenCount: prompt + candidates,
	trafficType,
});

export const vertexCases: ConformanceCase[] = [
	...gemini(
		"2.5 flash on demand, thoughts",
		"gemini-2.5-flash",
		{ ...counts(10, 25, "ON_DEMAND"), thoughtsTokenCount: 20, totalTokenCount: 55 },
		{
			uncachedInput: "10 × $0.30/M",
			output: "25 × $2.50/M",
			reasoning: "20 × $2.50/M",
		},
	),
	...gemini(
		"sound and a cache",
		"gemini-2.5-flash",
		{
			...counts(10_000, 100, "ON_DEMAND"),
			cachedContentTokenCount: 2000,
			promptTokensDetails: byModality({ TEXT: 6000, AUDIO: 4000 }),
			cacheTokensDetails: byModality({ TEXT: 2000 }),
		},
		{
			uncachedInput: "4,000 × $0.30/M",
			cacheRead: "2,000 × $0.03/M",
			audioInput: "4,000 × $1/M",
			output: "100 × $2.50/M",
		},
	),
	...gemini("2.5 pro, a long prompt", "gemini-2.5-pro", counts(250_000, 1000, "ON_DEMAND"), {
		uncachedInput: "250,000 × $2.50/M",
		output: "1,000 × $15/M",
	}),
	...gemini(
		"flex: half",
		"gemini-2.5-flash",
		counts(1000, 100, "ON_DEMAND_FLEX"),
		{ uncachedInput: "1,000 × $0.30/M × 0.5", output: "100 × $2.50/M × 0.5" },
		{ location: "global", rates: flex },
	),
	...gemini(
		"provisioned throughput is paid beforehand: estimated at the listed rates",
		"gemini-2.5-flash",
		counts(1000, 100, "PROVISIONED_THROUGHPUT"),
		{ uncachedInput: "1,000 × $0.30/M", output: "100 × $2.50/M" },
		{ state: "estimated" },
	),
	...claude(
		"a European multi-region: a tenth more, cache included",
		"claude-sonnet-4-6",
		{ input_tokens: 100, output_tokens: 100, ...cacheUsage({ read: 5000, short: 200 }) },
		{
			uncachedInput: "100 × $3/M × 1.1",
			cacheRead: "5,000 × $0.30/M × 1.1",
			cacheWrite5m: "200 × $3.75/M × 1.1",
			output: "100 × $15/M × 1.1",
		},
		{ location: "eu", rates: regional, mispriced: "Portkey-AI/gateway#1754" },
	),
	...claude(
		"claude, streamed as dear as not",
		"claude-opus-5",
		{ input_tokens: 9, output_tokens: 12 },
		{ uncachedInput: "9 × $5/M", output: "12 × $25/M" },
		{ mispriced: "BerriAI/litellm#37923" },
	),
	...claude(
		"claude's input beside its cache",
		"claude-sonnet-4-6",
		{ input_tokens: 100, output_tokens: 100, ...cacheUsage({ read: 50_000, short: 1000 }) },
		{
			uncachedInput: "100 × $3/M",
			cacheRead: "50,000 × $0.30/M",
			cacheWrite5m: "1,000 × $3.75/M",
			output: "100 × $15/M",
		},
		{ mispriced: "Portkey-AI/gateway#1564" },
	),
	...claude(
		"claude's cache of an hour",
		"claude-sonnet-4-5@20250929",
		{ input_tokens: 100, output_tokens: 100, ...cacheUsage({ long: 1000 }) },
		{
			uncachedInput: "100 × $3/M",
			cacheWrite1h: "1,000 × $6/M",
			output: "100 × $15/M",
		},
		{ rates: longWrites },
	),
	...claude(
		"claude in one region: a tenth more",
		"claude-opus-5",
		{ input_tokens: 1000, output_tokens: 100 },
		{
			uncachedInput: "1,000 × $5/M × 1.1",
			output: "100 × $25/M × 1.1",
		},
		{ location: "us-east5", rates: regional },
	),
	...claude(
		"an older claude in one region costs the same",
		"claude-opus-4@20250514",
		{ input_tokens: 1000, output_tokens: 100 },
		{
			uncachedInput: "1,000 × $15/M",
			output: "100 × $75/M",
		},
		{ location: "us-east5" },
	),
	{
		provider: "vertex",
		name: "embeddings by the character, whose tokens are told and cost nothing",
		path: `${place("us-central1")}/google/models/text-embedding-005:predict`,
		ask: { instances: [{ content: "Hello" }] },
		answer: {
			json: {
				predictions: [
					{ embeddings: { statistics: { truncated: false, token_count: 6 }, values: [0.1] } },
					{ embeddings: { statistics: { truncated: false, token_count: 4 }, values: [0.2] } },
				],
				metadata: { billableCharacterCount: 43 },
			},
		},
		shape: "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api (2026-11-22)",
		rates: longWrites,
		cost: { uncachedInput: "10 × $0/M", inputCharacters: "43 × $0.025/M" },
	},
	{
		provider: "vertex",
		name: "another publisher's model, which no list has, is unpriced",
		path: `${place("europe-west4")}/mistralai/models/mistral-medium-3:rawPredict`,
		ask: { model: "mistral-medium-3", messages: [] },
		answer: {
			json: {
				id: "1",
				object: "chat.completion",
				model: "mistral-medium-2505",
				choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
				usage: { prompt_tokens: 17, total_tokens: 20, completion_tokens: 3 },
			},
		},
		shape: "https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/mistral (2026-11-22)",
		rates: list,
		cost: { uncachedInput: "17 × ?", output: "3 × ?" },
		state: "unpriced",
	},
	{
		provider: "vertex",
		name: "imagen by the picture",
		path: `${place("us-central1")}/google/models/imagen-4.0-generate-001:predict`,
		ask: { instances: [{ prompt: "A cat" }] },
		answer: { json: { predictions: [{ mimeType: "image/png", bytesBase64Encoded: "AAAA" }] } },
		shape: "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/imagen-api (2026-11-22)",
		rates: longWrites,
		cost: { imagesOutput: "1 × $0.04/each" },
	},
];
