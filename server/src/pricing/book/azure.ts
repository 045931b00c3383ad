import type { BookFile } from "../book-file";

/** Quotes https://azure.microsoft.com/en-us/pricing/details/azure-openai/: half of the global standard price. */
const batch =
	"https://raw.githubusercontent.com/api-evangelist/microsoft-azure-openai/refs/heads/main/plans/microsoft-azure-openai-plans-pricing.yml";

export const azure: BookFile = {
	provider: "azure",
	entries: [
		{
			models: ["*"],
			tier: "batch",
			// What cached tokens cost in a batch it does not say.
			factor: { uncachedInput: 0.5, imageInput: 0.5, output: 0.5, reasoning: 0.5 },
			source: batch,
			read: "2026-11-22",
		},
	],
};
