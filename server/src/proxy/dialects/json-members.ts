import { backslash, invalid, isSpace, openBrace, skipObject, skipSpace } from "./json-syntax";

/** Where a member lies in an object's bytes. Ends are exclusive. */
export interface Member {
	valueStart: number;
	valueEnd: number;
	/** Cutting out `cutStart` to `cutEnd` leaves the object without this member and without a stray comma. */
	cutStart: number;
	cutEnd: number;
}

export interface ScannedObject {
	/** Those that were asked for, in that order. */
	members: (Member | undefined)[];
	/** Where a further member can be put in, and whether it stands alone there. */
	insertAt: number;
	empty: boolean;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Finds the members with these ASCII names in an object's bytes, so that one can be read, cut out, replaced or put in while
 * every other byte stays (number spelling, key order, white space). Of members with the same key the last one counts, as with
 * `JSON.parse`. Undefined when the bytes are not one JSON object.
 */
export function scanObject(bytes: Uint8Array, names: readonly string[]): ScannedObject | undefined {
	const start = skipSpace(bytes, 0);
	if (bytes[start] !== openBrace) return undefined;
	const scan: ScannedObject = { members: new Array(names.length).fill(undefined), insertAt: start + 1, empty: true };
	let first: Member | undefined;
	const end = skipObject(bytes, start, 0, (keyStart, keyEnd, valueStart, valueEnd) => {
		if (first !== undefined) {
			// Without a member before it, the first one takes the comma after it along.
			first.cutEnd = keyStart;
			first = undefined;
		}
		const index = indexOfKey(bytes, keyStart, keyEnd, names);
		if (index >= 0) {
			const member = { valueStart, valueEnd, cutStart: scan.empty ? keyStart : scan.insertAt, cutEnd: valueEnd };
			if (scan.empty) first = member;
			scan.members[index] = member;
		}
		scan.insertAt = valueEnd;
		scan.empty = false;
	});
	return end !== invalid && skipSpace(bytes, end) === bytes.length ? scan : undefined;
}

/** The bytes with one more member at the end of the object, e.g. `"a":1`. */
export function insertMember(bytes: Uint8Array, object: ScannedObject, member: string): Uint8Array {
	return replaceBytes(bytes, object.insertAt, object.insertAt, encoder.encode(object.empty ? member : `,${member}`));
}

/** The same for an object that was found to be one, and to have no such member, without a scan. */
export function withLastMember(bytes: Uint8Array, member: string): Uint8Array {
	const insertAt = endBefore(bytes, endBefore(bytes, bytes.length) - 1);
	return insertMember(bytes, { insertAt, empty: bytes[insertAt - 1] === openBrace, members: [] }, member);
}

/** Where the text before `end` ends, when the white space between them is left out. */
function endBefore(bytes: Uint8Array, end: number): number {
	let at = end;
	while (isSpace(bytes[at - 1])) at--;
	return at;
}

/** A copy of `bytes` in which `start` to `end` are replaced. */
export function replaceBytes(bytes: Uint8Array, start: number, end: number, by: Uint8Array): Uint8Array {
	const result = new Uint8Array(bytes.length - (end - start) + by.length);
	result.set(bytes.subarray(0, start));
	result.set(by, start);
	result.set(bytes.subarray(end), start + by.length);
	return result;
}

/** The bytes of a member's value. */
export function valueBytes(bytes: Uint8Array, member: Member): Uint8Array {
	return bytes.subarray(member.valueStart, member.valueEnd);
}

/** A member's value as JavaScript sees it; undefined for a long string with control characters, which the scan lets through. */
export function readValue(bytes: Uint8Array, member: Member): unknown {
	return parse(valueBytes(bytes, member));
}

function parse(json: Uint8Array): unknown {
	try {
		return JSON.parse(decoder.decode(json));
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** Which of the names the key (its quotes included) spells, escapes and all; -1 for none. */
function indexOfKey(bytes: Uint8Array, keyStart: number, keyEnd: number, names: readonly string[]): number {
	for (let index = 0; index < names.length; index++) {
		if (isSpelled(bytes, keyStart + 1, keyEnd - 1, names[index] as string)) return index;
	}
	for (let at = keyStart; at < keyEnd; at++) {
		if (bytes[at] === backslash) return names.indexOf(String(parse(bytes.subarray(keyStart, keyEnd))));
	}
	return -1;
}

function isSpelled(bytes: Uint8Array, start: number, end: number, name: string): boolean {
	if (end - start !== name.length) return false;
	for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name.charCodeAt(i)) return false;
	return true;
}
