import type { BookEntry } from "../book-file";
import { type TextRates, textRates, times } from "./text-rates";

interface Priced extends Pick<BookEntry, "from" | "source" | "read"> {
	models: readonly string[];
	rates: TextRates;
}

const langfuse = "https://github.com/langfuse/langfuse/blob/main/worker/src/constants/default-model-prices.json";
const listed = { source: langfuse, read: "2026-11-22" } as const;

/**
 * Models that are dearer above 272,000 input tokens: input and cache twice, output one and a half times as much. genai-prices
 * 0.1.8 has these rates from 272,000 on; the sources say above. Where a model has no price for its cache, that is input.
 */
const priced: Priced[] = [
	{
		models: ["gpt-5.4", "gpt-5.4-2026-03-05"],
		rates: { input: 2.5, cacheRead: 0.25, cacheWrite5m: 2.5, output: 15 },
		...listed,
	},
	{
		models: ["gpt-5.4-pro", "gpt-5.4-pro-2026-03-05"],
		rates: { input: 30, cacheRead: 30, cacheWrite5m: 30, output: 180 },
		...listed,
	},
	{
		models: ["gpt-5.5", "gpt-5.5-2026-04-23", "gpt-5.5-2026-04-24"],
		rates: { input: 5, cacheRead: 0.5, cacheWrite5m: 5, output: 30 },
		...listed,
	},
	{
		models: ["gpt-5.5-pro", "gpt-5.5-pro-2026-04-23"],
		rates: { input: 30, cacheRead: 30, cacheWrite5m: 30, output: 180 },
		...listed,
	},
	{
		models: ["gpt-5.6", "gpt-5.6-sol", "gpt-5.6-sol-20*"],
		rates: { input: 5, cacheRead: 0.5, cacheWrite5m: 6.25, output: 30 },
		...listed,
	},
	{
		models: ["gpt-5.6", "gpt-5.6-sol", "gpt-5.6-sol-20*"],
		rates: { input: 4, cacheRead: 0.4, cacheWrite5m: 5, output: 20 },
		from: "2026-08-21",
		source: "https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.17",
		read: "2026-11-22",
	},
	{
		models: ["gpt-5.6-terra", "gpt-5.6-terra-20*"],
		rates: { input: 2.5, cacheRead: 0.25, cacheWrite5m: 3.125, output: 15 },
		...listed,
	},
	{
		models: ["gpt-5.6-terra", "gpt-5.6-terra-20*"],
		rates: { input: 2, cacheRead: 0.2, cacheWrite5m: 2.5, output: 12 },
		from: "2026-07-30",
		source: "https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.19",
		read: "2026-11-22",
	},
	{
		models: ["gpt-5.6-luna", "gpt-5.6-luna-20*"],
		rates: { input: 1, cacheRead: 0.1, cacheWrite5m: 1.25, output: 6 },
		...listed,
	},
	{
		models: ["gpt-5.6-luna", "gpt-5.6-luna-20*"],
		rates: { input: 0.2, cacheRead: 0.02, cacheWrite5m: 0.25, output: 1.2 },
		from: "2026-07-30",
		source: "https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.19",
		read: "2026-11-22",
	},
	{
		models: ["gpt-6-astra", "gpt-6-astra-20*"],
		rates: { input: 10, cacheRead: 1, cacheWrite5m: 12.5, output: 50 },
		source: "https://github.com/BerriAI/litellm/discussions/39633",
		read: "2026-11-22",
	},
	{
		models: ["gpt-6-sol", "gpt-6-sol-20*"],
		rates: { input: 2, cacheRead: 0.2, cacheWrite5m: 2.5, output: 10 },
		source: "https://github.com/merefield/codexometer/releases/tag/v0.18.4",
		read: "2026-11-22",
	},
	{
		models: ["gpt-6-luna", "gpt-6-luna-20*"],
		rates: { input: 0.1, cacheRead: 0.01, cacheWrite5m: 0.125, output: 0.5 },
		source: "https://github.com/merefield/codexometer/releases/tag/v0.18.4",
		read: "2026-11-22",
	},
	{
		// Sources do not say what its cache writes cost.
		models: ["gpt-6.1-sol", "gpt-6.1-sol-20*"],
		rates: { input: 2, cacheRead: 0.1, output: 10 },
		source: "https://github.com/KZCFG/AILSA-SubSwitch/releases/tag/v1.0.0-g",
		read: "2026-11-22",
	},
	{
		models: ["gpt-6.1-terra", "gpt-6.1-terra-20*"],
		rates: { input: 1, cacheRead: 0.05, cacheWrite5m: 1.25, output: 5 },
		source: "https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.24",
		read: "2026-11-22",
	},
];

export const openaiLongContext: BookEntry[] = priced.flatMap(({ rates, ...entry }) => [
	{ ...entry, perMillion: textRates(rates) },
	{ ...entry, conditions: { aboveInputTokens: 272_000 }, perMillion: textRates(times(rates, 2, 1.5)) },
]);
