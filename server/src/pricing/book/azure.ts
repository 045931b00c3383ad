import type { BookFile } from "../book-file";

/** LiteLLM's sheet as mirrored on 2026-07-24. */
const source =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";
const read = "2026-11-22";
/** Quotes https://azure.microsoft.com/en-us/pricing/details/azure-openai/: half of the global standard price. */
const batch =
	"https://raw.githubusercontent.com/api-evangelist/microsoft-azure-openai/refs/heads/main/plans/microsoft-azure-openai-plans-pricing.yml";

/** Sound and pictures of global deployments, which genai-prices 0.1.8 takes from OpenAI's list and lacks there. */
export const azure: BookFile = {
	provider: "azure",
	entries: [
		{
			models: ["*"],
			tier: "batch",
			// What cached tokens cost in a batch it does not say.
			factor: { uncachedInput: 0.5, imageInput: 0.5, output: 0.5, reasoning: 0.5 },
			source: batch,
			read,
		},
		{
			models: ["gpt-4o-audio-preview-2024-12-17"],
			perMillion: { audioInput: 40, audioOutput: 80 },
			source,
			read,
		},
		{ models: ["gpt-image-1"], perMillion: { imageOutput: 40 }, source, read },
		{ models: ["gpt-image-1-mini"], perMillion: { imageOutput: 8 }, source, read },
		{ models: ["gpt-image-2", "gpt-image-2-2026-04-21"], perMillion: { imageOutput: 30 }, source, read },
		{ models: ["gpt-4o-mini-tts", "gpt-4o-mini-tts-20*"], perMillion: { audioOutput: 12 }, source, read },
	],
};
