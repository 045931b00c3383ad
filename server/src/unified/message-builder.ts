import type { JsonRecord } from "../proxy/dialects/json-values";
import type { Reasoning } from "./messages";

interface Call {
	id: string;
	name: string;
	/** The text of a JSON object. */
	arguments: string;
	signature?: string;
}

/**
 * An assistant's message in OpenAI's format, put together piece by piece. Beside OpenAI's own members: `reasoning_content` as
 * DeepSeek has it, `reasoning_details` and `images` as OpenRouter has them, a call's `extra_content` as Google has it.
 * Sources, 2026-11-22: https://api-docs.deepseek.com/guides/reasoning_model,
 * https://openrouter.ai/docs/use-cases/reasoning-tokens, https://ai.google.dev/gemini-api/docs/thought-signatures.
 */
export class MessageBuilder {
	private content = "";
	private thought = "";
	private readonly details: JsonRecord[] = [];
	private readonly calls: Call[] = [];
	private readonly images: JsonRecord[] = [];

	text(text: string): void {
		this.content += text;
	}

	reasoning(reasoning: Reasoning): void {
		this.thought += reasoning.text ?? "";
		if (reasoning.text === undefined && reasoning.signature === undefined && reasoning.data === undefined) return;
		this.details.push(detailOf(reasoning, this.details.length));
	}

	call(call: Call): void {
		this.calls.push(call);
	}

	image(mediaType: string, data: string): void {
		this.images.push(imageOf(mediaType, data));
	}

	get hasCalls(): boolean {
		return this.calls.length > 0;
	}

	build(): JsonRecord {
		const { content, thought, details, images } = this;
		const says = content !== "" || (this.calls.length === 0 && images.length === 0);
		return {
			role: "assistant",
			content: says ? content : null,
			refusal: null,
			...(thought !== "" && { reasoning_content: thought }),
			...(details.length > 0 && { reasoning_details: details }),
			...(images.length > 0 && { images }),
			...(this.calls.length > 0 && { tool_calls: this.calls.map(callOf) }),
		};
	}
}

export function detailOf({ data, ...text }: Reasoning, index: number): JsonRecord {
	return data === undefined
		? { type: "reasoning.text", ...text, index }
		: { type: "reasoning.encrypted", data, format: text.format, index };
}

export function imageOf(mediaType: string, data: string): JsonRecord {
	return { type: "image_url", image_url: { url: `data:${mediaType};base64,${data}` } };
}

export function callOf({ id, name, arguments: text, signature }: Call): JsonRecord {
	return {
		id,
		type: "function",
		function: { name, arguments: text },
		...(signature !== undefined && { extra_content: { google: { thought_signature: signature } } }),
	};
}
