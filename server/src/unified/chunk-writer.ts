import type { JsonRecord } from "../proxy/dialects/json-values";

/** An error inside of a stream. */
export interface StreamFailure {
	type: string;
	message: string;
}

/**
 * Writes a streamed chat completion in OpenAI's format: deltas in the order in which they are given, a finish reason for each
 * choice, usage, `[DONE]`. Keeps what was written until it is taken, and nothing of what was taken.
 * Source: https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events (2026-11-22).
 */
export class ChunkWriter {
	private pending = "";
	private readonly begun = new Set<number>();
	private readonly finished = new Set<number>();
	private failed = false;

	/** @param base `created` in unix seconds; id and model until the provider names its own. */
	constructor(private readonly base: { id: string; created: number; model: string }) {}

	/** What the provider calls its answer and the model. */
	name({ id, model }: { id?: string; model?: string }): void {
		if (id !== undefined) this.base.id = id;
		if (model !== undefined) this.base.model = model;
	}

	delta(delta: JsonRecord, index = 0): void {
		const first = this.begun.has(index) ? {} : { role: "assistant" };
		this.begun.add(index);
		this.write({ choices: [{ index, delta: { ...first, ...delta }, logprobs: null, finish_reason: null }] });
	}

	/** Once for each choice; `native` is the provider's own word. */
	finish(reason: string, native: string | undefined, index = 0): void {
		if (this.finished.has(index)) return;
		if (!this.begun.has(index)) this.delta({ content: "" }, index);
		this.finished.add(index);
		const own = native === undefined ? {} : { native_finish_reason: native };
		this.write({ choices: [{ index, delta: {}, logprobs: null, finish_reason: reason, ...own }] });
	}

	/** Nothing is written behind an error. */
	fail({ type, message }: StreamFailure): void {
		if (this.failed) return;
		this.pending += `data: ${JSON.stringify({ error: { message, type, param: null, code: type } })}\n\n`;
		this.failed = true;
	}

	/** A server-sent comment of the gateway's. */
	comment(bytes: Uint8Array): void {
		this.pending += new TextDecoder().decode(bytes);
	}

	/** The provider's answer is over. A stream that has not said how it finished is one that broke off. */
	end(usage: JsonRecord | undefined): void {
		if (this.finished.size === 0)
			this.fail({ type: "upstream_broke_off", message: "The provider's answer ended before it was complete." });
		if (usage !== undefined) this.write({ choices: [], usage });
		if (!this.failed) this.pending += "data: [DONE]\n\n";
	}

	/** The bytes that were written since; undefined when there are none. */
	take(): Uint8Array | undefined {
		if (this.pending === "") return undefined;
		const bytes = encoder.encode(this.pending);
		this.pending = "";
		return bytes;
	}

	private write(members: JsonRecord): void {
		if (this.failed) return;
		const { id, created, model } = this.base;
		this.pending += `data: ${JSON.stringify({ id, object: "chat.completion.chunk", created, model, ...members })}\n\n`;
	}
}

const encoder = new TextEncoder();
