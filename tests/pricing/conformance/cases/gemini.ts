import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { byModality, geminiAnswer, geminiShape } from "../shapes/gemini";
import { chatAnswer, chatShape, chatUsage } from "../shapes/openai";

const list: Source = "https://ai.google.dev/gemini-api/docs/pricing as genai-prices 0.1.8 has it (2026-11-22)";
const tiers: Source =
	"https://ai.google.dev/gemini-api/docs/optimization, flex and batch at half the price (2026-11-22)";
const quoted: Source =
	"https://ai.google.dev/gemini-api/docs/pricing as github.com/api-evangelist/gemini quotes it (2026-09-20)";
const litellm: Source =
	"https://ai.google.dev/gemini-api/docs/pricing as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)";

type Rest = Partial<Omit<ConformanceCase, "name" | "answer" | "cost">> & {
	candidate?: Readonly<Record<string, unknown>>;
};

function generate(
	name: string,
	model: string,
	usageMetadata: Readonly<Record<string, unknown>>,
	cost: CostSum,
	{ candidate, ...rest }: Rest = {},
): ConformanceCase[] {
	const ask = { contents: [{ role: "user", parts: [{ text: "Hello" }] }] };
	const given = {
		provider: "gemini",
		name,
		path: `v1beta/models/${model}:generateContent`,
		ask,
		shape: geminiShape,
		rates: list,
		cost,
		...rest,
	};
	const [json, stream] = inBothForms(given, geminiAnswer(model, usageMetadata, candidate));
	if (json === undefined || stream === undefined) return [];
	return [json, { ...stream, path: `v1beta/models/${model}:streamGenerateContent` }];
}

const counts = (prompt: number, candidates: number, thoughts = 0) => ({
	promptTokenCount: prompt,
	candidatesTokenCount: candidates,
	...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
	totalTokenCount: prompt + candidates + thoughts,
});

const grounded = (...webSearchQueries: string[]) => ({ groundingMetadata: { webSearchQueries, groundingChunks: [] } });

