import type { Usage, UsageBucket } from "../../pricing/usage";
import { isRecord } from "./openai-json";
import { takeCounts, tokenCount } from "./openai-token-counts";

/** What an API's tokens are when it does not break them down. */
export interface PlainTokens {
	input: UsageBucket;
	output: UsageBucket;
}

const text: PlainTokens = { input: "uncachedInput", output: "output" };

/**
 * The usage object of OpenAI's newer APIs (Responses, images, audio, realtime, batches) as buckets that do not overlap: the
 * input buckets add up to `input_tokens`, the output buckets to `output_tokens`. Example: 1,000 input tokens, 700 of them
 * audio, and 600 cached of which 500 audio, are { uncachedInput: 200, audioInput: 200, cacheRead: 100, cacheReadAudio: 500 }.
 *
 * - Details are named `…_tokens_details` (Responses, images, batches) or `…_token_details` (audio, realtime).
 * - Cached audio and image tokens have buckets of their own, where the provider says how many they are. Where it does not, the
 *   dearest details are taken first and what does not fit is dropped, as in `readOpenaiUsage`.
 * - Cache writes kept for 12 hours go into `cacheWrite1h`, the bucket of long writes, those of 30 minutes into `cacheWrite5m`.
 *
 * Sources, 2026-11-22: types of npm `openai` 7.57.0 (`ResponseUsage`, `ImagesResponse`, `Transcription`, `RealtimeResponseUsage`, `BatchUsage`).
 */
export function readTokenUsage(raw: unknown, plain: PlainTokens = text): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const input = tokenCount(raw.input_tokens);
	const output = tokenCount(raw.output_tokens);
	const isWrong = (count: number | undefined, value: unknown) =>
		count === undefined && (value ?? undefined) !== undefined;
	if (input === undefined && output === undefined) return undefined;
	if (isWrong(input, raw.input_tokens) || isWrong(output, raw.output_tokens)) return undefined;
	return {
		...(input !== undefined && readInput(input, raw, plain)),
		...(output !== undefined && readOutput(output, raw, plain)),
	};
}

function readInput(total: number, raw: Record<string, unknown>, plain: PlainTokens): Usage {
	const details = raw.input_tokens_details ?? raw.input_token_details;
	if (!isRecord(details)) return { [plain.input]: total };
	const cached = recordOf(details.cached_tokens_details);
	const writes = recordOf(details.cache_write_tokens_details);
	const { counts, rest } = takeCounts(total, [
		without(tokenCount(details.audio_tokens), tokenCount(cached.audio_tokens)),
		without(tokenCount(details.image_tokens), tokenCount(cached.image_tokens)),
		tokenCount(writes.ttl_12h_tokens),
		without(tokenCount(details.cache_write_tokens), tokenCount(writes.ttl_12h_tokens)),
		tokenCount(details.cached_tokens),
	]);
	const [audioInput, imageInput, cacheWrite1h, cacheWrite5m, allCached] = counts;
	const { cacheRead, ...cachedMedia } = splitCached(allCached, cached);
	return {
		uncachedInput: rest,
		...(cacheRead !== undefined && { cacheRead }),
		...cachedMedia,
		...(cacheWrite5m !== undefined && { cacheWrite5m }),
		...(cacheWrite1h !== undefined && { cacheWrite1h }),
		...(audioInput !== undefined && { audioInput }),
		...(imageInput !== undefined && { imageInput }),
	};
}

/** Cached sound and pictures apart from cached text, which is what is left; as text where the details do not fit their total. */
function splitCached(all: number | undefined, details: Record<string, unknown>): Usage {
	if (all === undefined) return {};
	const audio = tokenCount(details.audio_tokens) ?? 0;
	const image = tokenCount(details.image_tokens) ?? 0;
	if (audio + image > all) return { cacheRead: all };
	return {
		cacheRead: all - audio - image,
		...(audio > 0 && { cacheReadAudio: audio }),
		...(image > 0 && { cacheReadImage: image }),
	};
}

function readOutput(total: number, raw: Record<string, unknown>, plain: PlainTokens): Usage {
	const details = raw.output_tokens_details ?? raw.output_token_details;
	if (!isRecord(details)) return { [plain.output]: total };
	const names = ["audio_tokens", "image_tokens", "reasoning_tokens"];
	const { counts, rest } = takeCounts(
		total,
		names.map((name) => tokenCount(details[name])),
	);
	const [audioOutput, imageOutput, reasoning] = counts;
	return {
		output: rest,
		...(reasoning !== undefined && { reasoning }),
		...(audioOutput !== undefined && { audioOutput }),
		...(imageOutput !== undefined && { imageOutput }),
	};
}

/** A count less a part of it, where the part is known and fits. */
function without(count: number | undefined, part: number | undefined): number | undefined {
	return count !== undefined && part !== undefined && part <= count ? count - part : count;
}

function recordOf(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}
