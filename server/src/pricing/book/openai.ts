import type { BookEntry, BookFile } from "../book-file";
import { openaiLongContext } from "./openai-long-context";
import { openaiMedia } from "./openai-media";
import { openaiTiers } from "./openai-tiers";
import { textRates } from "./text-rates";

/** Quotes https://platform.openai.com/docs/pricing: 10 for models that reason, 2.50 for a search in files. */
const toolPrices = "https://huggingface.co/spaces/lengfeng1360/api/blob/main/setting/operation_setting/tools.go";

const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";

const tools: BookEntry[] = [
	{
		models: ["o1*", "o3*", "o4*", "gpt-5*", "gpt-6*"],
		perThousand: { webSearches: 10 },
		source: toolPrices,
		read: "2026-11-22",
	},
	{ models: ["*"], perThousand: { fileSearches: 2.5 }, source: toolPrices, read: "2026-11-22" },
	// Each call searches, and its answer does not say how often; sources differ on the fee.
	{
		models: ["gpt-4o-search-preview*", "gpt-4o-mini-search-preview*"],
		unknownFee: true,
		source: toolPrices,
		read: "2026-11-22",
	},
];

/** genai-prices 0.1.8 keeps the cached price of today for the time before o3 became cheaper. */
const history: BookEntry[] = [
	{
		models: ["o3", "o3-2025-04-16"],
		perMillion: { cacheRead: 2.5 },
		source: "https://github.com/RooCodeInc/Roo-Code/pull/2691",
		read: "2026-11-22",
	},
	{
		models: ["o3", "o3-2025-04-16"],
		perMillion: { cacheRead: 0.5 },
		from: "2025-06-10",
		source: "https://www.npmjs.com/package/@pydantic/genai-prices/v/0.1.8",
		read: "2026-11-22",
	},
];

const fineTuned: BookEntry[] = [
	{ models: ["ft:gpt-4o-2024-*"], perMillion: { cacheRead: 1.875 }, source: litellm, read: "2026-11-22" },
	{ models: ["ft:gpt-4o-mini-2024-*"], perMillion: { cacheRead: 0.15 }, source: litellm, read: "2026-11-22" },
	...Object.entries({
		"ft:gpt-4.1-2025-*": { input: 3, cacheRead: 0.75, output: 12 },
		"ft:gpt-4.1-mini-2025-*": { input: 0.8, cacheRead: 0.2, output: 3.2 },
		"ft:gpt-4.1-nano-2025-*": { input: 0.2, cacheRead: 0.05, output: 0.8 },
		"ft:o4-mini-2025-*": { input: 4, cacheRead: 1, output: 16 },
	}).map(([model, rates]) => ({
		models: [model],
		perMillion: textRates(rates),
		source: litellm,
		read: "2026-11-22" as const,
	})),
];

const regions: BookEntry[] = [
	{
		models: ["gpt-5.4*", "gpt-5.5*", "gpt-5.6*", "gpt-6*", "gpt-realtime-2*"],
		region: "*",
		factor: { tokens: 1.1 },
		source: "https://developers.openai.com/api/docs/guides/data-residency",
		read: "2026-11-22",
		note: "Models released on or after 2026-03-05",
	},
];

export const openai: BookFile = {
	provider: "openai",
	entries: [...openaiLongContext, ...openaiMedia, ...tools, ...openaiTiers, ...history, ...fineTuned, ...regions],
};
