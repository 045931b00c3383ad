/** Undefined when the bytes are not one JSON text. */
export function parseBytes(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(decoder.decode(bytes));
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

const decoder = new TextDecoder();

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is a string that says something. */
export function filledString(value: unknown): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value if it can be a number of tokens: whole and not negative. */
export function tokenCount(value: unknown): number | undefined {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/**
 * The named counts of a usage object; null counts as not said. Undefined when one of them is there and cannot be a number of
 * tokens: such a usage is not to be trusted.
 */
export function readCounts<Name extends string>(
	raw: JsonRecord,
	names: readonly Name[],
): Partial<Record<Name, number>> | undefined {
	const counts: Partial<Record<Name, number>> = {};
	for (const name of names) {
		const value = raw[name] ?? undefined;
		if (value === undefined) continue;
		const count = tokenCount(value);
		if (count === undefined) return undefined;
		counts[name] = count;
	}
	return counts;
}

/** `a + b`, where not said is not added; not said when neither is. */
export function addKnown(a: number | undefined, b: number | undefined): number | undefined {
	return a === undefined ? b : a + (b ?? 0);
}
