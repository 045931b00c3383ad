/**
 * Text from outside, fit to be stored and listed: cut to a length that a list can carry, and without half characters (a lone
 * surrogate is no text, and ClickHouse refuses the whole insert that holds one).
 */
export function outsideText(text: string | undefined, maxLength: number): string | null {
	return text === undefined ? null : text.slice(0, maxLength).toWellFormed();
}

/** In UTF-16 code units. Names are shorter in practice; an error message says what it has to say at its beginning. */
export const maxLengths = { name: 256, path: 512, message: 2000, rawUsage: 16_384 } as const;
