import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { type AnthropicUsage, batchResult, cacheUsage, messageAnswer, messagesShape } from "../shapes/anthropic";
import { typedEvents } from "../shapes/events";

const list: Source = "https://platform.claude.com/docs/en/about-claude/pricing (2026-11-22)";
const genaiPrices: Source =
	"https://platform.claude.com/docs/en/about-claude/pricing as genai-prices 0.1.8 has it (2026-11-22)";
const fastMode: Source = "https://platform.claude.com/docs/en/build-with-claude/fast-mode (2026-11-22)";
const opus5Fast: Source =
	"https://openrouter.ai/anthropic/claude-opus-5-fast-20260723, at Anthropic's own rates (2026-11-22)";
const batches: Source =
	"https://dev.to/neverpaytwice/claude-batch-api-half-price-if-you-can-wait-ecg, quoting Anthropic: 50 % of all usage, cache included (2026-11-22)";
const residency: Source =
	"https://docs.aws.amazon.com/claude-platform/latest/userguide/data-residency.md, 1.1x for us (2026-11-22)";
const caching: Source = "https://platform.claude.com/docs/en/build-with-claude/prompt-caching (2026-11-22)";

const litellm: Source =
	"https://platform.claude.com/docs/en/about-claude/pricing as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)";

type Rest = Partial<Omit<ConformanceCase, "name" | "ask" | "answer" | "cost">>;

function message(
	name: string,
	model: string,
	usage: AnthropicUsage,
	cost: CostSum,
	rest: Rest = {},
): ConformanceCase[] {
	const ask = { model, max_tokens: 1024, messages: [{ role: "user", content: "Hello" }] };
	const given = {
		provider: "anthropic",
		name,
		path: "v1/messages",
		ask,
		shape: messagesShape,
		rates: list,
		cost,
		...rest,
	};
	return inBothForms(given, messageAnswer(model, usage));
}

function one(
	name: string,
	model: string,
	answer: ConformanceCase["answer"],
	cost: CostSum,
	rest: Rest = {},
): ConformanceCase {
	const ask = { model, max_tokens: 1024, messages: [], stream: "stream" in answer };
	return {
		provider: "anthropic",
		name,
		path: "v1/messages",
		ask,
		answer,
		shape: messagesShape,
		rates: list,
		cost,
		...rest,
	};
}

const models = [
	message(
		"claude-sonnet-4-5",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 2095, output_tokens: 503 },
		{
			uncachedInput: "2,095 × $3/M",
			output: "503 × $15/M",
		},
	),
	message(
		"claude-haiku-4-5",
		"claude-haiku-4-5-20251001",
		{ input_tokens: 1200, output_tokens: 80, ...cacheUsage({ read: 4000, short: 300 }) },
		{
			uncachedInput: "1,200 × $1/M",
			cacheRead: "4,000 × $0.10/M",
			cacheWrite5m: "300 × $1.25/M",
			output: "80 × $5/M",
		},
	),
	message(
		"claude-opus-4-1",
		"claude-opus-4-1-20250805",
		{ input_tokens: 10, output_tokens: 500, ...cacheUsage({ read: 100, short: 50, long: 20 }) },
		{
			uncachedInput: "10 × $15/M",
			cacheRead: "100 × $1.50/M",
			cacheWrite5m: "50 × $18.75/M",
			cacheWrite1h: "20 × $30/M",
			output: "500 × $75/M",
		},
	),
	message(
		"claude-opus-4-5",
		"claude-opus-4-5-20251101",
		{ input_tokens: 700, output_tokens: 90, ...cacheUsage({ long: 8000 }) },
		{
			uncachedInput: "700 × $5/M",
			cacheWrite1h: "8,000 × $10/M",
			output: "90 × $25/M",
		},
	),
	message(
		"claude-opus-5",
		"claude-opus-5",
		{ input_tokens: 300_000, output_tokens: 100 },
		{
			uncachedInput: "300,000 × $5/M",
			output: "100 × $25/M",
		},
	),
	message(
		"claude-fable-5-1 reads its cache at a fortieth of the input",
		"claude-fable-5-1",
		{ input_tokens: 50, output_tokens: 100, ...cacheUsage({ read: 20_000, short: 1000, long: 1000 }) },
		{
			uncachedInput: "50 × $10/M",
			cacheRead: "20,000 × $0.25/M",
			cacheWrite5m: "1,000 × $12.50/M",
			cacheWrite1h: "1,000 × $20/M",
			output: "100 × $50/M",
		},
	),
	message(
		"claude-opus-5-5 reads its cache at a twentieth of the input",
		"claude-opus-5-5",
		{ input_tokens: 50, output_tokens: 100, ...cacheUsage({ read: 20_000, long: 1000 }) },
		{
			uncachedInput: "50 × $4/M",
			cacheRead: "20,000 × $0.20/M",
			cacheWrite1h: "1,000 × $8/M",
			output: "100 × $20/M",
		},
		{ rates: genaiPrices },
	),
	message(
		"claude-sonnet-5 keeps its launch price",
		"claude-sonnet-5",
		{ input_tokens: 1000, output_tokens: 1000 },
		{
			uncachedInput: "1,000 × $2/M",
			output: "1,000 × $10/M",
		},
		{ rates: genaiPrices, mispriced: "pydantic/genai-prices#703" },
	),
	message(
		"claude-3-haiku",
		"claude-3-haiku-20240307",
		{ input_tokens: 1000, output_tokens: 100, ...cacheUsage({ read: 2048 }) },
		{
			uncachedInput: "1,000 × $0.25/M",
			cacheRead: "2,048 × $0.03/M",
			output: "100 × $1.25/M",
		},
	),
];

