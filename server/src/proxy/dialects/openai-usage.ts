import type { Usage } from "../../pricing/usage";

/**
 * OpenAI's usage object as buckets that do not overlap: uncachedInput + cacheRead + audioInput = `prompt_tokens`,
 * output + reasoning + audioOutput = `completion_tokens`. Accepted and rejected prediction tokens are billed as output and
 * stay in it. A total that is not a whole number ≥ 0 makes the usage unusable, hence undefined; `completion_tokens` alone may
 * be left out (embeddings do). Details that are no such number, or together exceed their total, are dropped and the total stays.
 * Source: https://platform.openai.com/docs/api-reference/chat/object (2026-11-22).
 */
export function readOpenaiUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const prompt = tokenCount(raw.prompt_tokens);
	const completion = tokenCount(raw.completion_tokens);
	if (prompt === undefined) return undefined;
	if (completion === undefined && raw.completion_tokens !== undefined && raw.completion_tokens !== null)
		return undefined;

	const usage: Usage = {};
	const input = details(raw.prompt_tokens_details, ["cached_tokens", "audio_tokens"], prompt);
	usage.uncachedInput = input.rest;
	if (input.counts[0] !== undefined) usage.cacheRead = input.counts[0];
	if (input.counts[1] !== undefined) usage.audioInput = input.counts[1];
	if (completion === undefined) return usage;

	const output = details(raw.completion_tokens_details, ["reasoning_tokens", "audio_tokens"], completion);
	usage.output = output.rest;
	if (output.counts[0] !== undefined) usage.reasoning = output.counts[0];
	if (output.counts[1] !== undefined) usage.audioOutput = output.counts[1];
	return usage;
}

/** The named details, and what they leave of the total. */
function details(
	raw: unknown,
	names: readonly string[],
	total: number,
): { counts: (number | undefined)[]; rest: number } {
	const counts = names.map((name) => {
		const count = isRecord(raw) ? tokenCount(raw[name]) : undefined;
		return count !== undefined && count <= total ? count : undefined;
	});
	const rest = counts.reduce<number>((left, count) => left - (count ?? 0), total);
	return rest >= 0 ? { counts, rest } : { counts: names.map(() => undefined), rest: total };
}

function tokenCount(value: unknown): number | undefined {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
