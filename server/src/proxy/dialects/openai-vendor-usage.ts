import type { Usage, UsageUnit } from "../../pricing/usage";
import { isRecord } from "./openai-json";
import { tokenCount } from "./openai-token-counts";
import { readTokenUsage } from "./openai-token-usage";
import { readOpenaiUsage } from "./openai-usage";

/** Each reader turns a vendor's usage into the shape of OpenAI's, then into buckets, and adds the vendor's units. */

/**
 * DeepSeek: `prompt_tokens` = `prompt_cache_hit_tokens` + `prompt_cache_miss_tokens`.
 * https://docs.rs/crate/deepseek-sdk/0.3.0/source/src/chat/response.rs (2026-11-22)
 */
export function readDeepseekUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const details = isRecord(raw.prompt_tokens_details) ? raw.prompt_tokens_details : {};
	const cached = raw.prompt_cache_hit_tokens ?? details.cached_tokens;
	return readOpenaiUsage({ ...raw, prompt_tokens_details: { ...details, cached_tokens: cached } });
}

/**
 * Mistral: sound in a prompt is billed by `prompt_audio_seconds` beside its tokens.
 * Types of npm `@mistralai/mistralai` 2.7.0 (2026-11-22)
 */
export function readMistralUsage(raw: unknown): Usage | undefined {
	return withUnit(readOpenaiUsage(raw), "audioInputSeconds", isRecord(raw) ? raw.prompt_audio_seconds : undefined);
}

/**
 * xAI: `completion_tokens` leaves the reasoning out, which `total_tokens` shows: 10,120 prompt + 1,499 completion + 2,809
 * reasoning = 14,428. Where the total shows that it is inside, it is taken off as with OpenAI; without a total it is outside.
 * Cached tokens that exceed the prompt's are outside of them, too. Live search is billed by `num_sources_used`.
 * https://github.com/vercel/ai/pull/12425 (it quotes https://docs.x.ai/docs/key-information/consumption-and-rate-limits),
 * https://github.com/Wei-Shaw/sub2api/issues/5771 (2026-11-22)
 */
export function readXaiUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const [prompt, completion] = [tokenCount(raw.prompt_tokens), tokenCount(raw.completion_tokens)];
	if (prompt === undefined || completion === undefined) return readOpenaiUsage(raw);
	const reasoning = detail(raw.completion_tokens_details, "reasoning_tokens");
	const cached = detail(raw.prompt_tokens_details, "cached_tokens");
	const isInside = reasoning <= completion && raw.total_tokens === prompt + completion;
	const usage = readOpenaiUsage({
		...raw,
		prompt_tokens: cached > prompt ? prompt + cached : prompt,
		completion_tokens: isInside ? completion : completion + reasoning,
	});
	return withUnit(usage, "searchUnits", raw.num_sources_used);
}

/**
 * OpenRouter: counts are those of the model's own tokenizer; `cost` (in USD) stays in the raw usage.
 * https://openrouter.ai/docs/cookbook/administration/usage-accounting.md (2026-11-22)
 */
export function readOpenrouterUsage(raw: unknown): Usage | undefined {
	const tools = isRecord(raw) && isRecord(raw.server_tool_use_details) ? raw.server_tool_use_details : {};
	return withUnit(readOpenaiUsage(raw), "webSearches", tools.web_search_requests);
}

/**
 * Perplexity: `citation_tokens` are billed as input and `reasoning_tokens` at a rate of their own; neither is in
 * `prompt_tokens`, `completion_tokens` or `total_tokens`. Searches are `num_search_queries`, and the fee for the request goes by
 * `search_context_size`. What it says of costs itself stays in the raw usage.
 * https://docs.perplexity.ai/getting-started/pricing (2026-11-22)
 */
export function readPerplexityUsage(raw: unknown): Usage | undefined {
	const usage = readOpenaiUsage(raw);
	if (usage === undefined || !isRecord(raw)) return undefined;
	const citations = tokenCount(raw.citation_tokens) ?? 0;
	const reasoning = tokenCount(raw.reasoning_tokens);
	return withUnit(
		{
			...usage,
			uncachedInput: (usage.uncachedInput ?? 0) + citations,
			...(reasoning !== undefined && { reasoning }),
			...contextRequest(raw.search_context_size),
		},
		"webSearches",
		raw.num_search_queries,
	);
}

/**
 * Perplexity's Responses API: cached tokens are named as Anthropic names them, and searches stand among the tool calls.
 * Types of npm `@perplexity-ai/perplexity_ai` 0.38.5 (2026-11-22)
 */
export function readPerplexityResponseUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const details = isRecord(raw.input_tokens_details) ? raw.input_tokens_details : {};
	const { cache_read_input_tokens: cached_tokens, cache_creation_input_tokens: cache_write_tokens } = details;
	const usage = readTokenUsage({ ...raw, input_tokens_details: { cached_tokens, cache_write_tokens, ...details } });
	const calls = isRecord(raw.tool_calls_details) ? raw.tool_calls_details : {};
	const searches = isRecord(calls.web_search) ? calls.web_search : {};
	return withUnit(usage, "webSearches", searches.invocation);
}

/** Its fee for a request goes by how much the search brought: https://docs.perplexity.ai/getting-started/pricing (2026-11-22) */
function contextRequest(size: unknown): Usage {
	if (size === "low") return { lowContextRequests: 1 };
	if (size === "medium") return { mediumContextRequests: 1 };
	return size === "high" ? { highContextRequests: 1 } : {};
}

function detail(details: unknown, name: string): number {
	return (isRecord(details) ? tokenCount(details[name]) : undefined) ?? 0;
}

function withUnit(usage: Usage | undefined, unit: UsageUnit, count: unknown): Usage | undefined {
	const known = tokenCount(count);
	return usage === undefined || known === undefined ? usage : { ...usage, [unit]: known };
}
