import { describe, expect, test } from "bun:test";
import { readConversation as readBodies } from "../../../web/src/call/conversation";
import { explainMissing } from "../../../web/src/call/kept-bodies";

const request = JSON.stringify({
	model: "gpt-4o",
	messages: [
		{ role: "system", content: "Be brief." },
		{
			role: "user",
			content: [
				{ type: "text", text: "What is this?" },
				{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
			],
		},
		{
			role: "assistant",
			content: null,
			tool_calls: [{ id: "call_1", type: "function", function: { name: "look", arguments: '{"at":1}' } }],
		},
		{ role: "tool", tool_call_id: "call_1", content: "a lamp" },
	],
});

const readConversation = (request?: string, response?: string) =>
	readBodies({ operation: "chat/completions", request, response });
const readStreamedMessages = (text: string) => readConversation(undefined, text).answered ?? [];

describe("a JSON answer", () => {
	test("reads the turns of the request with their images, tool calls and results", () => {
		const { asked } = readConversation(request, undefined);
		expect(asked?.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool"]);
		expect(asked?.[1]?.parts).toEqual([
			{ kind: "text", text: "What is this?" },
			{ kind: "attachment", what: "Image", detail: "image/png, inline, 26 characters" },
		]);
		expect(asked?.[2]?.parts).toEqual([{ kind: "tool_call", id: "call_1", name: "look", arguments: '{"at":1}' }]);
		expect(asked?.[3]?.answersTo).toBe("call_1");
	});

	test("reads every choice with why it stopped", () => {
		const response = JSON.stringify({
			choices: [
				{ index: 0, message: { role: "assistant", content: "A lamp." }, finish_reason: "stop" },
				{
					index: 1,
					message: { role: "assistant", content: null, refusal: "I can't say." },
					finish_reason: "content_filter",
				},
			],
		});
		const { answered } = readConversation(request, response);
		expect(answered?.map(({ parts, finishReason }) => [parts[0], finishReason])).toEqual([
			[{ kind: "text", text: "A lamp." }, "stop"],
			[{ kind: "refusal", text: "I can't say." }, "content_filter"],
		]);
	});

	test("shows the provider's error in its own words", () => {
		const { answered, error } = readConversation(
			request,
			JSON.stringify({ error: { message: "Rate limit reached", type: "requests" } }),
		);
		expect(answered).toBeUndefined();
		expect(error).toBe("Rate limit reached");
	});

	test("does not make up a conversation out of other bodies", () => {
		expect(readConversation('{"input":"text to embed"}', '{"data":[]}')).toEqual({
			asked: undefined,
			answered: undefined,
			error: undefined,
		});
		expect(readConversation('{"messages": [{"role": "us', "<html>").asked).toBeUndefined();
		expect(
			readConversation('{"messages": [null, 3, {"role": "user", "content": "hi"}]}', undefined).asked,
		).toHaveLength(1);
	});

	test("shows parts of a kind that it does not know as their JSON", () => {
		const { asked } = readConversation(
			JSON.stringify({ messages: [{ role: "user", content: [{ type: "hologram", id: 7 }] }] }),
			undefined,
		);
		expect(asked?.[0]?.parts[0]).toMatchObject({ kind: "text", text: expect.stringContaining("hologram") });
	});
});

describe("a streamed answer", () => {
	const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
	const delta = (index: number, part: object, finish_reason: string | null = null) =>
		event({ choices: [{ index, delta: part, finish_reason }] });

	test("joins the pieces of text, choice by choice", () => {
		const text = [
			delta(1, { role: "assistant", content: "B" }),
			delta(0, { role: "assistant", content: "" }),
			delta(0, { content: "Grüße " }),
			delta(1, { content: "b" }),
			delta(0, { content: "aus 京都" }),
			delta(0, {}, "stop"),
			event({ choices: [], usage: { total_tokens: 5 } }),
			"data: [DONE]\n\n",
		].join("");
		expect(readStreamedMessages(text).map(({ parts, finishReason }) => [parts, finishReason])).toEqual([
			[[{ kind: "text", text: "Grüße aus 京都" }], "stop"],
			[[{ kind: "text", text: "Bb" }], undefined],
		]);
	});

	test("joins the arguments of tool calls that come side by side", () => {
		const call = (index: number, part: object) => delta(0, { tool_calls: [{ index, ...part }] });
		const text = [
			call(0, { id: "a", function: { name: "find", arguments: "" } }),
			call(1, { id: "b", function: { name: "sum", arguments: '{"x"' } }),
			call(0, { function: { arguments: '{"q":1}' } }),
			call(1, { function: { arguments: ":2}" } }),
		].join("");
		expect(readStreamedMessages(text)[0]?.parts).toEqual([
			{ kind: "tool_call", id: "a", name: "find", arguments: '{"q":1}' },
			{ kind: "tool_call", id: "b", name: "sum", arguments: '{"x":2}' },
		]);
	});

	test("reads what there is of a stream that was cut in the middle of an event", () => {
		const text = `${delta(0, { content: "Half a" })}data: {"choices":[{"index":0,"del`;
		expect(readStreamedMessages(text)[0]?.parts).toEqual([{ kind: "text", text: "Half a" }]);
	});

	test("shows an error that the provider sent after its first pieces", () => {
		const text =
			delta(0, { content: "So" }) + event({ error: { message: "The server had an error", type: "server_error" } });
		const conversation = readConversation(undefined, text);
		expect(conversation.answered?.[0]?.parts).toEqual([{ kind: "text", text: "So" }]);
		expect(conversation.error).toBe("The server had an error");
	});

	test("takes lines that end with carriage returns, and events without a space", () => {
		expect(readStreamedMessages('data:{"choices":[{"delta":{"content":"a"}}]}\r\n\r\n')[0]?.parts).toEqual([
			{ kind: "text", text: "a" },
		]);
	});
});

describe("what is missing of a call is explained", () => {
	const kept = { text: "{}", truncated: false, bytes: 2 };
	const whole = {
		model: "gpt-4o",
		rawUsage: null,
		costLines: [],
		capture: "full",
		status: "ok",
		request: kept,
		response: kept,
		responseBytes: 2,
		cache: null,
	} as const;

	test.each([
		["nothing is missing", whole, []],
		["metadata only", { ...whole, capture: "metadata", request: null, response: null }, [/metadata only/]],
		[
			"an interrupted call",
			{ ...whole, status: "interrupted", response: null, responseBytes: 0 },
			[/server stopped/, /no answer/],
		],
		[
			"a long request",
			{ ...whole, request: { text: "x", truncated: true, bytes: 3 * 1024 * 1024 } },
			[/3\.0 MiB.*first 1 MiB/],
		],
	] as const)("%s", (_, call, sentences) => {
		const explained = explainMissing({ ...call, costLines: [] });
		expect(explained).toHaveLength(sentences.length);
		for (const [index, sentence] of sentences.entries()) expect(explained[index]).toMatch(sentence);
	});
});
