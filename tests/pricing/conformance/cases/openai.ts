import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import {
	batchLine,
	chatAnswer,
	chatShape,
	chatUsage,
	type Forms,
	responseAnswer,
	responsesShape,
	responseUsage,
} from "../shapes/openai";

const list: Source = "https://developers.openai.com/api/docs/pricing as genai-prices 0.1.8 has it (2026-11-22)";
const priority: Source = "https://openai.com/api-priority-processing/ (2026-11-22)";
const litellm: Source =
	"https://developers.openai.com/api/docs/pricing as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)";
const apiEvangelist: Source =
	"https://developers.openai.com/api/docs/pricing as github.com/api-evangelist/openai quotes it, 10 % uplift for data residency (2026-05-04)";
const audioPage: Source = "https://developers.openai.com/api/docs/models/gpt-4o-audio-preview.md (2026-11-22)";
const miniAudioPage: Source = "https://developers.openai.com/api/docs/models/gpt-4o-mini-audio-preview.md (2026-11-22)";
const langfuse: Source =
	"https://github.com/langfuse/langfuse/blob/main/worker/src/constants/default-model-prices.json, input > 272000 (2026-11-22)";
const batchGuide: Source = "https://developers.openai.com/api/reference/cli/resources/batches/index.md (2026-11-22)";
const audioShape: Source =
	"https://developers.openai.com/api/reference/resources/audio, types of npm openai 7.57.0 (2026-11-22)";
const imageShape: Source =
	"https://developers.openai.com/api/reference/resources/images, types of npm openai 7.57.0 (2026-11-22)";

type Rest = Partial<Pick<ConformanceCase, "rates" | "state" | "at" | "mispriced" | "door">>;

function chat(name: string, model: string, { json, stream }: Forms, cost: CostSum, rest: Rest = {}): ConformanceCase[] {
	const ask = { model, messages: [{ role: "user", content: "Hello" }] };
	return inBothForms(
		{ provider: "openai", name, path: "chat/completions", ask, shape: chatShape, rates: list, cost, ...rest },
		{ json, stream },
	);
}

function response(
	name: string,
	model: string,
	{ json, stream }: Forms,
	cost: CostSum,
	rest: Rest = {},
): ConformanceCase[] {
	const ask = { model, input: "Hello" };
	return inBothForms(
		{ provider: "openai", name, path: "responses", ask, shape: responsesShape, rates: list, cost, ...rest },
		{ json, stream },
	);
}

function batch(name: string, model: string, body: unknown, cost: CostSum, rates: Source): ConformanceCase {
	const answer = { batchLine: batchLine(body) };
	return { provider: "openai", name, path: "chat/completions", ask: { model }, answer, shape: batchGuide, rates, cost };
}

