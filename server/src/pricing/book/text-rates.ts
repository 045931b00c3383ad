import type { BookEntry } from "../book-file";

/** USD per million tokens of a model of text, as its provider's page lists them. */
export interface TextRates {
	input: number;
	cacheRead?: number;
	cacheWrite5m?: number;
	cacheWrite1h?: number;
	output: number;
}

/** The same by bucket: pictures that are read count as text, and reasoning as output. */
export function textRates({ input, output, ...cache }: TextRates): NonNullable<BookEntry["perMillion"]> {
	return { uncachedInput: input, imageInput: input, ...cache, output, reasoning: output };
}

/** All of them so many times as dear. */
export function timesAll(rates: TextRates, factor: number): TextRates {
	return times(rates, factor, factor);
}

/** Decimals times a factor, without a float's noise below a thousandth of a cent. */
export function times(rates: TextRates, input: number, output: number): TextRates {
	const entries = Object.entries(rates).map(([name, usd]) => [name, round(usd * (name === "output" ? output : input))]);
	return Object.fromEntries(entries) as TextRates;
}

function round(usd: number): number {
	return Number(usd.toFixed(6));
}
