import type { Source } from "../case";
import { events, typedEvents } from "./events";

/** Both forms of an answer. */
export interface Forms {
	json: unknown;
	stream: string[];
}

export const chatShape: Source = "https://developers.openai.com/api/reference/resources/chat (2026-11-22)";
export const responsesShape: Source =
	"https://developers.openai.com/api/reference/resources/responses, types of npm openai 7.57.0 (2026-11-22)";

/** What an answer has beside model and usage, e.g. `service_tier`. */
type More = Readonly<Record<string, unknown>>;

/** A chat completion, whole, and streamed with `include_usage`: the usage comes in an event of its own, after the text. */
export function chatAnswer(model: string, usage: unknown, more: More = {}): Forms {
	const head = { id: "chatcmpl-C0nf0rm", created: 1_795_348_800, model, ...more };
	const chunk = { ...head, object: "chat.completion.chunk" };
	const message = { role: "assistant", content: "Hello!", refusal: null, annotations: [] };
	return {
		json: {
			...head,
			object: "chat.completion",
			choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
			usage,
		},
		stream: events(
			{
				...chunk,
				choices: [{ index: 0, delta: { role: "assistant", content: "Hello!" }, finish_reason: null }],
				usage: null,
			},
			{ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: null },
			{ ...chunk, choices: [], usage },
		),
	};
}

/** A chat completion whose stream has the usage in the last event with a choice. */
export function chatAnswerInOne(model: string, usage: unknown, more: More = {}): Forms {
	const { json } = chatAnswer(model, usage, more);
	const chunk = { id: "cmpl-C0nf0rm", object: "chat.completion.chunk", created: 1_795_348_800, model, ...more };
	return {
		json,
		stream: events(
			{ ...chunk, choices: [{ index: 0, delta: { role: "assistant", content: "Hello!" }, finish_reason: null }] },
			{ ...chunk, choices: [{ index: 0, delta: { content: "" }, finish_reason: "stop" }], usage },
		),
	};
}

/** `prompt_tokens` and so on, with whichever details are given. */
export function chatUsage(
	prompt: number,
	completion: number,
	details: { prompt?: Record<string, number>; completion?: Record<string, number> } = {},
): Record<string, unknown> {
	return {
		prompt_tokens: prompt,
		completion_tokens: completion,
		total_tokens: prompt + completion,
		...(details.prompt && { prompt_tokens_details: details.prompt }),
		...(details.completion && { completion_tokens_details: details.completion }),
	};
}

/** A response, whole and streamed; `more` may hold `output` items, `tool_usage` and `service_tier`. */
export function responseAnswer(model: string, usage: unknown, more: More = {}): Forms {
	const head = {
		id: "resp_C0nf0rm",
		object: "response",
		created_at: 1_795_348_800,
		model,
		error: null,
		incomplete_details: null,
	};
	const output = [
		{
			type: "message",
			id: "msg_1",
			role: "assistant",
			content: [{ type: "output_text", text: "Hello!", annotations: [] }],
		},
	];
	const done = { ...head, status: "completed", output, usage, ...more };
	return {
		json: done,
		stream: typedEvents(
			{ type: "response.created", response: { ...head, status: "in_progress", output: [], usage: null } } as {
				type: string;
			},
			{ type: "response.output_text.delta", item_id: "msg_1", delta: "Hello!" } as { type: string },
			{ type: "response.completed", response: done } as { type: string },
		),
	};
}

export function responseUsage(
	input: number,
	output: number,
	details: { cached?: number; reasoning?: number; input?: Record<string, unknown> } = {},
): Record<string, unknown> {
	return {
		input_tokens: input,
		input_tokens_details: { cached_tokens: details.cached ?? 0, ...details.input },
		output_tokens: output,
		output_tokens_details: { reasoning_tokens: details.reasoning ?? 0 },
		total_tokens: input + output,
	};
}

/** One line of a batch's output file. */
export function batchLine(body: unknown): unknown {
	return {
		id: "batch_req_1",
		custom_id: "request-1",
		response: { status_code: 200, request_id: "req_1", body },
		error: null,
	};
}