const cases = [
	generate("2.5 flash", "gemini-2.5-flash", counts(1000, 200), {
		uncachedInput: "1,000 × $0.30/M",
		output: "200 × $2.50/M",
	}),
	generate("thoughts stand beside the candidates", "gemini-2.5-flash", counts(1000, 200, 700), {
		uncachedInput: "1,000 × $0.30/M",
		output: "200 × $2.50/M",
		reasoning: "700 × $2.50/M",
	}),
	generate(
		"sound in",
		"gemini-2.5-flash",
		{ ...counts(10_000, 100), promptTokensDetails: byModality({ TEXT: 6000, AUDIO: 4000 }) },
		{
			uncachedInput: "6,000 × $0.30/M",
			audioInput: "4,000 × $1/M",
			output: "100 × $2.50/M",
		},
	),
	generate(
		"pictures and film in cost what text costs",
		"gemini-2.5-flash",
		{ ...counts(2000, 10), promptTokensDetails: byModality({ TEXT: 226, IMAGE: 258, VIDEO: 1516 }) },
		{
			uncachedInput: "1,742 × $0.30/M",
			imageInput: "258 × $0.30/M",
			output: "10 × $2.50/M",
		},
	),
	generate(
		"cached tokens are part of the prompt",
		"gemini-2.5-flash",
		{ ...counts(5000, 50), cachedContentTokenCount: 4096 },
		{
			uncachedInput: "904 × $0.30/M",
			cacheRead: "4,096 × $0.03/M",
			output: "50 × $2.50/M",
		},
		{ mispriced: "BerriAI/litellm#16341" },
	),
	generate(
		"cached sound has a rate of its own",
		"gemini-2.5-flash",
		{
			...counts(10_000, 100),
			cachedContentTokenCount: 4500,
			promptTokensDetails: byModality({ TEXT: 6000, AUDIO: 4000 }),
			cacheTokensDetails: byModality({ TEXT: 3000, AUDIO: 1500 }),
		},
		{
			uncachedInput: "3,000 × $0.30/M",
			cacheRead: "3,000 × $0.03/M",
			cacheReadAudio: "1,500 × $0.10/M",
			audioInput: "2,500 × $1/M",
			output: "100 × $2.50/M",
		},
	),
	generate(
		"flash-lite",
		"gemini-2.5-flash-lite",
		{ ...counts(5000, 50), cachedContentTokenCount: 1000 },
		{
			uncachedInput: "4,000 × $0.10/M",
			cacheRead: "1,000 × $0.01/M",
			output: "50 × $0.40/M",
		},
	),
	generate("2.5 pro", "gemini-2.5-pro", counts(150_000, 1000), {
		uncachedInput: "150,000 × $1.25/M",
		output: "1,000 × $10/M",
	}),
	generate("2.5 pro, 200,000 tokens are no long prompt yet", "gemini-2.5-pro", counts(200_000, 1000), {
		uncachedInput: "200,000 × $1.25/M",
		output: "1,000 × $10/M",
	}),
	generate("2.5 pro, a long prompt: every token is dearer", "gemini-2.5-pro", counts(250_000, 1000), {
		uncachedInput: "250,000 × $2.50/M",
		output: "1,000 × $15/M",
	}),
	generate(
		"2.5 pro, a long prompt, mostly cached",
		"gemini-2.5-pro",
		{ ...counts(262_960, 1744), cachedContentTokenCount: 257_955 },
		{
			uncachedInput: "5,005 × $2.50/M",
			cacheRead: "257,955 × $0.25/M",
			output: "1,744 × $15/M",
		},
		{ mispriced: "BerriAI/litellm#14849" },
	),
	generate(
		"cached tokens that outnumber the prompt stand beside it",
		"gemini-2.5-flash",
		{ promptTokenCount: 5, cachedContentTokenCount: 13_710, candidatesTokenCount: 20, totalTokenCount: 25 },
		{
			uncachedInput: "5 × $0.30/M",
			cacheRead: "13,710 × $0.03/M",
			output: "20 × $2.50/M",
		},
		{ mispriced: "BerriAI/litellm#42093", shape: "https://github.com/BerriAI/litellm/pull/42093 (2026-11-22)" },
	),
	generate(
		"cached, with thoughts",
		"gemini-2.5-pro",
		{ ...counts(11_125, 20, 409), cachedContentTokenCount: 7441 },
		{
			uncachedInput: "3,684 × $1.25/M",
			cacheRead: "7,441 × $0.125/M",
			output: "20 × $10/M",
			reasoning: "409 × $10/M",
		},
		{ mispriced: "danny-avila/LibreChat#12855" },
	),
	generate(
		"3.1 pro",
		"gemini-3.1-pro-preview",
		counts(1000, 100, 900),
		{
			uncachedInput: "1,000 × $2/M",
			output: "100 × $12/M",
			reasoning: "900 × $12/M",
		},
		{ rates: quoted },
	),
	generate(
		"3.1 pro, a long prompt",
		"gemini-3.1-pro-preview",
		counts(200_001, 100),
		{
			uncachedInput: "200,001 × $4/M",
			output: "100 × $18/M",
		},
		{ rates: quoted },
	),
	generate(
		"3.8 flash at its price until the end of 2026",
		"gemini-3.8-flash",
		counts(1000, 100),
		{
			uncachedInput: "1,000 × $0.75/M",
			output: "100 × $3.75/M",
		},
		{ rates: quoted },
	),
	generate(
		"3.8 flash from 2027 on",
		"gemini-3.8-flash",
		counts(1000, 100),
		{
			uncachedInput: "1,000 × $1.50/M",
			output: "100 × $7.50/M",
		},
		{ rates: quoted, at: "2027-01-02T12:00:00Z" },
	),
	generate(
		"3 flash with sound",
		"gemini-3-flash-preview",
		{ ...counts(1500, 100), promptTokensDetails: byModality({ TEXT: 500, AUDIO: 1000 }) },
		{
			uncachedInput: "500 × $0.50/M",
			audioInput: "1,000 × $1/M",
			output: "100 × $3/M",
		},
	),
	generate(
		"a picture out",
		"gemini-2.5-flash-image",
		{ ...counts(12, 1290), candidatesTokensDetails: byModality({ IMAGE: 1290 }) },
		{
			uncachedInput: "12 × $0.30/M",
			imageOutput: "1,290 × $30/M",
		},
	),
	generate(
		"a picture out, 3 pro",
		"gemini-3-pro-image-preview",
		{ ...counts(20, 1150), candidatesTokensDetails: byModality({ IMAGE: 1120 }) },
		{
			uncachedInput: "20 × $2/M",
			output: "30 × $12/M",
			imageOutput: "1,120 × $120/M",
		},
		{ rates: quoted },
	),
	generate(
		"tier flex: half",
		"gemini-2.5-flash",
		{ ...counts(1000, 200), serviceTier: "flex" },
		{
			uncachedInput: "1,000 × $0.30/M × 0.5",
			output: "200 × $2.50/M × 0.5",
		},
		{ rates: tiers, shape: "https://ai.google.dev/gemini-api/docs/flex-inference (2026-11-22)" },
	),
	generate(
		"tier flex, 3.5 flash",
		"gemini-3.5-flash",
		{ ...counts(1000, 200), serviceTier: "flex" },
		{
			uncachedInput: "1,000 × $1.50/M × 0.5",
			output: "200 × $9/M × 0.5",
		},
		{ rates: tiers },
	),
	generate(
		"tier priority, told by the header: 1.8 times",
		"gemini-3-flash-preview",
		counts(1000, 200),
		{
			uncachedInput: "1,000 × $0.90/M",
			output: "200 × $5.40/M",
		},
		{
			rates: litellm,
			headers: { "x-gemini-service-tier": "priority" },
			shape: "https://ai.google.dev/gemini-api/docs/priority-inference (2026-11-22)",
		},
	),
	generate(
		"tier priority, a long prompt",
		"gemini-3-pro-preview",
		{ ...counts(250_000, 200), serviceTier: "priority" },
		{
			uncachedInput: "250,000 × $7.20/M",
			output: "200 × $32.40/M",
		},
		{ rates: litellm, shape: "https://ai.google.dev/gemini-api/docs/priority-inference (2026-11-22)" },
	),
	generate(
		"tier priority, 3.8 flash",
		"gemini-3.8-flash",
		{ ...counts(1000, 200), cachedContentTokenCount: 400, serviceTier: "priority" },
		{
			uncachedInput: "600 × $0.75/M × 1.8",
			cacheRead: "400 × $0.075/M × 1.8",
			output: "200 × $3.75/M × 1.8",
		},
		{ shape: "https://ai.google.dev/gemini-api/docs/priority-inference (2026-11-22)" },
	),
	generate(
		"tier flex, what cached tokens cost in it nobody says: partial",
		"gemini-2.5-flash",
		{ ...counts(1000, 200), cachedContentTokenCount: 400, serviceTier: "flex" },
		{ uncachedInput: "600 × $0.30/M × 0.5", cacheRead: "400 × ?", output: "200 × $2.50/M × 0.5" },
		{ rates: tiers, state: "partial" },
	),
	generate(
		"tier flex, 3.1 flash-lite with a cache",
		"gemini-3.1-flash-lite",
		{ ...counts(1000, 200), cachedContentTokenCount: 400, serviceTier: "flex" },
		{ uncachedInput: "600 × $0.125/M", cacheRead: "400 × $0.0125/M", output: "200 × $0.75/M" },
		{ rates: litellm },
	),
	generate(
		"what a tool brought into the prompt is input",
		"gemini-2.5-flash",
		{
			promptTokenCount: 50,
			toolUsePromptTokenCount: 2000,
			candidatesTokenCount: 100,
			thoughtsTokenCount: 30,
			totalTokenCount: 2180,
		},
		{ uncachedInput: "2,050 × $0.30/M", output: "100 × $2.50/M", reasoning: "30 × $2.50/M" },
	),
	generate(
		"grounding that looked nothing up costs nothing",
		"gemini-2.5-flash",
		counts(50, 300),
		{ uncachedInput: "50 × $0.30/M", output: "300 × $2.50/M" },
		{ candidate: grounded(""), shape: "https://discuss.ai.google.dev/t/168136 (2026-11-22)" },
	),
	generate(
		"tier standard",
		"gemini-2.5-flash",
		{ ...counts(1000, 200), serviceTier: "standard" },
		{
			uncachedInput: "1,000 × $0.30/M",
			output: "200 × $2.50/M",
		},
	),
	generate(
		"grounding, models of 2.5: by the prompt, however many queries",
		"gemini-2.5-flash",
		counts(50, 300),
		{
			uncachedInput: "50 × $0.30/M",
			output: "300 × $2.50/M",
			searchedRequests: "1 × $35/k",
		},
		{
			rates: quoted,
			candidate: grounded("weather berlin", "weather berlin today"),
			shape: "https://ai.google.dev/gemini-api/docs/google-search (2026-11-22)",
		},
	),
	generate(
		"grounding, models of 3: by the query",
		"gemini-3.1-pro-preview",
		counts(50, 300),
		{
			uncachedInput: "50 × $2/M",
			output: "300 × $12/M",
			webSearches: "2 × $14/k",
		},
		{
			rates: quoted,
			candidate: grounded("weather berlin", "weather berlin today"),
			shape: "https://ai.google.dev/gemini-api/docs/google-search (2026-11-22)",
		},
	),
	inBothForms(
		{
			provider: "gemini",
			name: "in OpenAI's format",
			path: "v1beta/openai/chat/completions",
			ask: { model: "gemini-2.5-flash", messages: [] },
			shape: chatShape,
			rates: list,
			cost: { uncachedInput: "30 × $0.30/M", output: "20 × $2.50/M" },
		},
		chatAnswer("gemini-2.5-flash", chatUsage(30, 20)),
	),
];