const chatCases = [
	chat("gpt-4o", "gpt-4o", chatAnswer("gpt-4o-2024-08-06", chatUsage(1000, 100)), {
		uncachedInput: "1,000 × $2.50/M",
		output: "100 × $10/M",
	}),
	chat(
		"cached input is part of the prompt's tokens",
		"gpt-4o",
		chatAnswer("gpt-4o-2024-08-06", chatUsage(1000, 100, { prompt: { cached_tokens: 600, audio_tokens: 0 } })),
		{ uncachedInput: "400 × $2.50/M", cacheRead: "600 × $1.25/M", output: "100 × $10/M" },
	),
	chat(
		"the first gpt-4o has no rate for cached input",
		"gpt-4o-2024-05-13",
		chatAnswer("gpt-4o-2024-05-13", chatUsage(800, 50)),
		{
			uncachedInput: "800 × $5/M",
			output: "50 × $15/M",
		},
	),
	chat(
		"gpt-4o-mini",
		"gpt-4o-mini",
		chatAnswer("gpt-4o-mini-2024-07-18", chatUsage(2048, 300, { prompt: { cached_tokens: 1024 } })),
		{ uncachedInput: "1,024 × $0.15/M", cacheRead: "1,024 × $0.075/M", output: "300 × $0.60/M" },
	),
	chat(
		"gpt-4.1",
		"gpt-4.1",
		chatAnswer("gpt-4.1-2025-04-14", chatUsage(3000, 200, { prompt: { cached_tokens: 1024 } })),
		{
			uncachedInput: "1,976 × $2/M",
			cacheRead: "1,024 × $0.50/M",
			output: "200 × $8/M",
		},
	),
	chat("gpt-4.1-nano", "gpt-4.1-nano", chatAnswer("gpt-4.1-nano-2025-04-14", chatUsage(500, 20)), {
		uncachedInput: "500 × $0.10/M",
		output: "20 × $0.40/M",
	}),
	chat(
		"reasoning is part of the completion's tokens",
		"o3",
		chatAnswer("o3-2025-04-16", chatUsage(1000, 5000, { completion: { reasoning_tokens: 4800 } })),
		{ uncachedInput: "1,000 × $2/M", output: "200 × $8/M", reasoning: "4,800 × $8/M" },
	),
	chat(
		"o3 before its price was cut on 2025-06-10",
		"o3",
		chatAnswer(
			"o3-2025-04-16",
			chatUsage(1000, 5000, { prompt: { cached_tokens: 600 }, completion: { reasoning_tokens: 4800 } }),
		),
		{ uncachedInput: "400 × $10/M", cacheRead: "600 × $2.50/M", output: "200 × $40/M", reasoning: "4,800 × $40/M" },
		{
			at: "2025-05-01T12:00:00Z",
			rates:
				"https://github.com/RooCodeInc/Roo-Code/pull/2691 of 2025-04-17, quoting platform.openai.com/docs/models/o3 (2026-11-22)",
			mispriced: "pydantic/genai-prices 0.1.8: o3 keeps cache-read $0.5 where input is $10",
		},
	),
	chat(
		"o4-mini",
		"o4-mini",
		chatAnswer(
			"o4-mini-2025-04-16",
			chatUsage(1200, 900, { prompt: { cached_tokens: 1024 }, completion: { reasoning_tokens: 640 } }),
		),
		{
			uncachedInput: "176 × $1.10/M",
			cacheRead: "1,024 × $0.275/M",
			output: "260 × $4.40/M",
			reasoning: "640 × $4.40/M",
		},
	),
	chat(
		"gpt-5, cached and reasoning",
		"gpt-5",
		chatAnswer(
			"gpt-5-2025-08-07",
			chatUsage(5000, 1500, { prompt: { cached_tokens: 4096 }, completion: { reasoning_tokens: 1280 } }),
		),
		{
			uncachedInput: "904 × $1.25/M",
			cacheRead: "4,096 × $0.125/M",
			output: "220 × $10/M",
			reasoning: "1,280 × $10/M",
		},
	),
	chat(
		"gpt-5-mini",
		"gpt-5-mini",
		chatAnswer("gpt-5-mini-2025-08-07", chatUsage(700, 80, { completion: { reasoning_tokens: 0 } })),
		{
			uncachedInput: "700 × $0.25/M",
			output: "80 × $2/M",
		},
	),
	chat("gpt-5-nano", "gpt-5-nano", chatAnswer("gpt-5-nano-2025-08-07", chatUsage(90_000, 12)), {
		uncachedInput: "90,000 × $0.05/M",
		output: "12 × $0.40/M",
	}),
	chat(
		"predicted tokens, accepted or not, are output",
		"gpt-4o",
		chatAnswer(
			"gpt-4o-2024-08-06",
			chatUsage(400, 250, {
				completion: { reasoning_tokens: 0, accepted_prediction_tokens: 100, rejected_prediction_tokens: 40 },
			}),
		),
		{ uncachedInput: "400 × $2.50/M", output: "250 × $10/M" },
	),
	chat(
		"a fine-tuned model",
		"ft:gpt-4o-2024-08-06:acme::Abc123",
		chatAnswer("ft:gpt-4o-2024-08-06:acme::Abc123", chatUsage(600, 60)),
		{
			uncachedInput: "600 × $3.75/M",
			output: "60 × $15/M",
		},
	),
	chat(
		"a fine-tuned model's cache",
		"ft:gpt-4o-mini-2024-07-18:acme::Abc123",
		chatAnswer("ft:gpt-4o-mini-2024-07-18:acme::Abc123", chatUsage(2000, 60, { prompt: { cached_tokens: 1024 } })),
		{ uncachedInput: "976 × $0.30/M", cacheRead: "1,024 × $0.15/M", output: "60 × $1.20/M" },
		{ rates: litellm },
	),
	chat(
		"o3 since then",
		"o3",
		chatAnswer("o3-2025-04-16", chatUsage(1000, 50, { prompt: { cached_tokens: 600 } })),
		{ uncachedInput: "400 × $2/M", cacheRead: "600 × $0.50/M", output: "50 × $8/M" },
		{ at: "2025-06-10T00:00:00Z" },
	),
	chat(
		"a fine-tuned gpt-4.1",
		"ft:gpt-4.1-2025-04-14:acme::Abc123",
		chatAnswer("ft:gpt-4.1-2025-04-14:acme::Abc123", chatUsage(2000, 60, { prompt: { cached_tokens: 1024 } })),
		{ uncachedInput: "976 × $3/M", cacheRead: "1,024 × $0.75/M", output: "60 × $12/M" },
		{ rates: litellm },
	),
	chat(
		"a cache write, dearer than input",
		"gpt-5.6-sol",
		chatAnswer("gpt-5.6-sol", chatUsage(10_000, 400, { prompt: { cached_tokens: 2000, cache_write_tokens: 7000 } })),
		{
			uncachedInput: "1,000 × $4/M",
			cacheWrite5m: "7,000 × $5/M",
			cacheRead: "2,000 × $0.40/M",
			output: "400 × $20/M",
		},
	),
	chat(
		"gpt-5.6-sol before its price was cut on 2026-08-21",
		"gpt-5.6-sol",
		chatAnswer("gpt-5.6-sol", chatUsage(100_000, 10_000)),
		{ uncachedInput: "100,000 × $5/M", output: "10,000 × $30/M" },
		{ at: "2026-08-01T12:00:00Z" },
	),
	chat(
		"gpt-6-luna",
		"gpt-6-luna",
		chatAnswer("gpt-6-luna", chatUsage(4000, 500, { prompt: { cached_tokens: 1000, cache_write_tokens: 2000 } })),
		{
			uncachedInput: "1,000 × $0.10/M",
			cacheRead: "1,000 × $0.01/M",
			cacheWrite5m: "2,000 × $0.125/M",
			output: "500 × $0.50/M",
		},
	),
	chat(
		"long context: every token of the call is dearer",
		"gpt-5.4",
		chatAnswer("gpt-5.4", chatUsage(300_000, 1000, { prompt: { cached_tokens: 100_000 } })),
		{
			uncachedInput: "200,000 × $5/M",
			cacheRead: "100,000 × $0.50/M",
			output: "1,000 × $22.50/M",
		},
	),
	chat(
		"below the long context",
		"gpt-5.4",
		chatAnswer("gpt-5.4", chatUsage(271_999, 1000, { prompt: { cached_tokens: 100_000 } })),
		{
			uncachedInput: "171,999 × $2.50/M",
			cacheRead: "100,000 × $0.25/M",
			output: "1,000 × $15/M",
		},
	),
	chat(
		"272,000 tokens are no long context yet",
		"gpt-5.5",
		chatAnswer("gpt-5.5", chatUsage(272_000, 10)),
		{ uncachedInput: "272,000 × $5/M", output: "10 × $30/M" },
		{ rates: langfuse, mispriced: "pydantic/genai-prices 0.1.8: long context from 272,000 on, not above" },
	),
	chat(
		"one token more is",
		"gpt-5.5",
		chatAnswer("gpt-5.5", chatUsage(272_001, 10)),
		{ uncachedInput: "272,001 × $10/M", output: "10 × $45/M" },
		{ rates: langfuse },
	),
	chat("gpt-6-sol: above 272,000, not at it", "gpt-6-sol", chatAnswer("gpt-6-sol", chatUsage(272_000, 10)), {
		uncachedInput: "272,000 × $2/M",
		output: "10 × $10/M",
	}),
	chat("gpt-6-sol: one token more", "gpt-6-sol", chatAnswer("gpt-6-sol", chatUsage(272_001, 10)), {
		uncachedInput: "272,001 × $4/M",
		output: "10 × $15/M",
	}),
	chat("an old model", "gpt-4", chatAnswer("gpt-4-0613", chatUsage(20, 10)), {
		uncachedInput: "20 × $30/M",
		output: "10 × $60/M",
	}),
	chat(
		"a model that nobody knows is unpriced, not free",
		"gpt-99-unheard-of",
		chatAnswer("gpt-99-unheard-of", chatUsage(20, 10)),
		{ uncachedInput: "20 × ?", output: "10 × ?" },
		{ state: "unpriced" },
	),
	chat(
		"output that a filter removed is billed as the usage says",
		"gpt-4o",
		chatAnswer("gpt-4o-2024-08-06", chatUsage(120, 45)),
		{ uncachedInput: "120 × $2.50/M", output: "45 × $10/M" },
		{ mispriced: "anomalyco/opencode#39427" },
	),
];

