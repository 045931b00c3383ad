import { sampleOf } from "./pieces";
import type { Tokenizer } from "./tokenizer";

/** Tokens of o200k in each text; of those longer than `maxChars`, worked out from parts. */
export type CountTexts = (texts: readonly string[], maxChars?: number) => Promise<number[]>;

/** Of one text, in characters: 4 ms of the tokenizer's thread for prose, 100 for random marks. */
const mostChars = 32 * 1024;
/** Of all texts of one insert: 0.5 s, and 13. */
const charsInAll = 4 * 1024 * 1024;
const leastChars = 512;
const textsAtOnce = 64;

/** How much of each text is counted when there are so many. */
export function charsForEach(texts: number): number {
	return Math.min(mostChars, Math.max(leastChars, Math.floor(charsInAll / Math.max(1, texts))));
}

/** Which parts are counted depends on nothing but the texts, so the same ones give the same numbers. */
export function countTextsWith(tokenizer: Pick<Tokenizer, "count">): CountTexts {
	return async (texts, maxChars = mostChars) => {
		const counted: number[] = [];
		for (let start = 0; start < texts.length; start += textsAtOnce) {
			const samples = texts.slice(start, start + textsAtOnce).map((text) => sampleOf(text, maxChars));
			const asked = samples.filter(({ pieces }) => pieces.length > 0);
			const counts = asked.length === 0 ? [] : await tokenizer.count(asked.map(({ pieces }) => pieces));
			const bySample = new Map(asked.map((sample, index) => [sample, counts[index] ?? 0]));
			for (const sample of samples) counted.push((bySample.get(sample) ?? 0) * sample.scale);
		}
		return counted;
	};
}
