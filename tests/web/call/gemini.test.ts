import { expect, test } from "bun:test";
import { readConversation } from "../../../web/src/call/conversation";
import { joinChunks, readChunks, readJsonFixture } from "../../support/fixtures";

const decoder = new TextDecoder();
const operation = "v1beta/models/gemini-2.5-flash:generateContent";
const read = (bodies: { request?: object; response?: string }) =>
	readConversation({ operation, response: bodies.response, request: bodies.request && JSON.stringify(bodies.request) });
const readAnswer = (name: string) => read({ response: decoder.decode(readJsonFixture("gemini", name)) }).answered?.[0];
const readStream = (name: string) => read({ response: decoder.decode(joinChunks(readChunks("gemini", name))) });

test("a request's turns are its system instruction and its contents, with files, tools and their results", () => {
	const { asked } = read({
		request: {
			systemInstruction: { parts: [{ text: "Be brief." }] },
			contents: [
				{
					role: "user",
					parts: [
						{ text: "What is this?" },
						{ inlineData: { mimeType: "image/png", data: "AAAA" } },
						{ file_data: { file_uri: "gs://bucket/a.pdf" } },
					],
				},
				{ role: "model", parts: [{ functionCall: { name: "weather", args: { place: "Berlin" } } }] },
				{ role: "user", parts: [{ functionResponse: { name: "weather", response: { output: "Rain" } } }] },
			],
		},
	});
	expect(asked?.map(({ role, parts }) => [role, parts])).toEqual([
		["system", [{ kind: "text", text: "Be brief." }]],
		[
			"user",
			[
				{ kind: "text", text: "What is this?" },
				{ kind: "attachment", what: "Image", detail: "image/png, inline, 4 characters" },
				{ kind: "attachment", what: "File", detail: "gs://bucket/a.pdf" },
			],
		],
		["assistant", [{ kind: "tool_call", id: undefined, name: "weather", arguments: '{"place":"Berlin"}' }]],
		[
			"user",
			[
				{
					kind: "tool_result",
					answersTo: "weather",
					failed: false,
					parts: [{ kind: "text", text: '{"output":"Rain"}' }],
				},
			],
		],
	]);
});

test("an answer has its thoughts, its text and why it ended", () => {
	expect(readAnswer("plain")).toMatchObject({ role: "assistant", finishReason: "STOP", parts: [{ kind: "text" }] });
	expect(readAnswer("tools")?.parts).toMatchObject([{ kind: "tool_call", name: "weather" }]);
	expect(readAnswer("blocked-prompt")).toMatchObject({
		finishReason: "PROHIBITED_CONTENT",
		parts: [{ kind: "refusal" }],
	});
});

test.each(["events", "array"])("a stream of %s is one answer, joined again", (form) => {
	expect(readStream(`thinking.${form}`).answered).toMatchObject([
		{ finishReason: "STOP", parts: [{ kind: "thinking" }, { kind: "text", text: "42" }] },
	]);
	expect(readStream(`error-mid-stream.${form}`).error).toBeString();
});

test("why an answer ended is kept when later events do not say it again", () => {
	const events = [{ parts: [{ text: "4" }], finishReason: "MAX_TOKENS" }, { parts: [{ text: "2" }] }];
	const response = events
		.map(({ finishReason, ...content }) => `data: ${JSON.stringify({ candidates: [{ content, finishReason }] })}\n\n`)
		.join("");
	expect(read({ response }).answered).toMatchObject([
		{ finishReason: "MAX_TOKENS", parts: [{ kind: "text", text: "42" }] },
	]);
});

test("an array that broke off cannot be laid out, and is not shown as nothing", () => {
	expect(readStream("broken-off.array").answered).toBeUndefined();
	expect(readStream("broken-off.events").answered).toHaveLength(1);
});
