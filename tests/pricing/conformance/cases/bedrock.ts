import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { cacheUsage } from "../shapes/anthropic";
import { converseAnswer, converseShape, invokeStream } from "../shapes/bedrock";

const list: Source = "https://aws.amazon.com/bedrock/pricing/ as genai-prices 0.1.8 has it (2026-11-22)";
const longWrites: Source =
	"https://aws.amazon.com/bedrock/pricing/ as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)";
const modelBodies: Source = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html (2026-11-22)";

type Rest = Partial<Pick<ConformanceCase, "rates" | "mispriced" | "state" | "headers" | "shape">> & {
	region?: string;
	more?: Readonly<Record<string, unknown>>;
};

function converse(
	name: string,
	model: string,
	usage: Readonly<Record<string, unknown>>,
	cost: CostSum,
	{ region = "us-east-1", more, ...rest }: Rest = {},
): ConformanceCase[] {
	const path = `${region}/model/${encodeURIComponent(model)}/converse`;
	const given = {
		provider: "bedrock",
		name,
		path,
		ask: { messages: [] },
		shape: converseShape,
		rates: list,
		cost,
		...rest,
	};
	const { json, stream } = converseAnswer(usage, more);
	return inBothForms(given, { json, stream: [] }).map((each) =>
		"stream" in each.answer ? { ...each, path: `${path}-stream`, answer: { stream } } : each,
	);
}

function invoke(
	name: string,
	model: string,
	answer: ConformanceCase["answer"],
	cost: CostSum,
	rest: Rest = {},
): ConformanceCase {
	const action = "stream" in answer ? "invoke-with-response-stream" : "invoke";
	return {
		provider: "bedrock",
		name,
		path: `us-east-1/model/${encodeURIComponent(model)}/${action}`,
		ask: { prompt: "Hello" },
		answer,
		shape: modelBodies,
		rates: list,
		cost,
		...rest,
	};
}

const tokens = (input: number, output: number, cache: { read?: number; written?: number } = {}) => ({
	inputTokens: input,
	outputTokens: output,
	totalTokens: input + output + (cache.read ?? 0) + (cache.written ?? 0),
	cacheReadInputTokens: cache.read ?? 0,
	cacheWriteInputTokens: cache.written ?? 0,
});

const sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";

const converseCases = [
	converse("nova pro", "amazon.nova-pro-v1:0", tokens(1000, 100), {
		uncachedInput: "1,000 × $0.80/M",
		output: "100 × $3.20/M",
	}),
	converse(
		"nova lite reads its cache",
		"us.amazon.nova-lite-v1:0",
		tokens(368, 19, { read: 10_536 }),
		{
			uncachedInput: "368 × $0.06/M",
			cacheRead: "10,536 × $0.015/M",
			output: "19 × $0.24/M",
		},
		{ mispriced: "Portkey-AI/gateway#1567" },
	),
	converse("nova micro", "amazon.nova-micro-v1:0", tokens(50_000, 10), {
		uncachedInput: "50,000 × $0.035/M",
		output: "10 × $0.14/M",
	}),
	converse(
		"claude, global profile",
		`global.${sonnet}`,
		tokens(1000, 100, { read: 2000, written: 500 }),
		{
			uncachedInput: "1,000 × $3/M",
			cacheRead: "2,000 × $0.30/M",
			cacheWrite5m: "500 × $3.75/M",
			output: "100 × $15/M",
		},
		{ mispriced: "langchain-ai/langsmith-sdk#1858" },
	),
	converse(
		"claude, a European profile: a tenth more",
		`eu.${sonnet}`,
		tokens(1000, 100, { read: 2000, written: 500 }),
		{
			uncachedInput: "1,000 × $3.30/M",
			cacheRead: "2,000 × $0.33/M",
			cacheWrite5m: "500 × $4.125/M",
			output: "100 × $16.50/M",
		},
		{ region: "eu-west-1" },
	),
	converse("claude, an American profile: a tenth more", `us.${haiku}`, tokens(1000, 100), {
		uncachedInput: "1,000 × $1.10/M",
		output: "100 × $5.50/M",
	}),
	converse(
		"an older claude costs the same everywhere",
		"eu.anthropic.claude-3-7-sonnet-20250219-v1:0",
		tokens(1000, 100),
		{ uncachedInput: "1,000 × $3/M", output: "100 × $15/M" },
		{ region: "eu-central-1" },
	),
	converse(
		"written for an hour",
		`eu.${sonnet}`,
		{
			...tokens(10, 20, { written: 3000 }),
			cacheDetails: [
				{ ttl: "1h", inputTokens: 2000 },
				{ ttl: "5m", inputTokens: 1000 },
			],
		},
		{
			uncachedInput: "10 × $3.30/M",
			cacheWrite5m: "1,000 × $4.125/M",
			cacheWrite1h: "2,000 × $6.60/M",
			output: "20 × $16.50/M",
		},
		{ rates: longWrites, region: "eu-west-1" },
	),
	converse(
		"long context, a global profile",
		`global.${sonnet}`,
		tokens(250_000, 1000, { read: 1000 }),
		{ uncachedInput: "250,000 × $6/M", cacheRead: "1,000 × $0.60/M", output: "1,000 × $22.50/M" },
		{ rates: longWrites },
	),
	converse(
		"long context, a European profile",
		`eu.${sonnet}`,
		tokens(250_000, 1000, { written: 1000 }),
		{ uncachedInput: "250,000 × $6.60/M", cacheWrite5m: "1,000 × $8.25/M", output: "1,000 × $24.75/M" },
		{ rates: longWrites, region: "eu-west-1" },
	),
	converse(
		"nova pro in Europe is dearer, its cache a quarter of that",
		"eu.amazon.nova-pro-v1:0",
		tokens(1000, 100, { read: 400 }),
		{ uncachedInput: "1,000 × $1.05/M", cacheRead: "400 × $1.05/M × 0.25", output: "100 × $4.20/M" },
		{ rates: longWrites, region: "eu-west-3" },
	),
	converse(
		"input that includes the cache",
		"amazon.nova-pro-v1:0",
		{ inputTokens: 3000, outputTokens: 50, totalTokens: 3050, cacheReadInputTokens: 2000, cacheWriteInputTokens: 0 },
		{
			uncachedInput: "1,000 × $0.80/M",
			cacheRead: "2,000 × $0.20/M",
			output: "50 × $3.20/M",
		},
		{ shape: "https://github.com/Portkey-AI/gateway/pull/1211 (2026-11-22)" },
	),
	converse(
		"tier default is the listed one",
		"openai.gpt-oss-120b-1:0",
		tokens(1000, 100),
		{ uncachedInput: "1,000 × $0.15/M", output: "100 × $0.60/M" },
		{ region: "us-west-2", more: { serviceTier: { type: "default" } } },
	),
	converse(
		"an inference profile of one's own tells no model",
		"arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3",
		tokens(10, 5),
		{ uncachedInput: "10 × ?", output: "5 × ?" },
		{ state: "unpriced" },
	),
	converse(
		"the profile's ARN names the model",
		`arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${sonnet}`,
		tokens(10, 5),
		{ uncachedInput: "10 × $3.30/M", output: "5 × $16.50/M" },
		{ region: "eu-west-1" },
	),
	converse("llama 3.3", "us.meta.llama3-3-70b-instruct-v1:0", tokens(1000, 100), {
		uncachedInput: "1,000 × $0.72/M",
		output: "100 × $0.72/M",
	}),
];

