import type { BookEntry, BookFile } from "../book-file";
import { hourLongWrites } from "./claude-elsewhere";
import { textRates, timesAll } from "./text-rates";

const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";

/** While the 1M context was open for it, until 2026-04-30. */
function sonnet45Long(model: string, surcharge: number): BookEntry {
	const rates = { input: 6, cacheRead: 0.6, cacheWrite5m: 7.5, cacheWrite1h: 12, output: 22.5 };
	const perMillion = textRates(timesAll(rates, surcharge));
	return {
		models: [model],
		conditions: { aboveInputTokens: 200_000 },
		perMillion,
		source: litellm,
		read: "2026-11-22",
	};
}

/**
 * Models that cost more in some regions, by their profile's prefix; cached tokens cost a quarter of the input
 * (https://aws.amazon.com/bedrock/pricing/, "75% less", 2026-10-07).
 */
const placed: Readonly<Record<string, [input: number, output: number]>> = {
	"eu.amazon.nova-micro*": [0.046, 0.184],
	"eu.amazon.nova-lite*": [0.078, 0.312],
	"eu.amazon.nova-pro*": [1.05, 4.2],
	"apac.amazon.nova-micro*": [0.037, 0.148],
	"apac.amazon.nova-lite*": [0.063, 0.252],
	"apac.amazon.nova-pro*": [0.84, 3.36],
	"eu.meta.llama3-2-1b*": [0.13, 0.13],
	"eu.meta.llama3-2-3b*": [0.19, 0.19],
};

/** Amazon Bedrock. genai-prices tells regional and global models apart by their names, so no region stands here. */
export const aws: BookFile = {
	provider: "aws",
	entries: [
		sonnet45Long("*anthropic.claude-sonnet-4-5*", 1.1),
		sonnet45Long("*global.anthropic.claude-sonnet-4-5*", 1),
		...Object.entries(placed).map(([model, [input, output]]) => ({
			models: [model],
			perMillion: textRates({ input, cacheRead: input / 4, output }),
			source: litellm,
			read: "2026-11-22" as const,
		})),
		{
			models: ["amazon.titan-embed-text-v2*"],
			// The list takes it for the older model: what it bills as input there is billed so here.
			perMillion: { uncachedInput: 0.02, cacheRead: 0.02, cacheWrite5m: 0.02, imageInput: 0.02 },
			source: litellm,
			read: "2026-11-22",
		},
		...hourLongWrites((model) => `*anthropic.${model}*`, 1.1),
		...hourLongWrites((model) => `*global.anthropic.${model}*`, 1),
		{
			models: ["*"],
			tier: "batch",
			factor: { tokens: 0.5 },
			source: "https://docs.aws.amazon.com/bedrock/latest/userguide/capacity-limits-cost-optimization.html",
			read: "2026-11-22",
		},
	],
};
