import type { BookFile } from "../book-file";

export const groq: BookFile = {
	provider: "groq",
	entries: [
		{
			models: ["openai/gpt-oss-safeguard-20b"],
			perMillion: { uncachedInput: 0.075, imageInput: 0.075, cacheRead: 0.037, output: 0.3, reasoning: 0.3 },
			source:
				"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json",
			read: "2026-11-22",
			note: "models.dev says the same; genai-prices 0.1.8 has twice as much",
		},
		{
			models: ["*"],
			tier: "flex",
			factor: { tokens: 1 },
			source: "https://console.groq.com/docs/flex-processing.md",
			read: "2026-11-22",
		},
	],
};
