import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { messageAnswer, messagesShape } from "../shapes/anthropic";
import { chatAnswer, chatUsage } from "../shapes/openai";

const shape: Source = "https://docs.rs/crate/deepseek-sdk/0.3.0/source/src/chat/response.rs (2026-11-22)";
const page: Source =
	"https://api-docs.deepseek.com/quick_start/pricing/ of October 2026, peak and off-peak, weekends off-peak (2026-11-22)";
const pageInJuly: Source =
	"https://api-docs.deepseek.com/quick_start/pricing?model_version=DeepSeek-V4-Pro-0813, the rates until 2026-08-16 16:00 UTC (2026-11-22)";

/** Wednesday. */
const offPeak = "2026-11-18T12:00:00Z";
const peak = "2026-11-18T02:30:00Z";
const onSunday = "2026-11-22T02:30:00Z";

type Rest = Partial<Pick<ConformanceCase, "rates" | "at" | "mispriced">>;

/** `prompt_tokens` is what was found in the cache and what was missed. */
function chat(
	name: string,
	model: string,
	[hit, miss, completion, reasoning = 0]: number[],
	cost: CostSum,
	rest: Rest,
): ConformanceCase[] {
	const usage = {
		...chatUsage((hit ?? 0) + (miss ?? 0), completion ?? 0, {
			prompt: { cached_tokens: hit ?? 0 },
			...(reasoning > 0 && { completion: { reasoning_tokens: reasoning } }),
		}),
		prompt_cache_hit_tokens: hit,
		prompt_cache_miss_tokens: miss,
	};
	const ask = { model, messages: [{ role: "user", content: "Hello" }] };
	return inBothForms(
		{ provider: "deepseek", name, path: "chat/completions", ask, shape, rates: page, cost, ...rest },
		chatAnswer(model, usage),
	);
}

export const deepseekCases: ConformanceCase[] = [
	...chat(
		"V4 pro, off-peak",
		"deepseek-v4-pro",
		[1024, 476, 320, 300],
		{
			uncachedInput: "476 × $0.66/M",
			cacheRead: "1,024 × $0.022/M",
			output: "20 × $1.98/M",
			reasoning: "300 × $1.98/M",
		},
		{ at: offPeak },
	),
	...chat(
		"V4 pro, peak: twice",
		"deepseek-v4-pro",
		[1024, 476, 320],
		{
			uncachedInput: "476 × $1.32/M",
			cacheRead: "1,024 × $0.044/M",
			output: "320 × $3.96/M",
		},
		{ at: peak },
	),
	...chat(
		"V4 pro, at the peak's hours on a Sunday: off-peak",
		"deepseek-v4-pro",
		[0, 1000, 100],
		{
			uncachedInput: "1,000 × $0.66/M",
			output: "100 × $1.98/M",
		},
		{ at: onSunday, mispriced: "pydantic/genai-prices 0.1.8: peak hours of DeepSeek hold on weekends" },
	),
	...chat(
		"V4 pro in July, before there was a peak",
		"deepseek-v4-pro",
		[1000, 1000, 100],
		{
			uncachedInput: "1,000 × $0.435/M",
			cacheRead: "1,000 × $0.003625/M",
			output: "100 × $0.87/M",
		},
		{
			at: "2026-07-15T02:30:00Z",
			rates: pageInJuly,
			mispriced: "pydantic/genai-prices 0.1.8: peak hours of DeepSeek hold before 2026-08-16",
		},
	),
	...chat(
		"V4.1 flash, off-peak",
		"deepseek-flash",
		[500, 500, 100],
		{
			uncachedInput: "500 × $0.15/M",
			cacheRead: "500 × $0.003/M",
			output: "100 × $0.60/M",
		},
		{ at: offPeak },
	),
	...chat(
		"V4.1 flash under its old name, peak",
		"deepseek-v4-flash",
		[500, 500, 100],
		{
			uncachedInput: "500 × $0.30/M",
			cacheRead: "500 × $0.006/M",
			output: "100 × $1.20/M",
		},
		{ at: peak },
	),
	...inBothForms(
		{
			provider: "deepseek",
			name: "in Anthropic's format",
			path: "anthropic/v1/messages",
			ask: { model: "deepseek-v4-pro", messages: [], max_tokens: 10 },
			shape: messagesShape,
			rates: page,
			at: offPeak,
			cost: { uncachedInput: "100 × $0.66/M", cacheRead: "900 × $0.022/M", output: "50 × $1.98/M" },
		},
		messageAnswer("deepseek-v4-pro", { input_tokens: 100, cache_read_input_tokens: 900, output_tokens: 50 }),
	),
];
