import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { lensKey } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, streaming } from "../support/upstream";
import { hear } from "./translated";
import { startUnifiedDoors } from "./unified-doors";

const doors = await startUnifiedDoors();
afterAll(doors.close);
beforeEach(() => doors.gateway.forget());

const messages = [{ role: "user", content: "Hi" }];
const models: Record<string, string> = {
	anthropic: "anthropic/claude-sonnet-4-5",
	gemini: "gemini/gemini-2.5-flash",
	bedrock: "bedrock/anthropic.claude-sonnet-4-5-v1:0",
	cohere: "cohere/command-a",
	vertex: "vertex/my-project/europe-west4/gemini-2.5-flash",
};

async function answerOf(provider: string, fixture: string, more: object = {}) {
	doors.upstream.behave(answering(readJsonFixture(provider, fixture)));
	return doors.post("chat/completions", { model: models[provider], messages, ...more });
}

const call = (id: unknown, name: string, args: object) => ({
	id,
	type: "function",
	function: { name, arguments: JSON.stringify(args) },
});

describe("a chat completion in OpenAI's words", () => {
	const said: [string, string, object, string, string][] = [
		[
			"anthropic",
			"tools",
			{
				content: "I look up the weather.",
				tool_calls: [call("toolu_01A", "weather", { place: "Berlin", usage: { input_tokens: 1 } })],
			},
			"tool_calls",
			"tool_use",
		],
		[
			"anthropic",
			"thinking",
			{
				content: "42",
				reasoning_content: "Let me see …",
				reasoning_details: [
					{
						type: "reasoning.text",
						text: "Let me see …",
						signature: "EqQBCgIYAhIM",
						format: "anthropic-claude-v1",
						index: 0,
					},
				],
			},
			"stop",
			"end_turn",
		],
		["anthropic", "refusal", {}, "content_filter", "refusal"],
		[
			"gemini",
			"tools",
			{
				content: null,
				tool_calls: [
					{
						...call(expect.stringMatching(/^call_[0-9a-f]{32}_0$/), "weather", {
							place: "Berlin",
							usageMetadata: { promptTokenCount: 1 },
						}),
						extra_content: { google: { thought_signature: "CiQB0e2KbQ==" } },
					},
				],
			},
			"tool_calls",
			"STOP",
		],
		["gemini", "only-thoughts", { content: "" }, "length", "MAX_TOKENS"],
		["gemini", "safety", { content: "Well" }, "content_filter", "SAFETY"],
		[
			"gemini",
			"blocked-prompt",
			{ content: null, refusal: "The prompt was blocked: PROHIBITED_CONTENT." },
			"content_filter",
			"PROHIBITED_CONTENT",
		],
		["vertex", "generate", { content: "Hello!" }, "stop", "STOP"],
		[
			"bedrock",
			"converse-tools",
			{
				content: "I look.",
				tool_calls: [call("tooluse_kZJMlvQmRJ6eAyJE5GIl7Q", "weather", { usage: { inputTokens: 1 } })],
			},
			"tool_calls",
			"tool_use",
		],
		["bedrock", "converse-guardrail", {}, "content_filter", "guardrail_intervened"],
		["cohere", "chat", { content: "Hello!" }, "stop", "COMPLETE"],
		[
			"cohere",
			"chat-tools",
			{ content: "I will look.", tool_calls: [call("w1", "weather", { usage: 1 })] },
			"tool_calls",
			"TOOL_CALL",
		],
	];
	test.each(said)("%s %s", async (provider, fixture, message, finish_reason, native_finish_reason) => {
		const answer = await answerOf(provider, fixture);
		expect(answer.status).toBe(200);
		expect(answer.header("content-type")).toStartWith("application/json");
		expect(answer.json()).toMatchObject({
			object: "chat.completion",
			choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason, native_finish_reason }],
		});
	});

	test("an answer without usage is an answer; the usage is not made up", async () => {
		for (const provider of ["anthropic", "gemini", "cohere"]) {
			const body = (await answerOf(provider, "usage-missing")).json();
			expect(body).toMatchObject({ choices: [{ message: { role: "assistant" } }] });
			expect(body).not.toHaveProperty("usage");
		}
	});
});

