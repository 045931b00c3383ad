import type { BookEntry, BookFile } from "../book-file";
import { textRates, timesAll } from "./text-rates";

const page = "https://docs.x.ai/developers/pricing";
const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";
const read = "2026-11-22";

/** "Long context ≥ 200k tokens": every token of the call is twice as dear. */
const longContext = { aboveInputTokens: 199_999 };
const grok47 = { input: 2, cacheRead: 0.5, output: 6 };

/** Older models are dearer above 128,000 tokens; what cached ones cost then nobody says. */
function above128k(models: readonly string[], input: number, output: number): BookEntry {
	const perMillion = { uncachedInput: input, imageInput: input, output, reasoning: output };
	return { models, conditions: { aboveInputTokens: 128_000 }, perMillion, source: litellm, read };
}

export const xAi: BookFile = {
	provider: "x-ai",
	entries: [
		{ models: ["grok-4.7*"], perMillion: textRates(grok47), source: page, read },
		{
			models: ["grok-4.7*"],
			conditions: longContext,
			perMillion: textRates(timesAll(grok47, 2)),
			source: page,
			read,
		},
		above128k(["grok-4", "grok-4-0709", "grok-4-latest"], 6, 30),
		above128k(["grok-4-fast*", "grok-4-1-fast*"], 0.4, 1),
		{
			models: ["*"],
			region: "us",
			factor: { tokens: 1.1 },
			source: page,
			read,
			note: "At the regional endpoint",
		},
	],
};
