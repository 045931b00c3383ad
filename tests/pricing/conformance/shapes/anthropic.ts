import type { Source } from "../case";
import { typedEvents } from "./events";
import type { Forms } from "./openai";

export const messagesShape: Source = "https://platform.claude.com/docs/en/api/messages (2026-11-22)";

/** What was read from and written to the cache, and the rest of a usage object. */
export type AnthropicUsage = Readonly<Record<string, unknown>> & { input_tokens: number; output_tokens: number };

/**
 * A message, whole and streamed. In a stream `message_start` tells the input, and `message_delta` the final output and,
 * cumulatively, the input again: https://platform.claude.com/docs/en/build-with-claude/streaming.
 */
export function messageAnswer(model: string, usage: AnthropicUsage): Forms {
	const head = { id: "msg_C0nf0rm", type: "message", role: "assistant", model };
	const { output_tokens, output_tokens_details, server_tool_use, ...start } = {
		cache_creation_input_tokens: 0,
		cache_read_input_tokens: 0,
		service_tier: "standard",
		...usage,
	} as Record<string, unknown>;
	const last = {
		input_tokens: usage.input_tokens,
		output_tokens,
		...(output_tokens_details !== undefined && { output_tokens_details }),
		...(server_tool_use !== undefined && { server_tool_use }),
	};
	const text = { type: "text", text: "Hello!" };
	return {
		json: { ...head, content: [text], stop_reason: "end_turn", stop_sequence: null, usage: { ...start, ...last } },
		stream: typedEvents(
			{
				type: "message_start",
				message: {
					...head,
					content: [],
					stop_reason: null,
					stop_sequence: null,
					usage: { ...start, output_tokens: 1 },
				},
			} as { type: string },
			{ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } } as { type: string },
			{ type: "ping" },
			{ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello!" } } as { type: string },
			{ type: "content_block_stop", index: 0 } as { type: string },
			{ type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: last } as {
				type: string;
			},
			{ type: "message_stop" },
		),
	};
}

/** The members that tell a cache's reads and writes, those split by lifetime. */
export function cacheUsage({ read = 0, short = 0, long = 0 }: { read?: number; short?: number; long?: number }) {
	return {
		cache_read_input_tokens: read,
		cache_creation_input_tokens: short + long,
		cache_creation: { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long },
	};
}

/** One line of a batch's results. */
export function batchResult(message: unknown): unknown {
	return { custom_id: "request-1", result: { type: "succeeded", message } };
}