const caches = [
	message(
		"written for 5 minutes",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 21, output_tokens: 393, ...cacheUsage({ short: 188_086 }) },
		{
			uncachedInput: "21 × $3/M",
			cacheWrite5m: "188,086 × $3.75/M",
			output: "393 × $15/M",
		},
		{ shape: caching },
	),
	message(
		"written for an hour",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 21, output_tokens: 393, ...cacheUsage({ long: 100_000 }) },
		{
			uncachedInput: "21 × $3/M",
			cacheWrite1h: "100,000 × $6/M",
			output: "393 × $15/M",
		},
		{ shape: caching, mispriced: "getagentseal/codeburn#276" },
	),
	message(
		"written for both, and read",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 1000, output_tokens: 500, ...cacheUsage({ read: 6000, short: 2000, long: 1000 }) },
		{
			uncachedInput: "1,000 × $3/M",
			cacheRead: "6,000 × $0.30/M",
			cacheWrite5m: "2,000 × $3.75/M",
			cacheWrite1h: "1,000 × $6/M",
			output: "500 × $15/M",
		},
		{ shape: caching },
	),
	message(
		"read only",
		"claude-sonnet-4-6",
		{ input_tokens: 4, output_tokens: 20, ...cacheUsage({ read: 150_000 }) },
		{
			uncachedInput: "4 × $3/M",
			cacheRead: "150,000 × $0.30/M",
			output: "20 × $15/M",
		},
		{ shape: caching },
	),
	message(
		"written, without a breakdown: 5 minutes",
		"claude-3-5-haiku-20241022",
		{ input_tokens: 10, output_tokens: 30, cache_creation_input_tokens: 3000, cache_read_input_tokens: 0 },
		{
			uncachedInput: "10 × $0.80/M",
			cacheWrite5m: "3,000 × $1/M",
			output: "30 × $4/M",
		},
		{ shape: caching },
	),
	message(
		"thinking is output",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 60, output_tokens: 900, output_tokens_details: { thinking_tokens: 880 } },
		{
			uncachedInput: "60 × $3/M",
			output: "20 × $15/M",
			reasoning: "880 × $15/M",
		},
		{ shape: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking (2026-11-22)" },
	),
];

