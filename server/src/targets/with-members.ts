import type { BodyChange } from "../providers/paths";
import { insertMember, replaceBytes, scanObject } from "../proxy/dialects/json-members";

const encoder = new TextEncoder();

/** A JSON body without some members and with others; every other byte stays. Undefined when it is not one JSON object. */
export function withMembers(body: Uint8Array, { without, with: put }: BodyChange): Uint8Array | undefined {
	let changed: Uint8Array | undefined = body;
	for (const name of without) changed &&= withoutMember(changed, name);
	for (const [name, value] of Object.entries(put)) changed &&= withMember(changed, name, value);
	return changed;
}

/** A member that stands there more than once goes each time. */
function withoutMember(body: Uint8Array, name: string): Uint8Array | undefined {
	for (let bytes = body; ; ) {
		const object = scanObject(bytes, [name]);
		if (object === undefined) return undefined;
		const [member] = object.members;
		if (member === undefined) return bytes;
		bytes = replaceBytes(bytes, member.cutStart, member.cutEnd, new Uint8Array());
	}
}

function withMember(body: Uint8Array, name: string, value: string): Uint8Array | undefined {
	const object = scanObject(body, [name]);
	if (object === undefined) return undefined;
	const [member] = object.members;
	if (member === undefined) return insertMember(body, object, `${JSON.stringify(name)}:${value}`);
	return replaceBytes(body, member.valueStart, member.valueEnd, encoder.encode(value));
}