const single = { provider: "gemini", shape: "https://ai.google.dev/api/embeddings (2026-11-22)", rates: list } as const;

export const geminiCases: ConformanceCase[] = [
	{
		...single,
		name: "a stream that broke off is billed for what it told, and said to be estimated",
		path: "v1beta/models/gemini-2.5-flash:streamGenerateContent",
		ask: { contents: [] },
		answer: { stream: geminiAnswer("gemini-2.5-flash", counts(1000, 200)).stream.slice(0, 1) },
		shape: geminiShape,
		cost: { uncachedInput: "1,000 × $0.30/M", output: "1 × $2.50/M" },
		state: "estimated",
	},
	...cases.flat(),
	{
		...single,
		name: "embeddings",
		path: "v1beta/models/gemini-embedding-001:embedContent",
		ask: { content: { parts: [{ text: "Hello" }] } },
		answer: {
			json: {
				embedding: { values: [0.1] },
				usageMetadata: { promptTokenCount: 9, promptTokenDetails: byModality({ TEXT: 9 }) },
			},
		},
		cost: { uncachedInput: "9 × $0.15/M" },
	},
	{
		...single,
		name: "embeddings of text, a picture and sound",
		path: "v1beta/models/gemini-embedding-2:embedContent",
		ask: { content: { parts: [{ text: "Hello" }] } },
		answer: {
			json: {
				embedding: { values: [0.1] },
				usageMetadata: { promptTokenCount: 400, promptTokenDetails: byModality({ TEXT: 42, IMAGE: 258, AUDIO: 100 }) },
			},
		},
		cost: { uncachedInput: "42 × $0.20/M", imageInput: "258 × $0.45/M", audioInput: "100 × $6.50/M" },
	},
	{
		...single,
		name: "imagen by the picture",
		path: "v1beta/models/imagen-4.0-generate-001:predict",
		ask: { instances: [{ prompt: "A cat" }], parameters: { sampleCount: 2 } },
		answer: {
			json: {
				predictions: [
					{ mimeType: "image/png", bytesBase64Encoded: "AAAA" },
					{ mimeType: "image/png", bytesBase64Encoded: "AAAA" },
				],
			},
		},
		rates: litellm,
		cost: { imagesOutput: "2 × $0.04/each" },
	},
];
