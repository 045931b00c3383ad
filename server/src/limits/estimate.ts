import { readMaxTokens } from "../proxy/dialects/max-tokens";

/** About what a token of English is: https://platform.openai.com/tokenizer (2026-11-22). */
const bytesPerToken = 4;
/** Shorter bodies are not searched for images and sounds. */
const mediaFromBytes = 16 * 1024;
/** For one image or sound. Its base64 says nothing of its tokens: a picture of 1 MB costs about a thousand, not 350,000. */
const mediaTokens = 1000;
const noMedia = { count: 0, bytes: 0 };

export interface RequestToEstimate {
	bytes: number;
	/** Undefined when it is not held in memory; its length is then all that is known. */
	body?: Uint8Array;
	/** What the caller allows for the answer: null when it does not say, undefined when nobody has looked yet. */
	maxTokens?: number | null;
}

/**
 * How many tokens a call will use at most, roughly: a quarter of the request's bytes, and what the caller allows for the
 * answer. Without `max_tokens` the answer counts nothing before it is known: to set aside all that a model could say would
 * refuse callers who have room.
 *
 * `{"max_tokens":100,…}` of 400 bytes: 400 / 4 + 100 = 200. 10 ns; where the body has to be looked through, 0.5 µs for 1 KB.
 */
export function estimateTokens({ bytes, body, maxTokens }: RequestToEstimate): number {
	if (body === undefined) return Math.ceil(bytes / bytesPerToken);
	const media = bytes >= mediaFromBytes ? findMedia(body) : noMedia;
	const answer = (maxTokens === undefined ? readMaxTokens(body) : maxTokens) ?? 0;
	return Math.ceil((bytes - media.bytes) / bytesPerToken) + media.count * mediaTokens + answer;
}

/** `data:image/png;base64,…` as OpenAI takes it, and `"data": "…"` as Anthropic and Google do. */
const mediaStarts = [";base64,", '"data":"', '"data": "'];
/** Shorter ones may well be text. */
const minMediaBytes = 1024;
/** Base64 has none, and a long text has. */
const space = 0x20;

/** The images and sounds in a JSON body: long strings in base64. */
function findMedia(body: Uint8Array): { count: number; bytes: number } {
	const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	const found = { count: 0, bytes: 0 };
	for (const start of mediaStarts) {
		for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at)) {
			at += start.length;
			const end = text.indexOf('"', at);
			if (end < 0) break;
			if (end - at < minMediaBytes || text.subarray(at, end).includes(space)) continue;
			found.count++;
			found.bytes += end - at;
			at = end;
		}
	}
	return found;
}
