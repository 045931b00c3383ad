/** An object of a parsed JSON text, whose members are not known yet. */
export type JsonObject = Record<string, unknown>;

/** The value of a JSON text, or undefined when it is not JSON, e.g. because it was cut. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (reason) {
		if (reason instanceof SyntaxError) return undefined;
		throw reason;
	}
}

/** The value as an object; undefined for arrays, null and everything else. */
export function asObject(value: unknown): JsonObject | undefined {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The value as a list; anything else is an empty one. */
export function asList(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

/** The objects of a list. */
export function asObjects(value: unknown): JsonObject[] {
	return asList(value).flatMap((each): JsonObject[] => {
		const object = asObject(each);
		return object ? [object] : [];
	});
}

/** The value as text, when it is text. */
export function asText(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}

/** JSON indented for reading; text that is not JSON stays as it is. */
export function indentJson(text: string): string {
	const value = parseJson(text);
	return value === undefined ? text : JSON.stringify(value, null, 2);
}