const tierCases = [
	chat("tier default", "gpt-5", chatAnswer("gpt-5-2025-08-07", chatUsage(100, 10), { service_tier: "default" }), {
		uncachedInput: "100 × $1.25/M",
		output: "10 × $10/M",
	}),
	chat(
		"tier flex",
		"gpt-5",
		chatAnswer("gpt-5-2025-08-07", chatUsage(5000, 100, { prompt: { cached_tokens: 1000 } }), { service_tier: "flex" }),
		{ uncachedInput: "4,000 × $0.625/M", cacheRead: "1,000 × $0.0625/M", output: "100 × $5/M" },
		{ rates: litellm },
	),
	chat(
		"tier flex, o3",
		"o3",
		chatAnswer("o3-2025-04-16", chatUsage(500, 100, { completion: { reasoning_tokens: 64 } }), {
			service_tier: "flex",
		}),
		{
			uncachedInput: "500 × $1/M",
			output: "36 × $4/M",
			reasoning: "64 × $4/M",
		},
		{ rates: litellm },
	),
	chat(
		"tier flex, gpt-5-mini",
		"gpt-5-mini",
		chatAnswer("gpt-5-mini-2025-08-07", chatUsage(1000, 100), { service_tier: "flex" }),
		{
			uncachedInput: "1,000 × $0.125/M",
			output: "100 × $1/M",
		},
		{ rates: litellm },
	),
	chat(
		"tier priority",
		"gpt-5",
		chatAnswer("gpt-5-2025-08-07", chatUsage(5000, 100, { prompt: { cached_tokens: 1000 } }), {
			service_tier: "priority",
		}),
		{ uncachedInput: "4,000 × $2.50/M", cacheRead: "1,000 × $0.25/M", output: "100 × $20/M" },
		{ rates: priority },
	),
	chat(
		"tier priority, gpt-5-mini",
		"gpt-5-mini",
		chatAnswer("gpt-5-mini-2025-08-07", chatUsage(2000, 100, { prompt: { cached_tokens: 1000 } }), {
			service_tier: "priority",
		}),
		{
			uncachedInput: "1,000 × $0.45/M",
			cacheRead: "1,000 × $0.045/M",
			output: "100 × $3.60/M",
		},
		{ rates: priority },
	),
	chat(
		"tier priority, gpt-4.1: less than twice",
		"gpt-4.1",
		chatAnswer("gpt-4.1-2025-04-14", chatUsage(2000, 100, { prompt: { cached_tokens: 1000 } }), {
			service_tier: "priority",
		}),
		{
			uncachedInput: "1,000 × $3.50/M",
			cacheRead: "1,000 × $0.875/M",
			output: "100 × $14/M",
		},
		{ rates: priority },
	),
	chat(
		"tier priority, gpt-5.4",
		"gpt-5.4",
		chatAnswer("gpt-5.4", chatUsage(2000, 100), { service_tier: "priority" }),
		{
			uncachedInput: "2,000 × $5/M",
			output: "100 × $30/M",
		},
		{ rates: priority },
	),
	chat(
		"tier priority, gpt-5.5: two and a half times",
		"gpt-5.5",
		chatAnswer("gpt-5.5", chatUsage(2000, 100, { prompt: { cached_tokens: 1000 } }), { service_tier: "priority" }),
		{
			uncachedInput: "1,000 × $12.50/M",
			cacheRead: "1,000 × $1.25/M",
			output: "100 × $75/M",
		},
		{ rates: priority },
	),
	response(
		"tier priority, gpt-5.2",
		"gpt-5.2",
		responseAnswer("gpt-5.2", responseUsage(2000, 100, { cached: 1000 }), { service_tier: "priority" }),
		{
			uncachedInput: "1,000 × $3.50/M",
			cacheRead: "1,000 × $0.35/M",
			output: "100 × $28/M",
		},
		{ rates: priority },
	),
	response(
		"tier flex, gpt-5",
		"gpt-5",
		responseAnswer("gpt-5-2025-08-07", responseUsage(2000, 100), { service_tier: "flex" }),
		{
			uncachedInput: "2,000 × $0.625/M",
			output: "100 × $5/M",
		},
		{ rates: litellm },
	),
	chat(
		"data residency in Europe: a tenth more",
		"gpt-5.5",
		chatAnswer("gpt-5.5", chatUsage(1000, 100)),
		{
			uncachedInput: "1,000 × $5/M × 1.1",
			output: "100 × $30/M × 1.1",
		},
		{ rates: apiEvangelist, door: "eu" },
	),
	chat(
		"tier scale is paid beforehand: estimated at the listed rates",
		"gpt-5",
		chatAnswer("gpt-5-2025-08-07", chatUsage(100, 10), { service_tier: "scale" }),
		{ uncachedInput: "100 × $1.25/M", output: "10 × $10/M" },
		{ state: "estimated" },
	),
	chat(
		"a stream is as dear as the same answer in one piece",
		"gpt-4.1-mini",
		chatAnswer("gpt-4.1-mini-2025-04-14", chatUsage(3000, 700, { prompt: { cached_tokens: 1024 } })),
		{ uncachedInput: "1,976 × $0.40/M", cacheRead: "1,024 × $0.10/M", output: "700 × $1.60/M" },
		{ mispriced: "BerriAI/litellm#30816" },
	),
	chat(
		"no count makes a cost negative, or a balance rise",
		"gpt-4o",
		chatAnswer(
			"gpt-4o-2024-08-06",
			chatUsage(100, 10, { prompt: { cached_tokens: 600 }, completion: { reasoning_tokens: 50 } }),
		),
		{ uncachedInput: "100 × $2.50/M", output: "10 × $10/M" },
		{ mispriced: "anomalyco/opencode#22028" },
	),
];

