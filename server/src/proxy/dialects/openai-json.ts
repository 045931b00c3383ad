import { shortenStrings } from "./long-strings";

const decoder = new TextDecoder();

/** A JSON body as an object, the far parts of long strings left out; undefined when it is not one. */
export function readObject(body: Uint8Array): Record<string, unknown> | undefined {
	const parsed = parseJson(decoder.decode(shortenStrings(body)));
	return isRecord(parsed) ? parsed : undefined;
}

/** The parsed text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

export function isFilledString(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
