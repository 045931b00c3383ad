import type { CallRequest } from "./dialect";
import { type Member, readValue, scanObject, valueBytes } from "./json-members";
import { pickMembers } from "./json-pick";
import { maxTokenMembers, maxTokensOf } from "./max-tokens";

const decoder = new TextDecoder();

/** What requests in JSON tell in members of the same names, whichever API they are for. */
export const requestMembers = ["model", "stream", ...maxTokenMembers] as const;

/** Undefined when the body is not one JSON object. */
export function readJsonRequest(body: Uint8Array): CallRequest | undefined {
	const picked = pickMembers(body, requestMembers);
	return picked && requestOf(picked);
}

export function requestOf(picked: Partial<Record<(typeof requestMembers)[number], unknown>>): CallRequest {
	const { model, stream } = picked;
	const request: CallRequest = { stream: stream === true, asksForUsage: false, maxTokens: maxTokensOf(picked) };
	if (typeof model === "string") request.model = model;
	return request;
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
