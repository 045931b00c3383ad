/** What a body says in text, and whether it says something else as well. */
export interface BodyText {
	text: string;
	/** Turns of the conversation: each costs some tokens besides its text. */
	messages: number;
	/** Tokens that the caller counted itself, e.g. an `input` of token ids. */
	tokens: number;
	/** There are images, sound, files, tools that the provider runs, or a context that is kept there: no text tells their tokens. */
	hasMore: boolean;
	/** ≥ 1: the body is so many times as long as what was read of it. */
	scale: number;
}

/** Collects text from the JSON of any of the APIs. */
export class TextCollector {
	private readonly parts: string[] = [];
	messages = 0;
	tokens = 0;
	hasMore = false;

	add(value: unknown, key = ""): void {
		if (typeof value === "string") this.addString(value, key);
		else if (Array.isArray(value)) this.addArray(value, key);
		else if (isRecord(value)) this.addObject(value);
	}

	/** Objects that a model reads or writes as JSON: a tool's schema, a call's arguments. */
	addJson(value: unknown): void {
		this.parts.push(JSON.stringify(value));
	}

	addString(value: string, key: string): void {
		if (isEncoded(value)) this.hasMore = true;
		else if (value !== "" && !unread.has(key)) this.parts.push(value);
	}

	end(separator: string, scale = 1): BodyText {
		const { messages, tokens, hasMore } = this;
		return { text: this.parts.join(separator), messages, tokens, hasMore, scale };
	}

	private addArray(values: readonly unknown[], key: string) {
		if (unread.has(key)) return;
		if (typeof values[0] === "number") this.tokens += values.length;
		else for (const value of values) this.add(value, key);
	}

	private addObject(value: Record<string, unknown>) {
		if (isMore(value)) {
			this.hasMore = true;
			return;
		}
		if (typeof value.role === "string") this.messages++;
		for (const [key, member] of Object.entries(value)) {
			if (unread.has(key)) continue;
			if (asJson.has(key) && isRecord(member)) this.addJson(member);
			else this.add(member, key);
		}
	}
}

/** Members that name or sort things; no model reads them as text. */
const unread = new Set(
	`id type role index object model status finish_reason finishReason stop_reason stop_sequence tool_call_id tool_use_id
	call_id cache_control signature thoughtSignature encrypted_content logprobs annotations citations safetyRatings
	citationMetadata groundingMetadata created created_at usage usageMetadata`
		.split(/\s+/)
		.filter(Boolean),
);
const asJson = new Set(["input", "args", "arguments", "parameters", "response", "json", "parsed"]);
const moreTypes =
	/^(?:input_|output_)?(?:image|audio|video|file|document)|^(?:web_search|file_search|code_interpreter|computer|mcp|image_generation|local_shell|server_tool)|_(?:search|fetch|execution)_tool_result/;
const moreMembers = [
	"inlineData",
	"inline_data",
	"fileData",
	"file_data",
	"image_url",
	"image",
	"video",
	"audio",
	"images",
];

function isMore(value: Record<string, unknown>): boolean {
	if (typeof value.type === "string" && moreTypes.test(value.type)) return true;
	return moreMembers.some((member) => value[member] !== undefined && value[member] !== null);
}

/** Bytes written as text: long, and without a space. */
function isEncoded(text: string): boolean {
	return text.startsWith("data:")
		? /^data:[\w/+.-]*;base64,/.test(text)
		: text.length > 2000 && /^[\w+/=-]{2000}/.test(text);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The parsed text, or undefined when it is not JSON. */
export function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const textMembers = /"(?:text|content|thinking|arguments|partial_json|input|prompt)"\s*:\s*("(?:[^"\\]|\\.)*")/g;
const moreInText =
	/"(?:image_url|inlineData|inline_data|fileData|file_data|input_image|input_audio|input_file|image|document)"/;

/** Of JSON that was cut: what stands in the members that hold text. */
export function collectFromPart(text: string): TextCollector {
	const collector = new TextCollector();
	for (const [, quoted = ""] of text.matchAll(textMembers)) collector.add(parse(quoted));
	if (moreInText.test(text)) collector.hasMore = true;
	return collector;
}
