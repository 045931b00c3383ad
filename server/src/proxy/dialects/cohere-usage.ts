import type { Usage } from "../../pricing/usage";
import { isRecord, readCounts } from "./json-values";

/**
 * Cohere's `usage` (chat) or `meta` (embed, rerank) as buckets: what is billed, `billed_units`; where that is not said, the
 * `tokens` that the model saw, which are more, because Cohere's own prompts are not billed. Rerank is billed in search units
 * (one query with up to 100 documents), parsing in pages.
 *
 * - `cached_tokens` are taken off the billed input when they fit into it.
 * - Image tokens of embeddings are billed beside the text's, at a rate of their own.
 * - A count that is not a whole number ≥ 0 makes the usage unusable, hence undefined.
 *
 * Sources, 2026-11-22: https://docs.cohere.com/reference/chat, https://docs.cohere.com/reference/embed,
 * https://docs.cohere.com/reference/rerank, https://docs.cohere.com/docs/how-does-cohere-pricing-work, types of npm
 * `cohere-ai` 8.1.0.
 */
export function readCohereUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const counts = readCounts(isRecord(raw.billed_units) ? raw.billed_units : {}, billedNames);
	const seen = readCounts(isRecord(raw.tokens) ? raw.tokens : {}, ["input_tokens", "output_tokens"]);
	if (counts === undefined || seen === undefined) return undefined;
	const isBilled = Object.keys(counts).length > 0;
	const { input_tokens: input, output_tokens: output } = isBilled ? counts : seen;
	const cached = readCounts(raw, ["cached_tokens"])?.cached_tokens;
	const usage: Usage = {};
	if (input !== undefined) {
		const fits = cached !== undefined && cached <= input;
		usage.uncachedInput = fits ? input - cached : input;
		if (fits) usage.cacheRead = cached;
	}
	if (counts.image_tokens !== undefined) usage.imageInput = counts.image_tokens;
	if (output !== undefined) usage.output = output;
	if (counts.search_units !== undefined) usage.searchUnits = counts.search_units;
	if (counts.pages !== undefined) usage.pages = counts.pages;
	return Object.keys(usage).length === 0 ? undefined : usage;
}

const billedNames = ["input_tokens", "output_tokens", "image_tokens", "search_units", "pages"] as const;