const batchCases: ConformanceCase[] = [
	batch(
		"batch, gpt-4.1",
		"gpt-4.1",
		chatAnswer("gpt-4.1-2025-04-14", chatUsage(1000, 100)).json,
		{
			uncachedInput: "1,000 × $1/M",
			output: "100 × $4/M",
		},
		litellm,
	),
	batch(
		"batch, gpt-4o",
		"gpt-4o",
		chatAnswer("gpt-4o-2024-08-06", chatUsage(1000, 100)).json,
		{
			uncachedInput: "1,000 × $1.25/M",
			output: "100 × $5/M",
		},
		litellm,
	),
	batch(
		"batch, gpt-4o-mini",
		"gpt-4o-mini",
		chatAnswer("gpt-4o-mini-2024-07-18", chatUsage(1000, 100), { service_tier: "default" }).json,
		{
			uncachedInput: "1,000 × $0.075/M",
			output: "100 × $0.30/M",
		},
		litellm,
	),
	batch(
		"batch, gpt-5.4 as a response",
		"gpt-5.4",
		responseAnswer("gpt-5.4", responseUsage(1000, 100, { reasoning: 60 })).json,
		{
			uncachedInput: "1,000 × $1.25/M",
			output: "40 × $7.50/M",
			reasoning: "60 × $7.50/M",
		},
		litellm,
	),
	batch(
		"batch, embeddings",
		"text-embedding-3-small",
		{ object: "list", model: "text-embedding-3-small", data: [], usage: { prompt_tokens: 4000, total_tokens: 4000 } },
		{
			uncachedInput: "4,000 × $0.01/M",
		},
		litellm,
	),
].map((each) => ({
	...each,
	mispriced: "pydantic/genai-prices#390: without rates for batches, a call of one is twice as dear",
}));

