import type { Usage } from "../../pricing/usage";
import { isRecord } from "./openai-json";
import { takeDetails, tokenCount } from "./openai-token-counts";

/**
 * OpenAI's usage object as buckets that do not overlap: uncachedInput + cacheRead + cacheWrite5m + audioInput =
 * `prompt_tokens`, output + reasoning + audioOutput = `completion_tokens`. Example: 1,000 prompt tokens of which 600 cached are
 * { uncachedInput: 400, cacheRead: 600 }.
 *
 * - OpenAI has one kind of cache write; it goes into `cacheWrite5m`.
 * - Image tokens are billed as text and may be cached ones, accepted and rejected prediction tokens are billed as output:
 *   they stay where they are.
 * - A total that is not a whole number ≥ 0 makes the usage unusable, hence undefined; only `completion_tokens` may be left out
 *   (embeddings do). A detail that is no such number, or does not fit into what is left of its total, is dropped and its
 *   tokens stay in the total: dearest first, so that a doubtful count never makes a call cheaper.
 *
 * Sources, 2026-11-22: https://developers.openai.com/api/reference/resources/chat (usage),
 * https://developers.openai.com/api/docs/guides/prompt-caching (cache_write_tokens, from GPT-5.6 on).
 */
export function readOpenaiUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const prompt = tokenCount(raw.prompt_tokens);
	const completion = tokenCount(raw.completion_tokens);
	if (prompt === undefined || (completion === undefined && (raw.completion_tokens ?? undefined) !== undefined)) {
		return undefined;
	}
	const usage: Usage = {};
	const input = takeDetails(raw.prompt_tokens_details, prompt, ["audio_tokens", "cache_write_tokens", "cached_tokens"]);
	const [audioInput, cacheWrite, cacheRead] = input.counts;
	usage.uncachedInput = input.rest;
	if (cacheRead !== undefined) usage.cacheRead = cacheRead;
	if (cacheWrite !== undefined) usage.cacheWrite5m = cacheWrite;
	if (audioInput !== undefined) usage.audioInput = audioInput;
	if (completion === undefined) return usage;

	const output = takeDetails(raw.completion_tokens_details, completion, ["audio_tokens", "reasoning_tokens"]);
	const [audioOutput, reasoning] = output.counts;
	usage.output = output.rest;
	if (reasoning !== undefined) usage.reasoning = reasoning;
	if (audioOutput !== undefined) usage.audioOutput = audioOutput;
	return usage;
}