const tiersAndPlaces = [
	message(
		"long context, sonnet 4.5",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 150_000, output_tokens: 1000, ...cacheUsage({ read: 60_000, short: 1000, long: 500 }) },
		{
			uncachedInput: "150,000 × $6/M",
			cacheRead: "60,000 × $0.60/M",
			cacheWrite5m: "1,000 × $7.50/M",
			cacheWrite1h: "500 × $12/M",
			output: "1,000 × $22.50/M",
		},
		{ rates: genaiPrices, at: "2026-01-15T12:00:00Z", mispriced: "anomalyco/opencode#4160" },
	),
	message(
		"long context, sonnet 4",
		"claude-sonnet-4-20250514",
		{ input_tokens: 250_000, output_tokens: 1000, ...cacheUsage({ read: 1000 }) },
		{ uncachedInput: "250,000 × $6/M", cacheRead: "1,000 × $0.60/M", output: "1,000 × $22.50/M" },
		{ rates: litellm, at: "2025-10-01T12:00:00Z" },
	),
	message(
		"200,000 tokens are no long context yet",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 200_000, output_tokens: 1000 },
		{
			uncachedInput: "200,000 × $3/M",
			output: "1,000 × $15/M",
		},
		{
			rates: genaiPrices,
			at: "2026-01-15T12:00:00Z",
			mispriced: "models.dev and Langfuse: no long context for Sonnet 4.5",
		},
	),
	message(
		"long context, opus 4.6, until 2026-03-13",
		"claude-opus-4-6",
		{ input_tokens: 300_000, output_tokens: 1000 },
		{
			uncachedInput: "300,000 × $10/M",
			output: "1,000 × $37.50/M",
		},
		{ rates: genaiPrices, at: "2026-03-01T12:00:00Z" },
	),
	message(
		"long context, opus 4.6, since then",
		"claude-opus-4-6",
		{ input_tokens: 300_000, output_tokens: 1000 },
		{
			uncachedInput: "300,000 × $5/M",
			output: "1,000 × $25/M",
		},
		{ rates: genaiPrices, at: "2026-04-01T12:00:00Z" },
	),
	message(
		"fast mode, opus 4.6: six times",
		"claude-opus-4-6",
		{ input_tokens: 200, output_tokens: 800, speed: "fast" },
		{
			uncachedInput: "200 × $30/M",
			output: "800 × $150/M",
		},
		{ rates: fastMode, shape: fastMode, at: "2026-05-01T12:00:00Z" },
	),
	message(
		"fast mode, opus 5: twice",
		"claude-opus-5",
		{ input_tokens: 200, output_tokens: 800, speed: "fast" },
		{
			uncachedInput: "200 × $10/M",
			output: "800 × $50/M",
		},
		{ rates: opus5Fast, shape: fastMode },
	),
	message(
		"speed standard",
		"claude-opus-5",
		{ input_tokens: 200, output_tokens: 800, speed: "standard" },
		{
			uncachedInput: "200 × $5/M",
			output: "800 × $25/M",
		},
		{ shape: fastMode },
	),
	message(
		"inference in the US: a tenth more, cache included",
		"claude-opus-4-6",
		{
			input_tokens: 25,
			output_tokens: 150,
			...cacheUsage({ read: 1000, short: 2000, long: 3000 }),
			inference_geo: "us",
		},
		{
			uncachedInput: "25 × $5/M × 1.1",
			cacheRead: "1,000 × $0.50/M × 1.1",
			cacheWrite5m: "2,000 × $6.25/M × 1.1",
			cacheWrite1h: "3,000 × $10/M × 1.1",
			output: "150 × $25/M × 1.1",
		},
		{ rates: residency, shape: "https://platform.claude.com/docs/en/build-with-claude/data-residency (2026-11-22)" },
	),
	message(
		"inference anywhere",
		"claude-opus-4-6",
		{ input_tokens: 25, output_tokens: 150, inference_geo: "global" },
		{
			uncachedInput: "25 × $5/M",
			output: "150 × $25/M",
		},
		{ shape: "https://platform.claude.com/docs/en/build-with-claude/data-residency (2026-11-22)" },
	),
];

