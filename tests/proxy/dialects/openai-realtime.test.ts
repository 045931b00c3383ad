import { describe, expect, test } from "bun:test";
import { inputTokens, outputTokens } from "../../../server/src/pricing/usage";
import {
	createRealtimeReader,
	openaiRealtimeSessions,
	type RealtimeEvent,
} from "../../../server/src/proxy/dialects/openai-realtime";
import { readFixture } from "../../support/fixtures";

const encode = (text: string) => new TextEncoder().encode(text);

function readSession(): RealtimeEvent[] {
	const reader = createRealtimeReader();
	const text = new TextDecoder().decode(readFixture("openai/realtime", "conversation.events.jsonl"));
	return text
		.trimEnd()
		.split("\n")
		.map((line) => reader.read(encode(line)))
		.filter((event) => event !== undefined);
}

describe("a realtime session", () => {
	const events = readSession();
	const billed = events.filter(({ kind }) => kind !== "begun" && kind !== "piece");
	const [transcription, first, second, error, failed, seconds] = billed;

	test("tells what has a bill of its own, when it begins, and nothing else", () => {
		expect(events.map(({ kind }) => kind)).toEqual([
			"transcription",
			"begun",
			"piece",
			"response",
			"response",
			"error",
			"response",
			"transcription",
		]);
	});

	test("says which response begins", () => {
		expect(events[1]).toEqual({ kind: "begun", responseId: "resp_1" });
	});

	test("bills a transcription as the transcribing model's, by tokens or by seconds", () => {
		expect(transcription).toMatchObject({
			itemId: "item_1",
			answer: { responseModel: "gpt-4o-transcribe", usage: { uncachedInput: 4, audioInput: 22, output: 6 } },
		});
		expect(seconds).toMatchObject({ answer: { responseModel: "whisper-1", usage: { audioInputSeconds: 3 } } });
	});

	test("tells a response's text, audio and cached tokens apart", () => {
		expect(first).toMatchObject({
			answer: {
				responseId: "resp_1",
				responseModel: "gpt-realtime-2025-08-28",
				finishReason: "completed",
				// 132 in = 55 text + 13 audio + 64 cached text; 121 out = 30 text + 91 audio
				usage: { uncachedInput: 55, audioInput: 13, imageInput: 0, cacheRead: 64, output: 30, audioOutput: 91 },
			},
		});
	});

	test("counts cached audio and image tokens once, apart from cached text", () => {
		expect(second).toMatchObject({
			answer: {
				finishReason: "turn_detected",
				// 1,000 in = 100 text + 200 audio + 40 image + 660 cached (100 text, 500 audio, 60 image)
				usage: {
					uncachedInput: 100,
					audioInput: 200,
					imageInput: 40,
					cacheRead: 100,
					cacheReadAudio: 500,
					cacheReadImage: 60,
					output: 10,
					audioOutput: 30,
				},
			},
		});
	});

	test("has buckets that add up to each response's totals", () => {
		for (const event of [first, second]) {
			if (event?.kind !== "response") throw new Error("not a response");
			const raw = event.answer.rawUsage as { input_tokens: number; output_tokens: number };
			expect(inputTokens(event.answer.usage ?? {})).toBe(raw.input_tokens);
			expect(outputTokens(event.answer.usage ?? {})).toBe(raw.output_tokens);
		}
	});

	test("tells errors, those of the session and those of a response", () => {
		expect(error).toMatchObject({ error: { type: "invalid_request_error" } });
		expect(failed).toMatchObject({ answer: { finishReason: "failed", error: { type: "server_error" } } });
		expect(failed).not.toHaveProperty("answer.usage");
	});

	test.each([
		"",
		"{",
		"[]",
		"null",
		'{"type":5}',
		'{"type":"response.done"}',
		'{"type":"response.created","response":{}}',
		'{"type":"session.created"}',
		'{"type":"error"}',
	])("neither throws at %p nor makes usage up", (text) => {
		const event = createRealtimeReader().read(encode(text));
		expect(event === undefined || (event.kind === "response" && event.answer.usage === undefined)).toBe(true);
	});
});

describe("a request for a session", () => {
	const read = (text: string) =>
		openaiRealtimeSessions.readRequest({ body: encode(text), path: "", query: "", contentType: "application/json" });

	test.each([
		['{"session":{"type":"realtime","model":"gpt-realtime"}}', "gpt-realtime"],
		['{"model":"gpt-4o-realtime-preview"}', "gpt-4o-realtime-preview"],
		['{"session":null}', undefined],
		["{}", undefined],
	])("%s names the model %p", (text, model) => expect(read(text)?.model).toBe(model as string));
});
