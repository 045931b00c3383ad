import type { BookEntry, BookFile } from "../book-file";

const source = "https://docs.perplexity.ai/getting-started/pricing";
const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";
const read = "2026-11-22";

/** USD per thousand requests, by how much context their search brings; the searches themselves cost nothing more. */
function requestFees(models: readonly string[], low: number, medium: number, high: number): BookEntry {
	return {
		models,
		perThousand: {
			lowContextRequests: low,
			mediumContextRequests: medium,
			highContextRequests: high,
			webSearches: 0,
		},
		source: litellm,
		read,
	};
}

export const perplexity: BookFile = {
	provider: "perplexity",
	entries: [
		{
			// In its Responses API, at "direct provider rates with no markup", which are not looked up elsewhere.
			models: ["*/*"],
			perThousand: { webSearches: 5 },
			source: "https://docs.perplexity.ai/guides/pricing",
			read,
		},
		requestFees(["sonar"], 5, 8, 12),
		requestFees(["sonar-pro", "sonar-reasoning-pro"], 6, 10, 14),
		{
			// No fee for the request: searches, citations and reasoning are billed instead.
			models: ["sonar-deep-research"],
			perThousand: { lowContextRequests: 0, mediumContextRequests: 0, highContextRequests: 0 },
			source,
			read,
		},
	],
};