const start = {
	type: "message_start",
	message: {
		id: "msg_1",
		type: "message",
		role: "assistant",
		model: "claude-sonnet-4-5-20250929",
		content: [],
		usage: { input_tokens: 100, ...cacheUsage({ read: 900 }), output_tokens: 1 },
	},
};
const delta = { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 40 } };
const metrics = {
	inputTokenCount: 100,
	outputTokenCount: 40,
	invocationLatency: 900,
	cacheReadInputTokenCount: 900,
	cacheWriteInputTokenCount: 0,
};

const invokeCases: ConformanceCase[] = [
	invoke(
		"claude's own body",
		`us.${sonnet}`,
		{
			json: {
				...start.message,
				stop_reason: "end_turn",
				usage: { input_tokens: 100, ...cacheUsage({ read: 900 }), output_tokens: 40 },
			},
		},
		{
			uncachedInput: "100 × $3.30/M",
			cacheRead: "900 × $0.33/M",
			output: "40 × $16.50/M",
		},
	),
	invoke(
		"claude's own events, and Bedrock's count of the same",
		`us.${sonnet}`,
		{ stream: invokeStream(start, delta, { type: "message_stop", "amazon-bedrock-invocationMetrics": metrics }) },
		{
			uncachedInput: "100 × $3.30/M",
			cacheRead: "900 × $0.33/M",
			output: "40 × $16.50/M",
		},
		{ mispriced: "BerriAI/litellm#34373" },
	),
	invoke(
		"llama's own body",
		"meta.llama3-8b-instruct-v1:0",
		{ json: { generation: "Hi", prompt_token_count: 100, generation_token_count: 20, stop_reason: "stop" } },
		{ uncachedInput: "100 × $0.30/M", output: "20 × $0.60/M" },
	),
	invoke(
		"nova's own body",
		"amazon.nova-pro-v1:0",
		{
			json: {
				output: { message: { role: "assistant", content: [{ text: "Hi" }] } },
				stopReason: "end_turn",
				usage: {
					inputTokens: 7,
					outputTokens: 22,
					totalTokens: 129,
					cacheReadInputTokenCount: 100,
					cacheWriteInputTokenCount: 0,
				},
			},
		},
		{
			uncachedInput: "7 × $0.80/M",
			cacheRead: "100 × $0.20/M",
			output: "22 × $3.20/M",
		},
	),
	invoke(
		"titan embeddings",
		"amazon.titan-embed-text-v1",
		{ json: { embedding: [0.1], inputTextTokenCount: 1000 } },
		{ uncachedInput: "1,000 × $0.10/M" },
	),
	invoke(
		"titan embeddings, version 2",
		"amazon.titan-embed-text-v2:0",
		{ json: { embedding: [0.1], embeddingsByType: {}, inputTextTokenCount: 1000 } },
		{ uncachedInput: "1,000 × $0.02/M" },
		{ rates: longWrites },
	),
	invoke(
		"mistral tells its tokens in the headers only",
		"mistral.mistral-large-2402-v1:0",
		{ json: { outputs: [{ text: "Hi", stop_reason: "stop" }] } },
		{ uncachedInput: "30 × $4/M", output: "12 × $12/M" },
		{
			headers: { "x-amzn-bedrock-input-token-count": "30", "x-amzn-bedrock-output-token-count": "12" },
		},
	),
	invoke(
		"gpt-oss's own body",
		"openai.gpt-oss-20b-1:0",
		{
			json: {
				id: "1",
				object: "chat.completion",
				choices: [{ index: 0, finish_reason: "stop", message: { content: "Hi" } }],
				usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
			},
		},
		{ uncachedInput: "100 × $0.07/M", output: "10 × $0.30/M" },
	),
];

export const bedrockCases: ConformanceCase[] = [...converseCases.flat(), ...invokeCases];
