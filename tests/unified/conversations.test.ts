import { describe, expect, test } from "bun:test";
import { anthropicChat } from "../../server/src/unified/anthropic";
import { bedrockChat } from "../../server/src/unified/bedrock";
import { cohereChat } from "../../server/src/unified/cohere";
import { geminiChat } from "../../server/src/unified/gemini";
import type { ChatTranslation } from "../../server/src/unified/translation";
import { vertexClaudeChat } from "../../server/src/unified/vertex";
import { ask, called, conversation, image, png, weather } from "./asking";

describe("a conversation with parallel tool calls and a picture", () => {
	test("Anthropic: both results in one turn, system messages in front", () => {
		const { path, body, headers } = ask(anthropicChat, { messages: conversation });
		expect({ path, headers }).toEqual({ path: "messages", headers: { "anthropic-version": "2023-06-01" } });
		expect(body.system).toEqual([
			{ type: "text", text: "Be brief." },
			{ type: "text", text: "Be polite." },
		]);
		expect(body.messages).toEqual([
			{
				role: "user",
				content: [
					{ type: "text", text: "Here:" },
					{ type: "image", source: { type: "base64", media_type: "image/png", data: png } },
				],
			},
			{
				role: "assistant",
				content: [
					{ type: "text", text: "I look." },
					{ type: "tool_use", id: "c1", name: "weather", input: { place: "Berlin" } },
					{ type: "tool_use", id: "c2", name: "weather", input: { place: "Paris" } },
				],
			},
			{
				role: "user",
				content: [
					{ type: "tool_result", tool_use_id: "c1", content: [{ type: "text", text: "rain" }] },
					{ type: "tool_result", tool_use_id: "c2", content: [{ type: "text", text: '{"sky":"blue"}' }] },
					{ type: "text", text: "And?" },
				],
			},
		]);
	});

	test("Gemini: results by the name of the tool, as objects", () => {
		const { path, body } = ask(geminiChat, { messages: conversation, stream: true }, "gemini-2.5-flash");
		expect(path).toBe("models/gemini-2.5-flash:streamGenerateContent?alt=sse");
		expect(body.systemInstruction).toEqual({ parts: [{ text: "Be brief." }, { text: "Be polite." }] });
		expect(body.contents).toEqual([
			{ role: "user", parts: [{ text: "Here:" }, { inlineData: { mimeType: "image/png", data: png } }] },
			{
				role: "model",
				parts: [
					{ text: "I look." },
					{ functionCall: { name: "weather", args: { place: "Berlin" } } },
					{ functionCall: { name: "weather", args: { place: "Paris" } } },
				],
			},
			{
				role: "user",
				parts: [
					{ functionResponse: { name: "weather", response: { result: "rain" } } },
					{ functionResponse: { name: "weather", response: { sky: "blue" } } },
					{ text: "And?" },
				],
			},
		]);
	});

	test("Bedrock", () => {
		const { path, body } = ask(bedrockChat, { messages: conversation }, "eu.anthropic.claude-v1:0");
		expect(path).toBe("model/eu.anthropic.claude-v1%3A0/converse");
		expect(body.system).toEqual([{ text: "Be brief." }, { text: "Be polite." }]);
		expect(body.messages.map(({ content }: { content: unknown }) => content)).toEqual([
			[{ text: "Here:" }, { image: { format: "png", source: { bytes: png } } }],
			[
				{ text: "I look." },
				{ toolUse: { toolUseId: "c1", name: "weather", input: { place: "Berlin" } } },
				{ toolUse: { toolUseId: "c2", name: "weather", input: { place: "Paris" } } },
			],
			[
				{ toolResult: { toolUseId: "c1", content: [{ text: "rain" }] } },
				{ toolResult: { toolUseId: "c2", content: [{ text: '{"sky":"blue"}' }] } },
				{ text: "And?" },
			],
		]);
	});

	test("Cohere: what is said before a call is its plan", () => {
		const { path, body } = ask(cohereChat, { messages: conversation }, "command-a");
		expect(path).toBe("chat");
		expect(body.messages).toEqual([
			{ role: "system", content: "Be brief." },
			{ role: "user", content: [{ type: "text", text: "Here:" }, image] },
			{ role: "assistant", tool_plan: "I look.", tool_calls: [called("c1", "Berlin"), called("c2", "Paris")] },
			{ role: "tool", tool_call_id: "c1", content: "rain" },
			{ role: "tool", tool_call_id: "c2", content: '{"sky":"blue"}' },
			{ role: "system", content: "Be polite." },
			{ role: "user", content: "And?" },
		]);
	});

	test("Claude on Vertex AI: the model in the path, the version in the body", () => {
		const { path, body } = ask(vertexClaudeChat, { stream: true }, "claude-sonnet-4-5@20250929");
		expect(path).toBe("models/claude-sonnet-4-5%4020250929:streamRawPredict");
		expect(body).toMatchObject({ anthropic_version: "vertex-2023-10-16", stream: true });
		expect(body).not.toHaveProperty("model");
	});
});

