import { scanObject, valueBytes } from "./json-members";
import { closeBracket, comma, invalid, openBracket, skipSpace, skipValue } from "./json-syntax";
import { parseBytes } from "./json-values";
import { isRecord, parseJson } from "./openai-json";

/**
 * Where the values of the named members lie, so that what is large beside them (base64, vectors, text) is skipped and never
 * becomes a value. In the order of the names; undefined when the bytes are not one JSON object. 0.5 to 0.9 ms per MB (Bun 1.4.5).
 */
export function memberBytes(bytes: Uint8Array, names: readonly string[]): (Uint8Array | undefined)[] | undefined {
	return scanObject(bytes, names)?.members.map((member) => member && valueBytes(bytes, member));
}

/**
 * Shorter texts are parsed whole, by the runtime's own parser: when the caches are cold, as between two calls of a second, the scan takes
 * 13 µs for 1 KB, the parser 5 (Bun 1.4.5).
 */
const parsedWholeBytes = 4096;
/** A byte order mark stays: no JSON text begins with one. https://www.rfc-editor.org/rfc/rfc8259#section-8.1 */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The named members as values; those that are not there are undefined. Undefined when the bytes are not one JSON object. */
export function pickMembers<Name extends string>(
	bytes: Uint8Array,
	names: readonly Name[],
): Partial<Record<Name, unknown>> | undefined {
	const object = bytes.length <= parsedWholeBytes ? parsedObject(bytes) : scannedMembers(bytes, names);
	if (object === undefined) return undefined;
	const picked: Partial<Record<Name, unknown>> = {};
	for (const name of names) if (object[name] !== undefined) picked[name] = object[name];
	return picked;
}

function parsedObject(bytes: Uint8Array): Record<string, unknown> | undefined {
	const parsed = parseJson(decoder.decode(bytes));
	return isRecord(parsed) ? parsed : undefined;
}

function scannedMembers(bytes: Uint8Array, names: readonly string[]): Record<string, unknown> | undefined {
	const found = memberBytes(bytes, names);
	return found && Object.fromEntries(names.map((name, index) => [name, found[index] && parseBytes(found[index])]));
}

/** Visits each element of a JSON array, in order; false when the bytes are not one JSON array (some may have been visited). */
export function forEachElement(bytes: Uint8Array, visit: (element: Uint8Array) => void): boolean {
	let at = skipSpace(bytes, 0);
	if (bytes[at] !== openBracket) return false;
	at = skipSpace(bytes, at + 1);
	if (bytes[at] === closeBracket) return skipSpace(bytes, at + 1) === bytes.length;
	for (;;) {
		const end = skipValue(bytes, at, 1);
		if (end === invalid) return false;
		visit(bytes.subarray(at, end));
		at = skipSpace(bytes, end);
		if (bytes[at] === closeBracket) return skipSpace(bytes, at + 1) === bytes.length;
		if (bytes[at] !== comma) return false;
		at = skipSpace(bytes, at + 1);
	}
}
