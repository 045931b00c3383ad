import type { BookEntry } from "../book-file";

/** USD per million input tokens. https://platform.claude.com/docs/en/about-claude/pricing (2026-11-22) */
const inputPrices: Readonly<Record<string, number>> = {
	"claude-haiku-4-5": 1,
	"claude-sonnet-4-5": 3,
	"claude-sonnet-4-6": 3,
	"claude-opus-4-5": 5,
	"claude-opus-4-6": 5,
	"claude-opus-4-7": 5,
	"claude-opus-4-8": 5,
	"claude-opus-5": 5,
	"claude-opus-5-5": 4,
	"claude-sonnet-5": 2,
	"claude-fable-5": 10,
};

const source = "https://platform.claude.com/docs/en/about-claude/pricing";
const read = "2026-11-22";

/**
 * Cache writes of an hour by Claude at other clouds, which genai-prices 0.1.8 mostly leaves out: twice the input, as Anthropic
 * has them; of Sonnet 4.5 above 200,000 tokens twice as much. `pattern` makes one of a model's name.
 */
export function hourLongWrites(pattern: (model: string) => string, surcharge: number): BookEntry[] {
	return Object.entries(inputPrices).flatMap(([model, input]) => {
		const usd = Number((2 * input * surcharge).toFixed(6));
		const entry = { models: [pattern(model)], source, read } as const;
		const base: BookEntry = { ...entry, perMillion: { cacheWrite1h: usd } };
		if (model !== "claude-sonnet-4-5" || surcharge !== 1) return [base];
		return [base, { ...entry, conditions: { aboveInputTokens: 200_000 }, perMillion: { cacheWrite1h: 2 * usd } }];
	});
}

/** Claude from 4.5 on, which costs more at a place than anywhere. */
export const placedClaude = [...Object.keys(inputPrices), "claude-sonnet-5-5", "claude-haiku-5-5"];