const audioCases = [
	chat(
		"sound in and out, gpt-4o-audio-preview",
		"gpt-4o-audio-preview",
		chatAnswer(
			"gpt-4o-audio-preview-2025-06-03",
			chatUsage(1000, 500, {
				prompt: { audio_tokens: 800, cached_tokens: 0 },
				completion: { audio_tokens: 400, reasoning_tokens: 0 },
			}),
		),
		{ uncachedInput: "200 × $2.50/M", audioInput: "800 × $40/M", output: "100 × $10/M", audioOutput: "400 × $80/M" },
		{
			rates: audioPage,
			mispriced: "pydantic/genai-prices 0.1.8: audio of gpt-4o-audio-preview at the rate of text",
		},
	),
	chat(
		"sound in and out, gpt-4o-mini-audio-preview",
		"gpt-4o-mini-audio-preview",
		chatAnswer(
			"gpt-4o-mini-audio-preview-2024-12-17",
			chatUsage(300, 200, { prompt: { audio_tokens: 250 }, completion: { audio_tokens: 150 } }),
		),
		{ uncachedInput: "50 × $0.15/M", audioInput: "250 × $10/M", output: "50 × $0.60/M", audioOutput: "150 × $20/M" },
		{
			rates: miniAudioPage,
			mispriced: "pydantic/genai-prices 0.1.8: audio of gpt-4o-mini-audio-preview at the rate of text",
		},
	),
	chat(
		"sound in and out, gpt-audio",
		"gpt-audio",
		chatAnswer(
			"gpt-audio-2025-08-28",
			chatUsage(1000, 500, { prompt: { audio_tokens: 800 }, completion: { audio_tokens: 400 } }),
		),
		{ uncachedInput: "200 × $2.50/M", audioInput: "800 × $32/M", output: "100 × $10/M", audioOutput: "400 × $64/M" },
	),
	chat(
		"sound that a model has no rate for makes the cost partial",
		"gpt-4o",
		chatAnswer("gpt-4o-2024-08-06", chatUsage(1000, 100, { prompt: { audio_tokens: 400 } })),
		{ uncachedInput: "600 × $2.50/M", audioInput: "400 × ?", output: "100 × $10/M" },
		{ state: "partial" },
	),
];

