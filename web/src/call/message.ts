/** A piece of what was said. `attachment` stands for an image, a sound or a file, which is named but not drawn. */
export type Part =
	| { kind: "text"; text: string }
	/** What a model thought before it answered, as far as the provider tells it. */
	| { kind: "thinking"; text: string }
	| { kind: "refusal"; text: string }
	| { kind: "attachment"; what: string; detail: string }
	| { kind: "tool_call"; id: string | undefined; name: string; arguments: string }
	/** Where a result is a part of a turn; OpenAI's chat has a turn of its own for each, see `answersTo`. */
	| { kind: "tool_result"; answersTo: string | undefined; failed: boolean; parts: Part[] };

/** One turn of a conversation, whichever provider's. */
export interface Message {
	/** `system`, `developer`, `user`, `assistant`, `tool` … as the request names it. */
	role: string;
	/** The tool call that a `tool` message answers. */
	answersTo: string | undefined;
	parts: Part[];
	/** Why the model stopped, for a message that it wrote. */
	finishReason: string | undefined;
}

/** A turn that answers no tool call. */
export function turn(role: string, parts: Part[], finishReason?: string): Message {
	return { role, answersTo: undefined, parts, finishReason };
}

/** Turns behind what the model was told beforehand, where it was told anything. */
export function behindSystem(told: Part[], turns: Message[]): Message[] {
	return told.length > 0 ? [turn("system", told), ...turns] : turns;
}

/** Text as a part; an empty one is none. */
export function textParts(text: string | undefined): Part[] {
	return text === undefined || text === "" ? [] : [{ kind: "text", text }];
}

/** What is not known is shown as its JSON. */
export function unknownPart(value: unknown): Part {
	return { kind: "text", text: JSON.stringify(value, null, 2) };
}

/** What a tool was given, or gave back, as text: JSON when it is not text yet. */
export function asJsonText(value: unknown): string {
	return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Data URLs are named by their type and size: nobody reads base64. */
export function describeUrl(url: string | undefined): string {
	if (url === undefined) return "";
	const data = /^data:([^;,]+)/.exec(url);
	return data ? describeInline(data[1], url) : url;
}

/** A file that stands in the body itself. */
export function describeInline(type: string | undefined, data: string): string {
	return [type, "inline", `${data.length.toLocaleString("en-US")} characters`].filter(Boolean).join(", ");
}
