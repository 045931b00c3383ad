import { cachedTokens, inputTokens, outputTokens, type Usage } from "../pricing/usage";
import type { JsonRecord } from "../proxy/dialects/json-values";

/**
 * Usage in OpenAI's words, whose counts contain each other: { uncachedInput: 10, cacheRead: 6000, cacheWrite1h: 3000, output: 500 }
 * are 9,010 prompt tokens, of which 6,000 cached and 3,000 written. What the provider did not say is not there; undefined when it
 * said nothing. For the caller only: what is recorded and priced is the provider's own.
 */
export function chatUsage(usage: Usage | undefined): JsonRecord | undefined {
	if (usage === undefined) return undefined;
	const prompt = inputTokens(usage);
	const completion = outputTokens(usage);
	if (prompt === undefined && completion === undefined) return undefined;
	const { cacheWrite5m, cacheWrite1h } = usage;
	const writes =
		cacheWrite5m === undefined && cacheWrite1h === undefined ? undefined : (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
	return {
		prompt_tokens: prompt ?? 0,
		completion_tokens: completion ?? 0,
		total_tokens: (prompt ?? 0) + (completion ?? 0),
		...details("prompt_tokens_details", {
			cached_tokens: cachedTokens(usage),
			cache_write_tokens: writes,
			audio_tokens: usage.audioInput,
		}),
		...details("completion_tokens_details", {
			reasoning_tokens: usage.reasoning,
			audio_tokens: usage.audioOutput,
		}),
	};
}

function details(name: string, counts: Record<string, number | undefined>): JsonRecord {
	const told = Object.entries(counts).filter(([, tokens]) => tokens !== undefined);
	return told.length === 0 ? {} : { [name]: Object.fromEntries(told) };
}
