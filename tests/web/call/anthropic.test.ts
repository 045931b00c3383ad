import { expect, test } from "bun:test";
import { readConversation } from "../../../web/src/call/conversation";
import { joinChunks, readChunks, readJsonFixture } from "../../support/fixtures";

const decoder = new TextDecoder();
const read = (bodies: { request?: object; response?: string }, operation = "messages") =>
	readConversation({ operation, response: bodies.response, request: bodies.request && JSON.stringify(bodies.request) });
const readAnswer = (name: string) =>
	read({ response: decoder.decode(readJsonFixture("anthropic", name)) }).answered?.[0];
const readStream = (name: string) => {
	const { answered, error } = read({ response: decoder.decode(joinChunks(readChunks("anthropic", name))) });
	return { ...answered?.[0], error };
};

const picture = { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } };
const request = {
	model: "claude-sonnet-4-5",
	system: [{ type: "text", text: "Be brief." }],
	messages: [
		{ role: "user", content: [{ type: "text", text: "And the weather here?" }, picture] },
		{
			role: "assistant",
			content: [
				{ type: "thinking", thinking: "Berlin.", signature: "EqQB" },
				{ type: "tool_use", id: "toolu_1", name: "weather", input: { place: "Berlin" } },
			],
		},
		{
			role: "user",
			content: [
				{ type: "tool_result", tool_use_id: "toolu_1", content: "Rain" },
				{ type: "tool_result", tool_use_id: "toolu_2", is_error: true, content: [{ type: "text", text: "No" }] },
			],
		},
	],
};

test("the system prompt stands before the turns, with thoughts, tools and their results", () => {
	const { asked } = read({ request });
	expect(asked?.map(({ role, parts }) => [role, parts])).toEqual([
		["system", [{ kind: "text", text: "Be brief." }]],
		[
			"user",
			[
				{ kind: "text", text: "And the weather here?" },
				{ kind: "attachment", what: "Image", detail: "image/png, inline, 4 characters" },
			],
		],
		[
			"assistant",
			[
				{ kind: "thinking", text: "Berlin." },
				{ kind: "tool_call", id: "toolu_1", name: "weather", arguments: '{"place":"Berlin"}' },
			],
		],
		[
			"user",
			[
				{ kind: "tool_result", answersTo: "toolu_1", failed: false, parts: [{ kind: "text", text: "Rain" }] },
				{ kind: "tool_result", answersTo: "toolu_2", failed: true, parts: [{ kind: "text", text: "No" }] },
			],
		],
	]);
	expect(read({ request: { ...request, system: "Be kind." } }).asked?.[0]?.parts).toEqual([
		{ kind: "text", text: "Be kind." },
	]);
	expect(read({ request: { messages: request.messages } }).asked?.[0]?.role).toBe("user");
});

test("Claude on another host's path is read by the version that its request names", () => {
	const hosted = { ...request, anthropic_version: "bedrock-2023-05-31" };
	const response = '{"content":[{"type":"text","text":"Rain."}]}';
	const { asked, answered } = read({ request: hosted, response }, "model/anthropic.claude-sonnet-4-5/invoke");
	expect(asked?.[0]?.role).toBe("system");
	expect(answered).toEqual([
		{ role: "assistant", answersTo: undefined, parts: [{ kind: "text", text: "Rain." }], finishReason: undefined },
	]);
});

test.each([
	["plain", [{ kind: "text", text: "Hello! How can I help?" }], "end_turn"],
	[
		"tools",
		[
			{ kind: "text", text: "I look up the weather." },
			{
				kind: "tool_call",
				id: "toolu_01A",
				name: "weather",
				arguments: '{"place":"Berlin","usage":{"input_tokens":1}}',
			},
		],
		"tool_use",
	],
	["refusal", [], "refusal"],
] as const)("the answer %s is laid out", (name, parts, finishReason) => {
	expect(readAnswer(name)).toMatchObject({ role: "assistant", parts: [...parts], finishReason });
});

test("a search of Anthropic's own is a call with its result", () => {
	expect(readAnswer("server-tools")?.parts.map(({ kind }) => kind)).toEqual(["tool_call", "tool_result", "text"]);
});

test.each([
	[
		"thinking",
		[
			{ kind: "thinking", text: "Let me see …" },
			{ kind: "text", text: "42" },
		],
		"end_turn",
		undefined,
	],
	["error-mid-stream", [{ kind: "text", text: "Hel" }], undefined, "Overloaded"],
] as const)("the stream %s is put together again", (name, parts, finishReason, error) => {
	expect(readStream(name)).toMatchObject({ parts: [...parts], finishReason, error });
});

test("the pieces of a tool's input are joined, also of a stream that was cut", () => {
	const events = [
		{ type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "t", name: "sum", input: {} } },
		{ type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: '{"x"' } },
		{ type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: ":2}" } },
	].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
	const call = (text: string) => read({ response: text }).answered?.[0]?.parts[0];
	expect(call(events.join(""))).toEqual({ kind: "tool_call", id: "t", name: "sum", arguments: '{"x":2}' });
	expect(call(events.slice(0, 2).join(""))).toEqual({ kind: "tool_call", id: "t", name: "sum", arguments: '{"x"' });
});
