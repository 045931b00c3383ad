/**
 * Text from outside, fit to be stored and listed: cut to a length that a list can carry, and without half characters (a lone
 * surrogate is no text, and ClickHouse refuses the whole insert that holds one).
 */
export function outsideText(text: string | undefined, maxLength: number): string | null {
	return text === undefined ? null : text.slice(0, maxLength).toWellFormed();
}

/** In UTF-16 code units. Names are shorter in practice; an error message says what it has to say at its beginning. */
export const maxLengths = { name: 256, path: 512, message: 2000, rawUsage: 16_384 } as const;

/** What a provider said of the usage, as JSON text. Null for one that no provider would send: a cut one could not be read again. */
export function rawUsageText(rawUsage: unknown): string | null {
	if (rawUsage === undefined) return null;
	const text = writeJson(rawUsage);
	return text === undefined || text.length > maxLengths.rawUsage ? null : text.toWellFormed();
}

/** Undefined for what is nested too deep to be written, which can be read all the same (Bun 1.4.5: 100,000 arrays). */
function writeJson(value: unknown): string | undefined {
	try {
		return JSON.stringify(value);
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}
