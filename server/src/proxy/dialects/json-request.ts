import type { CallRequest } from "./dialect";
import { type Member, readValue, scanObject, valueBytes } from "./json-members";
import { pickMembers } from "./json-pick";

const decoder = new TextDecoder();

/** Model and stream of a JSON request; undefined when the body is not one JSON object. */
export function readModelAndStream(body: Uint8Array): CallRequest | undefined {
	const picked = pickMembers(body, ["model", "stream"]);
	return picked && requestOf(picked);
}

export function requestOf({ model, stream }: { model?: unknown; stream?: unknown }): CallRequest {
	return { ...(typeof model === "string" && { model }), stream: stream === true, asksForUsage: false };
}

/** `{ model }` where the member is a string. */
export function modelOf(body: Uint8Array, model: Member | undefined): { model?: string } {
	const name = model && readValue(body, model);
	return typeof name === "string" ? { model: name } : {};
}

/** The text of a member's value when it is short enough to be `true`, `false` or `null`, or of a member inside of it. */
export function literal(bytes: Uint8Array, member: Member | undefined, inner?: string): string | undefined {
	if (member === undefined) return undefined;
	const value = valueBytes(bytes, member);
	if (inner === undefined) return value.length <= 5 ? decoder.decode(value) : undefined;
	const [found] = scanObject(value, [inner])?.members ?? [];
	return literal(value, found);
}
