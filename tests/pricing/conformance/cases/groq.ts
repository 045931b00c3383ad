import { type ConformanceCase, type CostSum, inBothForms, type Source } from "../case";
import { events } from "../shapes/events";
import { chatAnswer, chatUsage } from "../shapes/openai";

const shape: Source = "https://console.groq.com/docs/api-reference, types of npm groq-sdk 1.6.0 (2026-11-22)";
const list: Source = "https://console.groq.com/docs/models as genai-prices 0.1.8 has it (2026-11-22)";
const flex: Source = "https://console.groq.com/docs/flex-processing.md, flex at the price of on-demand (2026-11-22)";

type Rest = Partial<Pick<ConformanceCase, "rates" | "state">>;

/** A stream tells its usage in `x_groq` of the last event. */
function chat(
	name: string,
	model: string,
	usage: Readonly<Record<string, unknown>>,
	cost: CostSum,
	{ tier, ...rest }: Rest & { tier?: string } = {},
): ConformanceCase[] {
	const timed = { queue_time: 0.0374, prompt_time: 0.0006, completion_time: 0.46, total_time: 0.46, ...usage };
	const head = {
		id: "chatcmpl-1",
		object: "chat.completion.chunk",
		created: 1,
		model,
		...(tier && { service_tier: tier }),
	};
	const { json } = chatAnswer(model, timed, tier === undefined ? {} : { service_tier: tier });
	const stream = events(
		{
			...head,
			choices: [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }],
			x_groq: { id: "req_1" },
		},
		{ ...head, choices: [{ index: 0, delta: {}, finish_reason: "stop" }], x_groq: { id: "req_1", usage: timed } },
	);
	const ask = { model, messages: [{ role: "user", content: "Hello" }] };
	return inBothForms(
		{ provider: "groq", name, path: "openai/v1/chat/completions", ask, shape, rates: list, cost, ...rest },
		{ json, stream },
	);
}

export const groqCases: ConformanceCase[] = [
	...chat("llama 3.3 70b", "llama-3.3-70b-versatile", chatUsage(18, 556), {
		uncachedInput: "18 × $0.59/M",
		output: "556 × $0.79/M",
	}),
	...chat(
		"cached input at half the price",
		"openai/gpt-oss-120b",
		chatUsage(2000, 100, { prompt: { cached_tokens: 1024 }, completion: { reasoning_tokens: 64 } }),
		{
			uncachedInput: "976 × $0.15/M",
			cacheRead: "1,024 × $0.075/M",
			output: "36 × $0.60/M",
			reasoning: "64 × $0.60/M",
		},
	),
	...chat("llama 3.1 8b", "llama-3.1-8b-instant", chatUsage(100_000, 100), {
		uncachedInput: "100,000 × $0.05/M",
		output: "100 × $0.08/M",
	}),
	...chat(
		"tier on_demand is the listed one",
		"openai/gpt-oss-20b",
		chatUsage(1000, 100),
		{ uncachedInput: "1,000 × $0.075/M", output: "100 × $0.30/M" },
		{ tier: "on_demand" },
	),
	...chat(
		"tier flex costs the same",
		"llama-3.3-70b-versatile",
		chatUsage(1000, 100),
		{ uncachedInput: "1,000 × $0.59/M", output: "100 × $0.79/M" },
		{ tier: "flex", rates: flex },
	),
	...chat(
		"a model for safety",
		"openai/gpt-oss-safeguard-20b",
		chatUsage(1000, 100, { prompt: { cached_tokens: 400 } }),
		{ uncachedInput: "600 × $0.075/M", cacheRead: "400 × $0.037/M", output: "100 × $0.30/M" },
		{
			rates:
				"https://groq.com/pricing as LiteLLM's sheet of 2026-07-24 has it, github.com/RoCry/llm-api-price (2026-11-22)",
		},
	),
	{
		provider: "groq",
		name: "whisper by the second",
		path: "openai/v1/audio/transcriptions",
		ask: { model: "whisper-large-v3" },
		answer: {
			json: {
				task: "transcribe",
				language: "English",
				duration: 36,
				text: "Hello",
				segments: [],
				x_groq: { id: "req_1" },
			},
		},
		shape,
		rates: list,
		cost: { audioInputSeconds: "36 × $0.111/h" },
	},
];
