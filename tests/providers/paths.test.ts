import { describe, expect, test } from "bun:test";
import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import { createPathReader } from "../../server/src/providers/paths";
import { anthropicMessages } from "../../server/src/proxy/dialects/anthropic-messages";
import { bedrockConverse } from "../../server/src/proxy/dialects/bedrock-converse";
import { bedrockInvoke } from "../../server/src/proxy/dialects/bedrock-invoke";
import { cohere } from "../../server/src/proxy/dialects/cohere-chat";
import { geminiEmbed } from "../../server/src/proxy/dialects/gemini-embed";
import { geminiGenerate } from "../../server/src/proxy/dialects/gemini-generate";
import { anthropicOnVertex, chatOnVertex } from "../../server/src/proxy/dialects/gemini-vertex";
import { openaiBatches } from "../../server/src/proxy/dialects/openai-batches";
import { openaiChat } from "../../server/src/proxy/dialects/openai-chat";
import { openaiEmbeddings } from "../../server/src/proxy/dialects/openai-embeddings";
import { openaiSpeech } from "../../server/src/proxy/dialects/openai-speech";
import { openaiTranscriptions } from "../../server/src/proxy/dialects/openai-transcriptions";

const world = { fetch, clock: Date.now };
const providers = new Map(builtInProviders.map((facts) => [facts.id, createProvider(facts, world)[0]]));

function dialectOf(id: string, method: string, path: string) {
	const provider = providers.get(id);
	if (provider === undefined) throw new Error(`no provider ${id}`);
	return provider.dialectOf(method, path);
}

const onVertex = "v1/projects/p/locations/eu/publishers";

describe("a path is read in the dialect that is spoken there", () => {
	test.each([
		["openai", "embeddings", openaiEmbeddings],
		["openai", "audio/speech", openaiSpeech],
		["azure", "openai/deployments/my-whisper/audio/transcriptions", openaiTranscriptions],
		["anthropic", "v1/messages", anthropicMessages],
		["anthropic", "v1/chat/completions", openaiChat],
		["openrouter", "api/v1/messages", anthropicMessages],
		["gemini", "v1beta/models/gemini-2.5-flash:streamGenerateContent", geminiGenerate],
		["gemini", "v1beta/models/g:batchEmbedContents", geminiEmbed],
		["vertex", `${onVertex}/google/models/g:generateContent`, geminiGenerate],
		["vertex", `${onVertex}/anthropic/models/claude@1:streamRawPredict`, anthropicOnVertex],
		["vertex", `${onVertex}/anthropic/models/count-tokens:rawPredict`, anthropicOnVertex],
		["vertex", `${onVertex}/mistralai/models/m:rawPredict`, chatOnVertex],
		["bedrock", "model/nova-lite-v1%3A0/converse-stream", bedrockConverse],
		["bedrock", "model/arn:aws:bedrock:eu-west-1:1:inference-profile/eu.x/invoke", bedrockInvoke],
		["bedrock", "model/m/invoke-with-response-stream", bedrockInvoke],
		["cohere", "v2/chat", cohere],
		["cohere", "v1/rerank", cohere],
		["cohere", "v1/chat", undefined],
		["ollama", "v1/messages", anthropicMessages],
		["openai", "files", undefined],
		["bedrock", "model/m/other", undefined],
	] as const)("%s POST %s", (id, path, dialect) => {
		expect(dialectOf(id, "POST", path)).toBe(dialect);
		// Remembered, where it was searched for.
		expect(dialectOf(id, "POST", path)).toBe(dialect);
	});

	test.each([
		["openai", ""],
		["azure", "openai/"],
		["azure", "openai/v1/"],
		["groq", "openai/v1/"],
	])("%s: a look-up below %p reads what an earlier call made", (id, prefix) => {
		expect(dialectOf(id, "GET", `${prefix}responses/resp_1`)?.outlasts).toBe("looksUp");
		expect(dialectOf(id, "POST", `${prefix}responses/resp_1/cancel`)?.outlasts).toBe("looksUp");
		expect(dialectOf(id, "POST", `${prefix}responses`)?.outlasts).toBe("makes");
		expect(dialectOf(id, "GET", `${prefix}responses/resp_1/input_items`)).toBeUndefined();
		expect(dialectOf(id, "DELETE", `${prefix}responses/resp_1`)).toBeUndefined();
		expect(dialectOf(id, "POST", `${prefix}responses/input_tokens`)).toBeUndefined();
	});

	test("batches are looked up, lists are not", () => {
		expect(dialectOf("openai", "GET", "batches/batch_1")).toBe(openaiBatches);
		expect(dialectOf("openai", "POST", "batches/batch_1/cancel")).toBe(openaiBatches);
		expect(dialectOf("anthropic", "GET", "v1/messages/batches/msgbatch_1")).toBe(anthropicMessages);
		expect(dialectOf("openai", "GET", "batches")).toBeUndefined();
		expect(dialectOf("openai", "GET", "models")).toBeUndefined();
	});
});

describe("a path reader", () => {
	test("asks once for the dialect of a path that names a model", () => {
		const asked: string[] = [];
		const reader = createPathReader({
			"POST models/*": {
				kind: "llm",
				dialect(path) {
					asked.push(path);
					return openaiChat;
				},
			},
		});
		for (let round = 0; round < 3; round++) expect(reader.dialectOf("POST", "models/a")).toBe(openaiChat);
		expect(reader.kindOf("POST", "models/a")).toBe("llm");
		expect(asked).toEqual(["models/a"]);
	});

	test("forgets what it has seen before there is too much of it, never what its table says", () => {
		let asked = 0;
		const countedChat = () => {
			asked++;
			return openaiChat;
		};
		const reader = createPathReader({
			"POST whole": { kind: "embedding", dialect: openaiChat },
			"POST models/*": { kind: "llm", dialect: countedChat },
		});
		for (let model = 0; model < 3000; model++) reader.kindOf("POST", `models/${model}`);
		reader.kindOf("POST", "models/2999");
		expect(asked).toBe(3000);
		reader.kindOf("POST", "models/0");
		expect(asked).toBe(3001);
		expect(reader.kindOf("POST", "whole")).toBe("embedding");
		const long = `models/${"x".repeat(1000)}`;
		expect([reader.kindOf("POST", long), reader.kindOf("POST", long)]).toEqual(["llm", "llm"]);
		expect(asked).toBe(3003);
	});
});
