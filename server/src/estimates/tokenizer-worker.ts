import { clearMergeCache, countTokens, setMergeCacheSize } from "gpt-tokenizer/encoding/o200k_base";
import type { CountReply, CountRequest } from "./tokenizer";

/** The thread that holds the vocabulary: 90 MB, and 0.4 s to load. See `tokenizer.ts` for the other side. */
declare const self: Worker;

/** Pieces remembered with their tokens; the library's own 100,000 would be 30 MB more. */
setMergeCacheSize(10_000);

/** A prompt that quotes a special token is text like any other. */
const asText = { disallowedSpecial: new Set<string>() };

self.onmessage = ({ data: { id, texts } }: MessageEvent<CountRequest>) => {
	const counts = texts.map((pieces) => pieces.reduce((sum, piece) => sum + countTokens(piece, asText), 0));
	clearMergeCache();
	self.postMessage({ id, counts } satisfies CountReply);
};