const form = { provider: "openai", ask: { model: "whisper-1" } } as const;
const mediaCases: ConformanceCase[] = [
	{
		...form,
		name: "whisper by the second",
		path: "audio/transcriptions",
		answer: { json: { text: "Hello", usage: { type: "duration", seconds: 95 } } },
		shape: audioShape,
		rates: list,
		cost: { audioInputSeconds: "95 × $0.006/min" },
	},
	{
		...form,
		name: "gpt-4o-transcribe by tokens of text and sound",
		ask: { model: "gpt-4o-transcribe" },
		path: "audio/transcriptions",
		answer: {
			json: {
				text: "Hello",
				usage: {
					type: "tokens",
					input_tokens: 114,
					input_token_details: { text_tokens: 14, audio_tokens: 100 },
					output_tokens: 20,
					total_tokens: 134,
				},
			},
		},
		shape: audioShape,
		rates: list,
		cost: { uncachedInput: "14 × $2.50/M", audioInput: "100 × $6/M", output: "20 × $10/M" },
	},
	{
		...form,
		name: "gpt-4o-mini-transcribe, stream",
		ask: { model: "gpt-4o-mini-transcribe", stream: true },
		path: "audio/transcriptions",
		answer: {
			stream: [
				'data: {"type":"transcript.text.delta","delta":"Hello"}\n\n',
				'data: {"type":"transcript.text.done","text":"Hello","usage":{"type":"tokens","input_tokens":114,"input_token_details":{"text_tokens":14,"audio_tokens":100},"output_tokens":20,"total_tokens":134}}\n\n',
			],
		},
		shape: audioShape,
		rates: list,
		cost: { uncachedInput: "14 × $1.25/M", audioInput: "100 × $3/M", output: "20 × $5/M" },
	},
	{
		...form,
		name: "tts-1 by the characters of the request",
		ask: { model: "tts-1", input: "Guten Tag! 👋", voice: "alloy" },
		path: "audio/speech",
		answer: { json: {} },
		shape: audioShape,
		rates: litellm,
		cost: { inputCharacters: "12 × $15/M" },
	},
	{
		...form,
		name: "tts-1-hd",
		ask: { model: "tts-1-hd", input: "Hello", voice: "alloy" },
		path: "audio/speech",
		answer: { json: {} },
		shape: audioShape,
		rates: litellm,
		cost: { inputCharacters: "5 × $30/M" },
	},
	{
		...form,
		name: "gpt-4o-mini-tts, stream: text in, sound out",
		ask: { model: "gpt-4o-mini-tts", input: "Hello", voice: "alloy", stream_format: "sse" },
		path: "audio/speech",
		answer: {
			stream: [
				'data: {"type":"speech.audio.delta","audio":"AAAA"}\n\n',
				'data: {"type":"speech.audio.done","usage":{"input_tokens":14,"output_tokens":101,"total_tokens":115}}\n\n',
			],
		},
		shape: audioShape,
		rates: list,
		cost: { uncachedInput: "14 × $0.60/M", audioOutput: "101 × $12/M" },
	},
	{
		...form,
		name: "gpt-image-1: text and an image in, an image out",
		ask: { model: "gpt-image-1", prompt: "A cat" },
		path: "images/generations",
		answer: {
			json: {
				created: 1,
				data: [{ b64_json: "AAAA" }],
				usage: {
					input_tokens: 373,
					input_tokens_details: { text_tokens: 50, image_tokens: 323 },
					output_tokens: 1056,
					total_tokens: 1429,
				},
			},
		},
		shape: imageShape,
		rates: list,
		cost: { uncachedInput: "50 × $5/M", imageInput: "323 × $10/M", imageOutput: "1,056 × $40/M" },
	},
	{
		...form,
		name: "gpt-image-1-mini, stream",
		ask: { model: "gpt-image-1-mini", prompt: "A cat", stream: true },
		path: "images/generations",
		answer: {
			stream: [
				'event: image_generation.partial_image\ndata: {"type":"image_generation.partial_image","b64_json":"AAAA","partial_image_index":0}\n\n',
				'event: image_generation.completed\ndata: {"type":"image_generation.completed","b64_json":"AAAA","usage":{"input_tokens":12,"input_tokens_details":{"text_tokens":12,"image_tokens":0},"output_tokens":272,"total_tokens":284}}\n\n',
			],
		},
		shape: imageShape,
		rates: list,
		cost: { uncachedInput: "12 × $2/M", imageOutput: "272 × $8/M" },
	},
	{
		...form,
		name: "dall-e-3: the answer does not tell the size that decides the price",
		ask: { model: "dall-e-3", prompt: "A cat", size: "1024x1792", quality: "hd" },
		path: "images/generations",
		answer: { json: { created: 1, data: [{ url: "https://example.com/1.png" }] } },
		shape: imageShape,
		rates: list,
		cost: { imagesOutput: "1 × ?" },
		state: "unpriced",
	},
	{
		...form,
		name: "embeddings, small",
		ask: { model: "text-embedding-3-small", input: "Hello" },
		path: "embeddings",
		answer: {
			json: {
				object: "list",
				data: [{ object: "embedding", index: 0, embedding: [0.1] }],
				model: "text-embedding-3-small",
				usage: { prompt_tokens: 8, total_tokens: 8 },
			},
		},
		shape: "https://developers.openai.com/api/reference/resources/embeddings (2026-11-22)",
		rates: list,
		cost: { uncachedInput: "8 × $0.02/M" },
	},
	{
		...form,
		name: "embeddings, large",
		ask: { model: "text-embedding-3-large", input: "Hello" },
		path: "embeddings",
		answer: {
			json: {
				object: "list",
				data: [{ object: "embedding", index: 0, embedding: [0.1] }],
				model: "text-embedding-3-large",
				usage: { prompt_tokens: 8191, total_tokens: 8191 },
			},
		},
		shape: "https://developers.openai.com/api/reference/resources/embeddings (2026-11-22)",
		rates: list,
		cost: { uncachedInput: "8,191 × $0.13/M" },
	},
	{
		...form,
		name: "legacy completions",
		ask: { model: "gpt-3.5-turbo-instruct", prompt: "Hello" },
		path: "completions",
		answer: {
			json: {
				id: "cmpl-1",
				object: "text_completion",
				created: 1,
				model: "gpt-3.5-turbo-instruct",
				choices: [{ text: " world", index: 0, finish_reason: "stop" }],
				usage: chatUsage(5, 7),
			},
		},
		shape: "https://developers.openai.com/api/reference/resources/completions (2026-11-22)",
		rates: list,
		cost: { uncachedInput: "5 × $1.50/M", output: "7 × $2/M" },
	},
	{
		...form,
		name: "an answer without usage is unpriced",
		ask: { model: "gpt-4o", messages: [], stream: true },
		path: "chat/completions",
		answer: {
			stream: [
				'data: {"id":"1","object":"chat.completion.chunk","model":"gpt-4o","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n',
				"data: [DONE]\n\n",
			],
		},
		shape: chatShape,
		rates: list,
		cost: {},
		state: "unpriced",
		mispriced: "anomalyco/opencode#20171",
	},
];