describe("reasoning", () => {
	test.each<[string, ChatTranslation, string, object]>([
		["Anthropic", anthropicChat, "m", { thinking: { type: "adaptive" }, output_config: { effort: "high" } }],
		[
			"Claude on Bedrock",
			bedrockChat,
			"eu.anthropic.claude-opus-5",
			{ additionalModelRequestFields: { thinking: { type: "adaptive" }, output_config: { effort: "high" } } },
		],
		[
			"Gemini",
			geminiChat,
			"m",
			{ generationConfig: { thinkingConfig: { thinkingBudget: 24_576, includeThoughts: true } } },
		],
		["Cohere", cohereChat, "m", { thinking: { type: "enabled" } }],
	])("an effort is translated: %s", (_, translation, model, expected) => {
		expect(ask(translation, { reasoning_effort: "high" }, model).body).toMatchObject(expected);
	});

	test("a budget for Claude's thinking is taken over as it is", () => {
		const thinking = { type: "enabled", budget_tokens: 2000 };
		expect(ask(anthropicChat, { thinking, reasoning_effort: "low" }).body).toMatchObject({ thinking });
	});

	const answered = (format: string) => [
		{ role: "user", content: "Hi" },
		{
			role: "assistant",
			content: null,
			reasoning_content: "Let me see",
			reasoning_details: [
				{ type: "reasoning.text", text: "Let me see", signature: "sig", format, index: 0 },
				{ type: "reasoning.encrypted", data: "hidden", format, index: 1 },
			],
			tool_calls: [{ ...called("c1", "Berlin"), extra_content: { google: { thought_signature: "tsig" } } }],
		},
		{ role: "tool", tool_call_id: "c1", content: "rain" },
	];

	test("what a provider wrote goes back to it, signed, before the calls", () => {
		expect(ask(anthropicChat, { messages: answered("anthropic-claude-v1") }).body.messages[1].content).toEqual([
			{ type: "thinking", thinking: "Let me see", signature: "sig" },
			{ type: "redacted_thinking", data: "hidden" },
			{ type: "tool_use", id: "c1", name: "weather", input: { place: "Berlin" } },
		]);
		expect(ask(bedrockChat, { messages: answered("bedrock-converse-v1") }).body.messages[1].content).toMatchObject([
			{ reasoningContent: { reasoningText: { text: "Let me see", signature: "sig" } } },
			{ reasoningContent: { redactedContent: "hidden" } },
			{ toolUse: { toolUseId: "c1" } },
		]);
		expect(ask(geminiChat, { messages: answered("") }).body.contents[1].parts).toEqual([
			{ functionCall: { name: "weather", args: { place: "Berlin" } }, thoughtSignature: "tsig" },
		]);
	});

	test("and to no other, who could not read the signature", () => {
		const { messages } = ask(anthropicChat, { messages: answered("bedrock-converse-v1") }).body;
		expect(messages[1].content).toHaveLength(1);
	});
});

test("prompt caching: marks stay on their parts and tools", () => {
	const mark = { type: "ephemeral", ttl: "1h" };
	const messages = [
		{ role: "system", content: [{ type: "text", text: "Long", cache_control: mark }] },
		conversation[1],
	];
	const members = { messages, tools: [{ ...weather, cache_control: { type: "ephemeral" } }] };
	const anthropic = ask(anthropicChat, members).body;
	expect(anthropic.system).toEqual([{ type: "text", text: "Long", cache_control: mark }]);
	expect(anthropic.tools[0].cache_control).toEqual({ type: "ephemeral" });
	const bedrock = ask(bedrockChat, members).body;
	expect(bedrock.system).toEqual([{ text: "Long" }, { cachePoint: { type: "default", ttl: "1h" } }]);
	expect(bedrock.toolConfig.tools[1]).toEqual({ cachePoint: { type: "default" } });
});