describe("errors have OpenAI's shape and the provider's status and words", () => {
	const errors: [string, string, number, string, string][] = [
		["anthropic", "error-429", 429, "rate_limit_error", "This request would exceed your organization's rate limit."],
		["anthropic", "error-529", 529, "overloaded_error", "Overloaded"],
		["gemini", "error-400", 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."],
		["bedrock", "error-400", 400, "provider_error", "The provided model identifier is invalid."],
		["cohere", "error-400", 400, "provider_error", "invalid request: message must be at least 1 token long"],
	];
	test.each(errors)("%s %s", async (provider, fixture, status, type, message) => {
		doors.upstream.behave(answering(readJsonFixture(provider, fixture), { status, headers: { "retry-after": "7" } }));
		const answer = await doors.post("chat/completions", { model: models[provider], messages, stream: true });
		expect(answer.status).toBe(status);
		expect(answer.header("retry-after")).toBe("7");
		expect(answer.json()).toEqual({
			error: { type, message: expect.stringContaining(message), param: null, code: null },
		});
	});

	test("an answer that is none of the provider's API is a 502, not an empty message", async () => {
		doors.upstream.behave(answering("<html>maintenance</html>", { headers: { "content-type": "text/html" } }));
		for (const stream of [false, true]) {
			const answer = await doors.post("chat/completions", { model: models.anthropic, messages, stream });
			expect(answer.status).toBe(502);
			expect(answer.json()).toMatchObject({ error: { code: "upstream_failed", type: "server_error" } });
		}
	});

	test("an answer that is nested without end is the provider's failure, not ours", async () => {
		const input = "[".repeat(200_000) + "]".repeat(200_000);
		const content = `[{"type":"tool_use","id":"t","name":"f","input":{"a":${input}}}]`;
		doors.upstream.behave(answering(`{"id":"m","model":"claude","content":${content},"stop_reason":"tool_use"}`));
		expect((await doors.post("chat/completions", { model: models.anthropic, messages })).status).toBe(502);
		expect(doors.gateway.faults).toEqual([]);
	});

	test("a refusal of the gateway's own keeps its code", async () => {
		const request = { target: "/v1/chat/completions", body: JSON.stringify({ model: models.anthropic, messages }) };
		const unknown = await ask(doors.gateway.port, { ...request, headers: [["authorization", "Bearer lk_unknown"]] });
		expect(unknown.status).toBe(401);
		expect(unknown.json()).toMatchObject({ error: { code: "lens_key_invalid", type: "invalid_request_error" } });
	});
});

describe("a provider that speaks OpenAI's format", () => {
	test("gets the caller's own bytes but for the model, and answers with its own", async () => {
		doors.upstream.behave(answering(readJsonFixture("openai", "plain")));
		const text =
			'{ "temperature":1.0,"model" :"groq/llama-3.3-70b", "messages":[{"role":"user","content":"\\u0048i"}] }';
		const answer = await doors.post("chat/completions", text);
		expect(answer.body).toEqual(readJsonFixture("openai", "plain"));
		const { target, text: sent, exchange } = await doors.reached();
		expect(target).toBe("/openai/v1/chat/completions");
		expect(sent).toBe(text.replace("groq/llama-3.3-70b", "llama-3.3-70b"));
		expect(exchange.header("authorization")).toBe("Bearer provider-key-of-groq");
	});

	test("streams byte for byte, and is asked for the usage that its caller did not want", async () => {
		doors.upstream.behave(streaming(readChunks("openai", "plain.asked")));
		const answer = await doors.post("chat/completions", { model: "openai/gpt-4o", messages, stream: true });
		expect(Buffer.from(answer.body)).toEqual(Buffer.concat(readChunks("openai", "plain.unasked")));
		const { span } = await doors.gateway.onlyEntry();
		expect(span).toMatchObject({ provider: "openai", model: "gpt-4o", operation: "chat/completions", status: "ok" });
		expect(span.usage).toHaveProperty("output");
	});
});

test("what a provider was not told of stands in a header", async () => {
	const answer = await answerOf("anthropic", "plain", {
		seed: 7,
		logit_bias: {},
		n: 1,
		frequency_penalty: 0,
		"x y": 1,
	});
	expect(answer.header("x-lensai-not-sent")).toBe("seed, logit_bias");
	expect((await answerOf("gemini", "plain", { seed: 7 })).header("x-lensai-not-sent")).toBeUndefined();
});

test("the cost comes on request, behind a stream as a comment", async () => {
	doors.upstream.behave(streaming(readChunks("anthropic", "plain")));
	const headers: [string, string][] = [["x-lensai-cost", "true"]];
	const answer = await doors.post("chat/completions", { model: models.anthropic, messages, stream: true }, headers);
	const text = Buffer.from(answer.body).toString();
	const comments = text.split("\n\n").filter((block) => block.startsWith(":"));
	expect(comments).toHaveLength(1);
	expect(hear(text.replace(`${comments[0]}\n\n`, ""))).toMatchObject({
		content: 'Hello! I say "message_stop".',
		done: true,
	});
});

test("a caller's own provider key goes to where that provider's clients put it", async () => {
	doors.upstream.behave(answering(readJsonFixture("gemini", "plain")));
	const headers: [string, string][] = [
		["x-lensai-key", lensKey],
		["authorization", "Bearer AIza-own"],
	];
	const body = JSON.stringify({ model: models.gemini, messages });
	expect((await ask(doors.gateway.port, { target: "/v1/chat/completions", headers, body })).status).toBe(200);
	const { exchange } = await doors.reached();
	expect(exchange.header("x-goog-api-key")).toBe("AIza-own");
	expect(exchange.header("authorization")).toBeUndefined();
});