const batchCases: ConformanceCase[] = [
	one(
		"batch",
		"claude-sonnet-4-5-20250929",
		{
			batchLine: batchResult(
				messageAnswer("claude-sonnet-4-5-20250929", { input_tokens: 1000, output_tokens: 200, service_tier: "batch" })
					.json,
			),
		},
		{
			uncachedInput: "1,000 × $3/M × 0.5",
			output: "200 × $15/M × 0.5",
		},
		{
			rates: batches,
			shape: "https://platform.claude.com/docs/en/build-with-claude/batch-processing (2026-11-22)",
			mispriced: "pydantic/genai-prices#429: without rates for batches, a call of one is twice as dear",
		},
	),
	one(
		"batch with a cache: half of that, too",
		"claude-opus-4-8",
		{
			batchLine: batchResult(
				messageAnswer("claude-opus-4-8", {
					input_tokens: 100,
					output_tokens: 200,
					...cacheUsage({ read: 5000, short: 400, long: 600 }),
					service_tier: "batch",
				}).json,
			),
		},
		{
			uncachedInput: "100 × $5/M × 0.5",
			cacheRead: "5,000 × $0.50/M × 0.5",
			cacheWrite5m: "400 × $6.25/M × 0.5",
			cacheWrite1h: "600 × $10/M × 0.5",
			output: "200 × $25/M × 0.5",
		},
		{ rates: batches, shape: "https://platform.claude.com/docs/en/build-with-claude/batch-processing (2026-11-22)" },
	),
	one(
		"batch with a web search, which is not halved",
		"claude-sonnet-4-5-20250929",
		{
			batchLine: batchResult(
				messageAnswer("claude-sonnet-4-5-20250929", {
					input_tokens: 1000,
					output_tokens: 200,
					service_tier: "batch",
					server_tool_use: { web_search_requests: 1 },
				}).json,
			),
		},
		{ uncachedInput: "1,000 × $3/M × 0.5", output: "200 × $15/M × 0.5", webSearches: "1 × $10/k" },
		{
			rates: batches,
			shape: "https://platform.claude.com/docs/en/build-with-claude/batch-processing (2026-11-22)",
		},
	),
	one(
		"batch, haiku",
		"claude-haiku-4-5-20251001",
		{
			batchLine: batchResult(
				messageAnswer("claude-haiku-4-5-20251001", { input_tokens: 999, output_tokens: 3, service_tier: "batch" }).json,
			),
		},
		{
			uncachedInput: "999 × $1/M × 0.5",
			output: "3 × $5/M × 0.5",
		},
		{ rates: batches, shape: "https://platform.claude.com/docs/en/build-with-claude/batch-processing (2026-11-22)" },
	),
];

const searched = { web_search_requests: 2, web_fetch_requests: 1 };
const tools = [
	message(
		"web searches by the search, fetches by their tokens",
		"claude-sonnet-4-5-20250929",
		{ input_tokens: 6039, output_tokens: 931, server_tool_use: searched },
		{
			uncachedInput: "6,039 × $3/M",
			output: "931 × $15/M",
			webSearches: "2 × $10/k",
		},
		{
			rates: genaiPrices,
			shape: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool (2026-11-22)",
		},
	),
	[
		one(
			"compaction's own turn is billed and stands outside of the totals",
			"claude-opus-4-6",
			{
				json: {
					...(messageAnswer("claude-opus-4-6", { input_tokens: 0, output_tokens: 0 }).json as object),
					usage: {
						input_tokens: 23_000,
						output_tokens: 1000,
						iterations: [
							{ type: "compaction", input_tokens: 180_000, output_tokens: 3500 },
							{ type: "message", input_tokens: 23_000, output_tokens: 1000 },
						],
					},
				},
			},
			{ uncachedInput: "203,000 × $5/M", output: "4,500 × $25/M" },
			{ shape: "https://platform.claude.com/docs/en/build-with-claude/compaction (2026-11-22)" },
		),
		one(
			"an advisor's tokens are another model's, at its rates",
			"claude-sonnet-4-6",
			{
				json: {
					...(messageAnswer("claude-sonnet-4-6", { input_tokens: 0, output_tokens: 0 }).json as object),
					usage: {
						input_tokens: 412,
						output_tokens: 531,
						iterations: [
							{ type: "message", input_tokens: 412, output_tokens: 531 },
							{ type: "advisor_message", model: "claude-opus-4-6", input_tokens: 823, output_tokens: 1612 },
						],
					},
				},
			},
			{ uncachedInput: "412 × $3/M", output: "531 × $15/M" },
			{
				further: { "claude-opus-4-6": { uncachedInput: "823 × $5/M", output: "1,612 × $25/M" } },
				shape: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool (2026-11-22)",
			},
		),
		one(
			"a refusal is billed",
			"claude-opus-4-5-20251101",
			{
				json: {
					...(messageAnswer("claude-opus-4-5-20251101", { input_tokens: 80, output_tokens: 2 }).json as object),
					stop_reason: "refusal",
				},
			},
			{
				uncachedInput: "80 × $5/M",
				output: "2 × $25/M",
			},
		),
	],
];

