import type { Usage } from "../../pricing/usage";
import type { AnswerHeaders } from "./dialect";
import { filledString, isRecord, type JsonRecord, readCounts, tokenCount } from "./json-values";

/**
 * Bedrock's `TokenUsage` as buckets. `inputTokens` does not include what the cache read and wrote: 368 input tokens beside
 * 10,536 read and 19 out are 10,923 in `totalTokens`. Where that total is reached without the cache's counts, these are part
 * of `inputTokens` and are taken off it.
 *
 * - `cacheDetails` splits the writes by `ttl`; what it does not cover is a write of 5 minutes.
 * - Nova's own bodies say `cacheReadInputTokenCount` and `cacheWriteInputTokenCount`.
 * - A count that is not a whole number ≥ 0 makes the usage unusable, hence undefined.
 *
 * Sources, 2026-11-22: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html,
 * https://github.com/Portkey-AI/gateway/pull/1211 (the numbers above).
 */
export function readBedrockUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const counts = readCounts(raw, names);
	if (counts === undefined) return undefined;
	const { inputTokens: input, outputTokens: output } = counts;
	const read = counts.cacheReadInputTokens ?? counts.cacheReadInputTokenCount;
	const written = counts.cacheWriteInputTokens ?? counts.cacheWriteInputTokenCount;
	const usage: Usage = {};
	if (input !== undefined) {
		const cached = (read ?? 0) + (written ?? 0);
		const isInside = cached <= input && counts.totalTokens === input + (output ?? 0);
		usage.uncachedInput = isInside ? input - cached : input;
	}
	if (read !== undefined) usage.cacheRead = read;
	if (written !== undefined) {
		const long = Math.min(longWrites(raw.cacheDetails), written);
		usage.cacheWrite5m = written - long;
		if (long > 0) usage.cacheWrite1h = long;
	}
	if (output !== undefined) usage.output = output;
	return Object.keys(usage).length === 0 ? undefined : usage;
}

const names = [
	"inputTokens",
	"outputTokens",
	"totalTokens",
	"cacheReadInputTokens",
	"cacheWriteInputTokens",
	"cacheReadInputTokenCount",
	"cacheWriteInputTokenCount",
] as const;

/**
 * What the last chunk of `InvokeModelWithResponseStream` says, in the shape of `TokenUsage`. Its input does not include the
 * cache's tokens either. Sources, 2026-11-22: https://github.com/langchain-ai/langchain-aws/pull/164,
 * https://github.com/BerriAI/litellm/issues/34373 (the cache's members).
 */
export function usageOfMetrics(metrics: unknown): JsonRecord | undefined {
	if (!isRecord(metrics)) return undefined;
	return knownOnly({
		inputTokens: metrics.inputTokenCount,
		outputTokens: metrics.outputTokenCount,
		cacheReadInputTokens: metrics.cacheReadInputTokenCount,
		cacheWriteInputTokens: metrics.cacheWriteInputTokenCount,
	});
}

/**
 * What the headers of an `InvokeModel` answer say, in the shape of `TokenUsage`; some models' bodies tell no usage. AWS
 * documents them nowhere in one place: the names are those that https://github.com/DataDog/dd-trace-js reads (2026-11-22).
 */
export function usageOfHeaders(headers: AnswerHeaders | undefined): JsonRecord | undefined {
	if (headers === undefined) return undefined;
	const count = (name: string) => {
		const text = headers.get(`x-amzn-bedrock-${name}-token-count`)?.trim();
		return text === undefined || !/^\d+$/.test(text) ? undefined : tokenCount(Number(text));
	};
	return knownOnly({
		inputTokens: count("input"),
		outputTokens: count("output"),
		cacheReadInputTokens: count("cache-read-input"),
		cacheWriteInputTokens: count("cache-write-input"),
	});
}

/** `default`, `flex`, `priority` or `reserved`, from the body or the header (npm `@aws-sdk/client-bedrock-runtime` 3.1164.0). */
export function readBedrockTier(tier: unknown, headers: AnswerHeaders | undefined): string | undefined {
	const named = isRecord(tier) ? filledString(tier.type) : undefined;
	return named ?? filledString(headers?.get("x-amzn-bedrock-service-tier"));
}

function longWrites(details: unknown): number {
	if (!Array.isArray(details)) return 0;
	const long = details.filter((detail) => isRecord(detail) && detail.ttl === "1h");
	return long.reduce((sum: number, detail) => sum + (tokenCount(detail.inputTokens) ?? 0), 0);
}

function knownOnly(raw: JsonRecord): JsonRecord | undefined {
	const known = Object.entries(raw).filter(([, value]) => value !== undefined && value !== null);
	return known.length === 0 ? undefined : Object.fromEntries(known);
}
