import { afterAll, expect, test } from "bun:test";
import OpenAI, { APIError, APIUserAbortError, RateLimitError } from "openai";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { lensKey } from "../support/gateway";
import { answering, hanging, streaming } from "../support/upstream";
import { startUnifiedDoors } from "./unified-doors";

const doors = await startUnifiedDoors();
const { upstream } = doors;
const client = new OpenAI({ baseURL: `http://127.0.0.1:${doors.gateway.port}/v1`, apiKey: lensKey, maxRetries: 0 });
afterAll(doors.close);

const messages = [{ role: "user" as const, content: "Hi" }];
const awsStream = { headers: { "content-type": "application/vnd.amazon.eventstream" } };
const weather = { type: "function" as const, function: { name: "weather", parameters: { type: "object" } } };

test("OpenAI's own client reads Claude's answer", async () => {
	upstream.behave(answering(readJsonFixture("anthropic", "tools")));
	const { choices, usage } = await client.chat.completions.create({ model: "anthropic/claude-sonnet-4-5", messages });
	expect(choices[0]?.finish_reason).toBe("tool_calls");
	expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({ id: "toolu_01A", function: { name: "weather" } });
	expect(usage).toMatchObject({ prompt_tokens: 412, completion_tokens: 58, total_tokens: 470 });
});

test.each([
	["anthropic/claude-sonnet-4-5", streaming(readChunks("anthropic", "tools")), '{"usage":{"output_tokens":9}}'],
	["bedrock/amazon.nova-pro-v1:0", streaming(readChunks("bedrock", "converse-tools"), awsStream), '{"usage":1}'],
])("its helper puts the streamed tool calls of %s together", async (model, behaviour, text) => {
	upstream.behave(behaviour);
	const stream = client.chat.completions.stream({
		model,
		messages,
		tools: [weather],
		stream_options: { include_usage: true },
	});
	const { choices, usage } = await stream.finalChatCompletion();
	expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: "weather", arguments: text } });
	expect(usage?.total_tokens).toBeGreaterThan(400);
});

test("it yields Gemini's text piece by piece", async () => {
	upstream.behave(streaming(readChunks("gemini", "unicode.events")));
	const stream = await client.chat.completions.create({ model: "gemini/gemini-2.5-flash", messages, stream: true });
	const pieces: string[] = [];
	for await (const { choices } of stream) if (choices[0]?.delta.content) pieces.push(choices[0].delta.content);
	expect(pieces).toEqual(["Grüße, 世界", " 🎉👩‍💻"]);
});

test("it throws its own errors, in a stream too", async () => {
	upstream.behave(answering(readJsonFixture("anthropic", "error-429"), { status: 429 }));
	const asked = { model: "anthropic/claude-sonnet-4-5", messages };
	expect(await thrownBy(client.chat.completions.create(asked))).toBeInstanceOf(RateLimitError);
	upstream.behave(streaming(readChunks("cohere", "error-mid-stream")));
	const stream = await client.chat.completions.create({ model: "cohere/command-a", messages, stream: true });
	const read = async () => {
		for await (const _ of stream);
	};
	const error = await thrownBy(read());
	expect(error).toBeInstanceOf(APIError);
	expect(String(error)).toContain("An internal error occurred.");
});

test("its abort reaches the provider", async () => {
	upstream.behave(hanging);
	const before = upstream.requests.length;
	const controller = new AbortController();
	const thrown = thrownBy(
		client.chat.completions.create({ model: "anthropic/claude-sonnet-4-5", messages }, { signal: controller.signal }),
	);
	while (upstream.requests.length === before) await new Promise(setImmediate);
	controller.abort();
	expect(await thrown).toBeInstanceOf(APIUserAbortError);
	expect(await upstream.requests.at(-1)?.closed).toBeNumber();
});

test("it lists models, and gets embeddings as numbers", async () => {
	const ids = [];
	for await (const { id } of client.models.list()) ids.push(id);
	expect(ids).toContain("anthropic/claude-sonnet-4-5");
	expect((await client.models.retrieve("anthropic/claude-sonnet-4-5")).owned_by).toBe("anthropic");
	upstream.behave(answering(readJsonFixture("cohere", "embed")));
	const { data } = await client.embeddings.create({ model: "cohere/embed-v4.0", input: ["hello", "goodbye"] });
	expect(data[1]?.embedding).toEqual([0.5, 1]);
});

/** The client's promises are not the runtime's own, which `expect(…).rejects` asks for. */
function thrownBy(promise: PromiseLike<unknown>): PromiseLike<unknown> {
	return promise.then(
		() => undefined,
		(error: unknown) => error,
	);
}