/** Numbers of the threads themselves. */
const threads: ConformanceCase[] = [
	one(
		"writes of both lifetimes in a stream, each at its own rate",
		"claude-sonnet-4-6",
		{
			stream: messageAnswer("claude-sonnet-4-6", {
				input_tokens: 12,
				output_tokens: 800,
				...cacheUsage({ read: 40_000, short: 3000, long: 7000 }),
			}).stream,
		},
		{
			uncachedInput: "12 × $3/M",
			cacheRead: "40,000 × $0.30/M",
			cacheWrite5m: "3,000 × $3.75/M",
			cacheWrite1h: "7,000 × $6/M",
			output: "800 × $15/M",
		},
		{ mispriced: "BerriAI/litellm#40016" },
	),
	one(
		"a cache in a long context is dearer, too",
		"claude-sonnet-4-5-20250929",
		{
			json: messageAnswer("claude-sonnet-4-5-20250929", {
				input_tokens: 10,
				output_tokens: 100,
				...cacheUsage({ read: 199_000, short: 1000 }),
			}).json,
		},
		{
			uncachedInput: "10 × $6/M",
			cacheRead: "199,000 × $0.60/M",
			cacheWrite5m: "1,000 × $7.50/M",
			output: "100 × $22.50/M",
		},
		{ mispriced: "BerriAI/litellm#16377", rates: genaiPrices, at: "2025-11-07T12:00:00Z" },
	),
	one(
		"to the last pico-dollar, where floats say 0.023549999999999998",
		"claude-sonnet-4-20250514",
		{
			json: messageAnswer("claude-sonnet-4-20250514", {
				input_tokens: 1000,
				output_tokens: 500,
				...cacheUsage({ read: 6000, short: 3000 }),
			}).json,
		},
		{
			uncachedInput: "1,000 × $3/M",
			cacheRead: "6,000 × $0.30/M",
			cacheWrite5m: "3,000 × $3.75/M",
			output: "500 × $15/M",
		},
		{ mispriced: "pydantic/genai-prices 0.1.8: sums in floats" },
	),
	one(
		"priority is paid beforehand: estimated at the listed rates",
		"claude-sonnet-4-5-20250929",
		{
			json: messageAnswer("claude-sonnet-4-5-20250929", {
				input_tokens: 100,
				output_tokens: 10,
				service_tier: "priority",
			}).json,
		},
		{ uncachedInput: "100 × $3/M", output: "10 × $15/M" },
		{ state: "estimated", shape: "https://platform.claude.com/docs/en/api/service-tiers (2026-11-22)" },
	),
	one(
		"cache writes are not input as well, $0.05439 on the console",
		"claude-3-7-sonnet-20250219",
		{
			json: messageAnswer("claude-3-7-sonnet-20250219", {
				input_tokens: 3,
				output_tokens: 550,
				cache_creation_input_tokens: 12_304,
				cache_read_input_tokens: 0,
			}).json,
		},
		{ uncachedInput: "3 × $3/M", cacheWrite5m: "12,304 × $3.75/M", output: "550 × $15/M" },
		{ mispriced: "BerriAI/litellm#9812", at: "2025-04-08T12:00:00Z" },
	),
	one(
		"cache reads of a stream are no plain input",
		"claude-3-5-haiku-20241022",
		{
			stream: messageAnswer("claude-3-5-haiku-20241022", {
				input_tokens: 4,
				output_tokens: 23,
				...cacheUsage({ read: 2455 }),
			}).stream,
		},
		{ uncachedInput: "4 × $0.80/M", cacheRead: "2,455 × $0.08/M", output: "23 × $4/M" },
		{ mispriced: "BerriAI/litellm#11789", at: "2025-06-17T12:00:00Z" },
	),
	one(
		"reads and writes beside little input",
		"claude-opus-4-5-20251101",
		{
			json: messageAnswer("claude-opus-4-5-20251101", {
				input_tokens: 10,
				output_tokens: 5120,
				...cacheUsage({ read: 66_360, short: 32_435 }),
				output_tokens_details: { thinking_tokens: 1710 },
			}).json,
		},
		{
			uncachedInput: "10 × $5/M",
			cacheRead: "66,360 × $0.50/M",
			cacheWrite5m: "32,435 × $6.25/M",
			output: "3,410 × $25/M",
			reasoning: "1,710 × $25/M",
		},
		{ mispriced: "BerriAI/litellm#11364" },
	),
	one(
		"the breakdown of a stream with server tools covers the first turn only",
		"claude-sonnet-4-5-20250929",
		{
			stream: typedEvents(
				{
					type: "message_start",
					message: {
						type: "message",
						role: "assistant",
						model: "claude-sonnet-4-5-20250929",
						content: [],
						usage: { input_tokens: 31, ...cacheUsage({ short: 31_490 }), output_tokens: 3 },
					},
				} as { type: string },
				{
					type: "message_delta",
					delta: { stop_reason: "end_turn" },
					usage: {
						input_tokens: 201,
						cache_read_input_tokens: 426_653,
						cache_creation_input_tokens: 184_457,
						output_tokens: 2000,
						server_tool_use: { web_search_requests: 5 },
					},
				} as { type: string },
				{ type: "message_stop" },
			),
		},
		{
			uncachedInput: "201 × $6/M",
			cacheRead: "426,653 × $0.60/M",
			cacheWrite5m: "184,457 × $7.50/M",
			output: "2,000 × $22.50/M",
			webSearches: "5 × $10/k",
		},
		{ mispriced: "BerriAI/litellm#42663", rates: genaiPrices, at: "2026-04-01T12:00:00Z" },
	),
	one(
		"cached input counted once, not twice",
		"claude-sonnet-4-5-20250929",
		{
			json: messageAnswer("claude-sonnet-4-5-20250929", {
				input_tokens: 2,
				output_tokens: 300,
				...cacheUsage({ read: 130_211 }),
			}).json,
		},
		{ uncachedInput: "2 × $3/M", cacheRead: "130,211 × $0.30/M", output: "300 × $15/M" },
		{ mispriced: "langfuse/langfuse#12306" },
	),
	one(
		"a stream that broke off is billed for what it told, and said to be estimated",
		"claude-sonnet-4-5-20250929",
		{
			stream: messageAnswer("claude-sonnet-4-5-20250929", {
				input_tokens: 100,
				output_tokens: 50,
				...cacheUsage({ read: 900 }),
			}).stream.slice(0, 4),
		},
		{ uncachedInput: "100 × $3/M", cacheRead: "900 × $0.30/M", output: "1 × $15/M" },
		{ state: "estimated", mispriced: "BerriAI/litellm#35958" },
	),
	one(
		"zeros in the last event of a compatible server change nothing",
		"claude-sonnet-4-5-20250929",
		{
			stream: typedEvents(
				{
					type: "message_start",
					message: {
						type: "message",
						role: "assistant",
						model: "claude-sonnet-4-5-20250929",
						content: [],
						usage: { input_tokens: 100, ...cacheUsage({ read: 900 }), output_tokens: 1 },
					},
				} as { type: string },
				{
					type: "message_delta",
					delta: { stop_reason: "end_turn" },
					usage: { input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 50 },
				} as { type: string },
				{ type: "message_stop" },
			),
		},
		{ uncachedInput: "100 × $3/M", cacheRead: "900 × $0.30/M", output: "50 × $15/M" },
	),
];

export const anthropicCases: ConformanceCase[] = [...models, ...caches, ...tiersAndPlaces, ...tools]
	.flat()
	.concat(batchCases, threads);
