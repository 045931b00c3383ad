import { describe, expect, test } from "bun:test";
import type { DomainError } from "../../server/src/errors";
import { anthropicChat } from "../../server/src/unified/anthropic";
import { bedrockChat } from "../../server/src/unified/bedrock";
import { cohereChat } from "../../server/src/unified/cohere";
import { geminiChat } from "../../server/src/unified/gemini";
import type { ChatTranslation } from "../../server/src/unified/translation";
import { ask, conversation, schema, weather } from "./asking";

function refusalOf(translation: ChatTranslation, members: object): string {
	try {
		ask(translation, members);
	} catch (error) {
		const { status, code, message } = error as DomainError;
		return `${status} ${code} ${message}`;
	}
	return "";
}

describe("tools keep their schema, whatever it uses", () => {
	const members = { tools: [weather], tool_choice: { type: "function", function: { name: "weather" } } };

	test.each<[string, ChatTranslation, object]>([
		[
			"Anthropic",
			anthropicChat,
			{
				tools: [{ name: "weather", description: "looks", input_schema: schema, strict: true }],
				tool_choice: { type: "tool", name: "weather" },
			},
		],
		[
			"Gemini",
			geminiChat,
			{
				tools: [{ functionDeclarations: [{ name: "weather", description: "looks", parametersJsonSchema: schema }] }],
				toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["weather"] } },
			},
		],
		[
			"Bedrock",
			bedrockChat,
			{
				toolConfig: {
					tools: [{ toolSpec: { name: "weather", description: "looks", inputSchema: { json: schema }, strict: true } }],
					toolChoice: { tool: { name: "weather" } },
				},
			},
		],
		[
			"Cohere",
			cohereChat,
			{
				tools: [{ type: "function", function: { name: "weather", description: "looks", parameters: schema } }],
				tool_choice: "REQUIRED",
				strict_tools: true,
			},
		],
	])("%s", (_, translation, expected) => {
		expect(ask(translation, members).body).toMatchObject(expected);
	});

	test("one call at a time", () => {
		const { body } = ask(anthropicChat, { tools: [weather], parallel_tool_calls: false });
		expect(body.tool_choice).toEqual({ type: "auto", disable_parallel_tool_use: true });
		expect(ask(bedrockChat, { tools: [weather], parallel_tool_calls: false }).notSent).toEqual(["parallel_tool_calls"]);
	});

	test("of tools that are not to be used, Bedrock is not told; once they were used it cannot be said", () => {
		expect(ask(bedrockChat, { tools: [weather], tool_choice: "none" }).body).not.toHaveProperty("toolConfig");
		expect(refusalOf(bedrockChat, { messages: conversation, tools: [weather], tool_choice: "none" })).toStartWith(
			"400 not_translatable tool_choice",
		);
	});
});

test.each<[string, ChatTranslation, object]>([
	["Anthropic", anthropicChat, { output_config: { format: { type: "json_schema", schema } } }],
	["Gemini", geminiChat, { generationConfig: { responseMimeType: "application/json", responseJsonSchema: schema } }],
	[
		"Bedrock",
		bedrockChat,
		{
			outputConfig: {
				textFormat: {
					type: "json_schema",
					structure: { jsonSchema: { name: "place", schema: JSON.stringify(schema) } },
				},
			},
		},
	],
	["Cohere", cohereChat, { response_format: { type: "json_object", json_schema: schema } }],
])("structured output has the caller's schema: %s", (_, translation, expected) => {
	const format = { type: "json_schema", json_schema: { name: "place", schema, strict: true } };
	expect(ask(translation, { response_format: format }).body).toMatchObject(expected);
});

test.each<[string, ChatTranslation, object]>([
	["Anthropic", anthropicChat, { max_tokens: 50, temperature: 0.5, top_p: 0.9, top_k: 3, stop_sequences: ["a", "b"] }],
	[
		"Gemini",
		geminiChat,
		{
			generationConfig: {
				maxOutputTokens: 50,
				temperature: 0.5,
				topP: 0.9,
				topK: 3,
				seed: 7,
				frequencyPenalty: 1,
				presencePenalty: -1,
				stopSequences: ["a", "b"],
			},
		},
	],
	[
		"Bedrock",
		bedrockChat,
		{ inferenceConfig: { maxTokens: 50, temperature: 0.5, topP: 0.9, stopSequences: ["a", "b"] } },
	],
	[
		"Cohere",
		cohereChat,
		{ max_tokens: 50, temperature: 0.5, p: 0.9, k: 3, seed: 7, frequency_penalty: 1, stop_sequences: ["a", "b"] },
	],
])("settings: %s", (_, translation, expected) => {
	const penalties = { frequency_penalty: 1, presence_penalty: -1 };
	const settings = { max_completion_tokens: 50, max_tokens: 9, temperature: 0.5, top_p: 0.9, top_k: 3, seed: 7 };
	const { body, notSent } = ask(translation, { ...settings, ...penalties, stop: ["a", "b"] });
	expect(body).toMatchObject(expected);
	const lost = { Anthropic: ["seed", "frequency_penalty", "presence_penalty"], Bedrock: ["top_k", "seed"] };
	if (translation === anthropicChat) expect(notSent).toEqual(lost.Anthropic);
	if (translation === bedrockChat) expect(notSent).toEqual([...lost.Bedrock, "frequency_penalty", "presence_penalty"]);
});

describe("what cannot be said is refused, and where it stands is told", () => {
	test.each<[string, ChatTranslation, object, string]>([
		["several choices", anthropicChat, { n: 2 }, "400 not_translatable n:"],
		["log probabilities", geminiChat, { logprobs: true }, "400 not_translatable logprobs:"],
		["speech", geminiChat, { modalities: ["text", "audio"] }, "400 not_translatable modalities:"],
		["old functions", cohereChat, { functions: [] }, "400 not_translatable functions:"],
		["custom tools", anthropicChat, { tools: [{ type: "custom" }] }, "400 not_translatable tools[0]:"],
		["an image by URL at Bedrock", bedrockChat, { messages: [urlMessage()] }, "400 not_translatable image_url:"],
		[
			"an unknown part",
			geminiChat,
			{ messages: [partMessage({ type: "video" })] },
			"400 not_translatable messages[0].content[0]:",
		],
		["no messages", cohereChat, { messages: [] }, "400 invalid_request messages:"],
		[
			"a part that is no object",
			cohereChat,
			{ messages: [partMessage("x")] },
			"400 invalid_request messages[0].content[0]:",
		],
		[
			"a data URL that is none",
			geminiChat,
			{ messages: [urlMessage("data:image/png,abc")] },
			"400 invalid_request messages[0].content[0]:",
		],
		[
			"a result of no call",
			geminiChat,
			{ messages: [{ role: "tool", tool_call_id: "x", content: "" }] },
			"400 invalid_request messages[0].tool_call_id:",
		],
		[
			"arguments that are no JSON",
			anthropicChat,
			{ messages: [brokenCall()] },
			"400 invalid_request messages[0].tool_calls[0].function.arguments:",
		],
		["a number that is none", anthropicChat, { temperature: "hot" }, "400 invalid_request temperature:"],
	])("%s", (_, translation, members, expected) => {
		expect(refusalOf(translation, members)).toStartWith(expected);
	});
});

function partMessage(part: unknown) {
	return { role: "user", content: [part] };
}

function urlMessage(url = "https://example.com/a.png") {
	return partMessage({ type: "image_url", image_url: { url } });
}

function brokenCall() {
	return { role: "assistant", tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{" } }] };
}