const search = {
	type: "web_search_call",
	id: "ws_1",
	status: "completed",
	action: { type: "search", query: "weather" },
};
const openPage = {
	type: "web_search_call",
	id: "ws_3",
	status: "completed",
	action: { type: "open_page", url: "https://example.com" },
};
const fileSearch = { type: "file_search_call", id: "fs_1", status: "completed", queries: ["x"] };

const responseCases = [
	response(
		"cached and reasoning",
		"gpt-5",
		responseAnswer("gpt-5-2025-08-07", responseUsage(3000, 900, { cached: 2048, reasoning: 640 })),
		{
			uncachedInput: "952 × $1.25/M",
			cacheRead: "2,048 × $0.125/M",
			output: "260 × $10/M",
			reasoning: "640 × $10/M",
		},
	),
	response(
		"web searches by the call, opening a page is none",
		"gpt-5",
		responseAnswer("gpt-5-2025-08-07", responseUsage(9000, 300), {
			output: [search, { ...search, id: "ws_2" }, openPage],
		}),
		{ uncachedInput: "9,000 × $1.25/M", output: "300 × $10/M", webSearches: "2 × $10/k" },
		{ mispriced: "pydantic/genai-prices 0.1.8: tools are in the total, and in neither input nor output" },
	),
	response(
		"web searches that tool_usage counts",
		"gpt-4.1",
		responseAnswer("gpt-4.1-2025-04-14", responseUsage(500, 30), {
			output: [search],
			tool_usage: { web_search: { num_requests: 3 } },
		}),
		{ uncachedInput: "500 × $2/M", output: "30 × $8/M", webSearches: "3 × $10/k" },
	),
	response(
		"file searches by the call",
		"gpt-4.1",
		responseAnswer("gpt-4.1-2025-04-14", responseUsage(500, 30), {
			output: [fileSearch, { ...fileSearch, id: "fs_2" }],
		}),
		{
			uncachedInput: "500 × $2/M",
			output: "30 × $8/M",
			fileSearches: "2 × $2.50/k",
		},
	),
	response(
		"writes for 12 hours, which have no rate of their own, make the cost partial",
		"gpt-5.6-sol",
		responseAnswer(
			"gpt-5.6-sol",
			responseUsage(10_000, 100, {
				cached: 2000,
				input: { cache_write_tokens: 5000, cache_write_tokens_details: { ttl_12h_tokens: 1000 } },
			}),
		),
		{
			uncachedInput: "3,000 × $4/M",
			cacheRead: "2,000 × $0.40/M",
			cacheWrite5m: "4,000 × $5/M",
			cacheWrite1h: "1,000 × ?",
			output: "100 × $20/M",
		},
		{ state: "partial" },
	),
	response(
		"a container's size decides its price, and the answer does not tell it: partial",
		"gpt-4.1",
		responseAnswer("gpt-4.1-2025-04-14", responseUsage(500, 30), {
			output: [
				{ type: "code_interpreter_call", id: "ci_1", status: "completed", container_id: "cntr_1" },
				{ type: "code_interpreter_call", id: "ci_2", status: "completed", container_id: "cntr_1" },
			],
		}),
		{ uncachedInput: "500 × $2/M", output: "30 × $8/M", codeSessions: "1 × ?" },
		{ state: "partial" },
	),
	response(
		"an image that the image tool made has another model's tokens: partial",
		"gpt-5",
		responseAnswer("gpt-5-2025-08-07", responseUsage(500, 30), {
			output: [{ type: "image_generation_call", id: "ig_1", status: "completed", result: "AAAA" }],
		}),
		{ uncachedInput: "500 × $1.25/M", output: "30 × $10/M", imagesOutput: "1 × ?" },
		{ state: "partial" },
	),
	response(
		"gpt-5-pro",
		"gpt-5-pro",
		responseAnswer("gpt-5-pro-2025-10-06", responseUsage(1000, 4000, { reasoning: 3500 })),
		{
			uncachedInput: "1,000 × $15/M",
			output: "500 × $120/M",
			reasoning: "3,500 × $120/M",
		},
	),
	response("long context", "gpt-5.4", responseAnswer("gpt-5.4", responseUsage(400_000, 50)), {
		uncachedInput: "400,000 × $5/M",
		output: "50 × $22.50/M",
	}),
];

export const openaiCases: ConformanceCase[] = [
	...chatCases.flat(),
	...tierCases.flat(),
	...batchCases,
	...audioCases.flat(),
	...mediaCases,
	...responseCases.flat(),
];
