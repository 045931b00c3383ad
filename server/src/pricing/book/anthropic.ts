import type { BookEntry, BookFile } from "../book-file";
import { textRates, times } from "./text-rates";

const pricing = "https://platform.claude.com/docs/en/about-claude/pricing";
const read = "2026-11-22";

/** Models from Opus 4.6 on, which can be kept in the United States. */
const located = [
	"claude-opus-4-6*",
	"claude-opus-4-7*",
	"claude-opus-4-8*",
	"claude-sonnet-4-6*",
	"claude-opus-5*",
	"claude-sonnet-5*",
	"claude-haiku-5*",
	"claude-fable-5*",
	"claude-mythos-5*",
];

const haiku55 = { input: 0.1, cacheRead: 0.01, cacheWrite5m: 0.125, cacheWrite1h: 0.2, output: 0.5 };
const claudit = "https://github.com/kurofune/claudit/releases/tag/v1.9.2";

/** While the 1M context was open for it, until 2026-04-30. */
const sonnet4Long: BookEntry = {
	models: ["claude-sonnet-4-20250514", "claude-4-sonnet-20250514", "claude-sonnet-4-0"],
	conditions: { aboveInputTokens: 200_000 },
	perMillion: textRates({ input: 6, cacheRead: 0.6, cacheWrite5m: 7.5, cacheWrite1h: 12, output: 22.5 }),
	source:
		"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json",
	read,
};

/** Models that are newer than genai-prices 0.1.8, or that it takes for another one. */
const models: BookEntry[] = [
	{ models: ["claude-haiku-5-5*"], perMillion: textRates(haiku55), source: claudit, read },
	{
		models: ["claude-haiku-5-5*"],
		conditions: { aboveInputTokens: 100_000 },
		perMillion: textRates(times(haiku55, 5, 5)),
		source: claudit,
		read,
	},
	{ models: ["claude-sonnet-5-5*"], perMillion: { cacheRead: 0.1 }, from: "2026-10-07", source: claudit, read },
	{
		// Sources do not say what its cache costs.
		models: ["claude-fable-5-2*"],
		perMillion: { uncachedInput: 8, imageInput: 8, output: 40, reasoning: 40 },
		source: "https://dev.to/neverpaytwice/claude-batch-api-half-price-if-you-can-wait-ecg",
		read,
	},
	{
		models: ["claude-mythos-5", "claude-mythos-5-20*"],
		perMillion: textRates({ input: 10, cacheRead: 1, cacheWrite5m: 12.5, cacheWrite1h: 20, output: 50 }),
		source: pricing,
		read,
	},
	{
		models: ["claude-mythos-5-1*"],
		perMillion: textRates({ input: 10, cacheRead: 0.25, cacheWrite5m: 12.5, cacheWrite1h: 20, output: 50 }),
		source: pricing,
		read,
	},
];

export const anthropic: BookFile = {
	provider: "anthropic",
	entries: [
		...models,
		sonnet4Long,
		{
			models: ["claude-*"],
			perThousand: { webSearches: 10 },
			source: "https://huggingface.co/spaces/lengfeng1360/api/blob/main/setting/operation_setting/tools.go",
			read,
			note: "Also in genai-prices 0.1.8, for most models",
		},
		{
			models: ["claude-*"],
			tier: "batch",
			factor: { tokens: 0.5 },
			source: "https://dev.to/neverpaytwice/claude-batch-api-half-price-if-you-can-wait-ecg",
			read,
			note: "On all usage: input, output, cache writes and cache reads",
		},
		{
			models: ["claude-opus-4-6*", "claude-opus-4-7*"],
			tier: "fast",
			factor: { tokens: 6 },
			source: "https://octavus.ai/docs/protocol/fast-mode",
			read,
		},
		{
			models: ["claude-opus-4-8*", "claude-opus-5*"],
			tier: "fast",
			factor: { tokens: 2 },
			source: "https://github.com/kurofune/claudit/releases/tag/v1.9.0",
			read,
		},
		{
			models: located,
			region: "us",
			factor: { tokens: 1.1 },
			source: "https://docs.aws.amazon.com/claude-platform/latest/userguide/data-residency.md",
			read,
			note: "inference_geo",
		},
	],
};
