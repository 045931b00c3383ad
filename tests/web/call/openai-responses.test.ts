import { expect, test } from "bun:test";
import { readConversation } from "../../../web/src/call/conversation";
import { joinChunks, readChunks, readJsonFixture } from "../../support/fixtures";

const decoder = new TextDecoder();
const folder = "openai/responses";
const ask = (request: object) => readConversation({ operation: "responses", request: JSON.stringify(request) }).asked;
const readText = (response: string) => readConversation({ operation: "responses", response });
const readAnswer = (name: string) => readText(decoder.decode(readJsonFixture(folder, name)));
const readStream = (name: string) => readText(decoder.decode(joinChunks(readChunks(folder, name))));

test("instructions and a text are a system prompt and a turn of the user", () => {
	expect(
		ask({ model: "gpt-5", instructions: "Be brief.", input: "Hello" })?.map(({ role, parts }) => [role, parts]),
	).toEqual([
		["system", [{ kind: "text", text: "Be brief." }]],
		["user", [{ kind: "text", text: "Hello" }]],
	]);
	expect(ask({ model: "gpt-5", prompt: { id: "pmpt_1" } })).toBeUndefined();
});

test("each item of the input is a turn, tool calls and their results among them", () => {
	const asked = ask({
		input: [
			{
				role: "user",
				content: [
					{ type: "input_text", text: "What is this?" },
					{ type: "input_image", image_url: "https://a.example/b.png" },
				],
			},
			{ type: "reasoning", summary: [{ type: "summary_text", text: "A lamp?" }] },
			{ type: "function_call", call_id: "call_1", name: "look", arguments: '{"at":1}' },
			{ type: "function_call_output", call_id: "call_1", output: "a lamp" },
			null,
			{ type: "item_reference", id: "msg_1" },
		],
	});
	expect(asked?.map(({ role, answersTo, parts: [part] }) => [role, answersTo, part])).toEqual([
		["user", undefined, { kind: "text", text: "What is this?" }],
		["assistant", undefined, { kind: "thinking", text: "A lamp?" }],
		["assistant", undefined, { kind: "tool_call", id: "call_1", name: "look", arguments: '{"at":1}' }],
		["tool", "call_1", { kind: "text", text: "a lamp" }],
		["assistant", undefined, { kind: "text", text: expect.stringContaining("item_reference") }],
	]);
	expect(asked?.[0]?.parts[1]).toEqual({ kind: "attachment", what: "Image", detail: "https://a.example/b.png" });
});

const text = (value: string) => ({ kind: "text" as const, text: value });
const call = (id: string, name: string, given: string) => ({ kind: "tool_call" as const, id, name, arguments: given });

test.each([
	["plain", ["text"]],
	["tools", ["tool_call", "tool_call"]],
	["web-search", ["tool_call", "tool_call", "tool_call", "text"]],
	["refusal", ["refusal"]],
	["image", ["attachment", "text"]],
] as const)("the answer %s is one message with its parts in order", (name, kinds) => {
	const { answered } = readAnswer(name);
	expect(answered).toHaveLength(1);
	expect(answered?.[0]).toMatchObject({ role: "assistant", finishReason: "completed" });
	expect(answered?.[0]?.parts.map(({ kind }) => kind)).toEqual([...kinds]);
});

test("a tool of OpenAI's own is called by its name, with what it did", () => {
	expect(readAnswer("web-search").answered?.[0]?.parts[0]).toEqual(
		call("ws_1", "web_search", '{"action":{"type":"search","query":"weather lisbon"}}'),
	);
});

test("says why an answer was cut, what it failed of, and nothing of one that is under way", () => {
	expect(readAnswer("incomplete").answered?.[0]).toMatchObject({ finishReason: "max_output_tokens" });
	expect(readAnswer("failed").error).toBe("The model failed to generate a response.");
	expect(readAnswer("background-queued").answered).toEqual([]);
	expect(readAnswer("error-400").answered).toBeUndefined();
	expect(readAnswer("error-400").error).toBeString();
});

test.each(["plain", "tools", "web-search", "refusal", "incomplete", "reasoning"])(
	"the stream %s reads as the same answer that is not streamed",
	(name) => {
		expect(readStream(name).answered).toEqual(readAnswer(name).answered);
	},
);

test.each([
	["broken-off", [text("A long")], undefined],
	["failed", [text("The")], "The model failed to generate a response."],
	["error-mid-stream", [text("Lisbon is")], "The server had an error while processing your request."],
	["error-nested", [text("Lisbon")], "Slow down."],
] as const)("the stream %s shows what came before it ended", (name, parts, error) => {
	const conversation = readStream(name);
	expect(conversation.answered?.[0]?.parts.slice(0, 1)).toEqual([...parts]);
	expect(conversation.error).toBe(error);
});

test("a stream that broke off inside of a call keeps the items that were whole", () => {
	const events = [
		{ type: "response.output_item.added", output_index: 0, item: { type: "message", content: [] } },
		{ type: "response.output_text.delta", output_index: 0, delta: "I lo" },
		{
			type: "response.output_item.done",
			output_index: 0,
			item: { type: "message", content: [{ type: "output_text", text: "I look." }] },
		},
		{
			type: "response.output_item.added",
			output_index: 1,
			item: { type: "function_call", call_id: "c", name: "look", arguments: "" },
		},
		{ type: "response.function_call_arguments.delta", output_index: 1, delta: '{"at"' },
	];
	const stream = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
	expect(readText(stream).answered?.[0]?.parts).toEqual([text("I look."), call("c", "look", '{"at"')]);
});
