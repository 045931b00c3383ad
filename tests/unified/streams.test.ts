import { describe, expect, test } from "bun:test";
import { joinChunks, readChunks } from "../support/fixtures";
import { splitAt } from "../support/split";
import { type Heard, hear, translatedProviders, translateStream } from "./translated";

const all = translatedProviders.flatMap(({ provider, translation, streams }) =>
	streams.map((name) => ({ name: `${provider} ${name}`, translation, chunks: readChunks(provider, name) })),
);
const heardOf = (wanted: string): Heard => {
	const found = all.find(({ name }) => name === wanted);
	if (found === undefined) throw new Error(`there is no fixture ${wanted}`);
	return hear(translateStream(found.translation, found.chunks));
};

test("there are streams of every provider that is translated", () => {
	expect(all.length).toBeGreaterThan(30);
});

test.each(all)("$name is the same wherever its chunks end", ({ translation, chunks }) => {
	const whole = joinChunks(chunks);
	const expected = translateStream(translation, chunks);
	expect(translateStream(translation, [whole])).toBe(expected);
	expect(translateStream(translation, splitAt(whole, Array.from(whole.keys()).slice(1)))).toBe(expected);
	for (let offset = 0; offset <= whole.length; offset++) {
		const text = translateStream(translation, splitAt(whole, [offset]));
		if (text !== expected) throw new Error(`translated otherwise when cut at ${offset}`);
	}
});

test.each(all)("$name ends with [DONE] or with an error, and never with both", ({ translation, chunks }) => {
	const { done, error, finish } = hear(translateStream(translation, chunks));
	expect(done).toBe(error === undefined);
	if (done) expect(finish.length).toBeGreaterThan(0);
});

describe("what survives", () => {
	const said: [string, Partial<Heard>][] = [
		["anthropic plain", { content: 'Hello! I say "message_stop".', finish: ["stop"], done: true }],
		["anthropic crlf", { content: "Hi", done: true }],
		["anthropic unicode-split", { content: "Grüße, 世界! 🎉👩‍💻 – “ünïcode”", done: true }],
		["anthropic refusal", { content: "I", finish: ["content_filter"] }],
		["anthropic tools", { content: "Okay", calls: ['weather {"usage":{"output_tokens":9}}'], finish: ["tool_calls"] }],
		["anthropic server-tools", { content: "It rains.", calls: [], finish: ["stop"] }],
		["anthropic usage-missing", { finish: ["stop"], usage: undefined, done: true }],
		["gemini plain.events", { content: 'Hello! "finishReason": [{ Bye.]}', finish: ["stop"] }],
		["gemini thinking.events", { reasoning: "**Pondering**\n\n", content: "42", finish: ["stop"] }],
		["gemini safety.events", { content: "We", finish: ["content_filter"] }],
		[
			"gemini blocked-prompt.events",
			{ content: "", refusal: "The prompt was blocked: PROHIBITED_CONTENT.", finish: ["content_filter"] },
		],
		["bedrock converse", { content: "Hello", model: "asked-for", finish: ["stop"] }],
		["bedrock converse-tools", { calls: ['weather {"usage":1}'], finish: ["tool_calls"] }],
		["bedrock converse-unicode", { content: "Grüße, 世界! 🎉👩‍💻", done: true }],
		["cohere chat", { content: 'LLMs say "message-end".', id: "29f14a5a", finish: ["stop"] }],
		["cohere chat-tools", { content: "I", calls: ['weather {"usage":'], finish: ["tool_calls"] }],
	];
	test.each(said)("%s", (name, expected) => {
		expect(heardOf(name)).toMatchObject(expected);
	});

	test("thinking comes with the signature that Anthropic wants back", () => {
		const { reasoning, content, details } = heardOf("anthropic thinking");
		expect({ reasoning, content }).toEqual({ reasoning: "Let me see …", content: "42" });
		const format = "anthropic-claude-v1";
		expect(details).toEqual([
			{ type: "reasoning.text", text: "Let me see …", format, index: 0 },
			{ type: "reasoning.text", signature: "EqQBCgIYAhIM1gbcDa9GJwZA2b3h", format, index: 0 },
		]);
	});

	test("a generated image comes as a data URL", () => {
		const [image] = heardOf("gemini image-output.events").images as { image_url: { url: string } }[];
		expect(image?.image_url.url).toStartWith("data:image/png;base64,iVBORw0KGgo");
	});

	test("cache reads and writes are part of the prompt's tokens, and shown apart", () => {
		expect(heardOf("anthropic cached-1h").usage).toMatchObject({
			prompt_tokens: 9010,
			completion_tokens: 500,
			total_tokens: 9510,
			prompt_tokens_details: { cached_tokens: 6000, cache_write_tokens: 3000 },
		});
		expect(heardOf("bedrock converse-cached").usage).toMatchObject({
			prompt_tokens: 10_904,
			prompt_tokens_details: { cached_tokens: 10_536 },
		});
	});
});

describe("what goes wrong inside of a stream is said, and no [DONE] follows", () => {
	test.each([
		["anthropic error-mid-stream", "Hel", "overloaded_error", "Overloaded"],
		["gemini error-mid-stream.events", "Hel", "UNAVAILABLE", "The model is overloaded. Please try again later."],
		["bedrock converse-connection-error", "Hel", "InternalError", "An internal server error occurred."],
		["cohere error-mid-stream", "Hel", "provider_error", "An internal error occurred."],
	])("%s", (name, content, type, message) => {
		expect(heardOf(name)).toMatchObject({ content, done: false, error: { type, message } });
	});

	test.each(["anthropic broken-off", "gemini broken-off.events", "bedrock converse-broken-off", "cohere broken-off"])(
		"%s is not passed off as an answer",
		(name) => {
			expect(heardOf(name)).toMatchObject({ done: false, error: { code: expect.any(String) } });
		},
	);

	test("a message of a binary stream that came damaged is missed", () => {
		expect(heardOf("bedrock converse-damaged")).toMatchObject({ done: false, error: { code: "upstream_failed" } });
	});
});
