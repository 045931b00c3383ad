import type { BookEntry, BookFile } from "../book-file";
import { openaiLongContext } from "./openai-long-context";
import { openaiMedia } from "./openai-media";
import { openaiTiers } from "./openai-tiers";

/** Quotes https://platform.openai.com/docs/pricing: 10 for models that reason, 2.50 for a search in files. */
const toolPrices = "https://huggingface.co/spaces/lengfeng1360/api/blob/main/setting/operation_setting/tools.go";

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
	entries: [...openaiLongContext, ...openaiMedia, ...tools, ...openaiTiers, ...regions],
};
