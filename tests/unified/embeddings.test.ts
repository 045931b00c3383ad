import { afterAll, describe, expect, test } from "bun:test";
import { readJsonFixture } from "../support/fixtures";
import { answering } from "../support/upstream";
import { startUnifiedDoors } from "./unified-doors";

const doors = await startUnifiedDoors();
afterAll(doors.close);

const vertex = "vertex/p/europe-west4/text-embedding-005";
const gemini = { embeddings: [{ values: [0.5, -0.25] }, { values: [1, 0] }], usageMetadata: { promptTokenCount: 9 } };

async function embed(model: string, recorded: Uint8Array | string, more: object = {}) {
	doors.upstream.behave(answering(recorded));
	doors.gateway.forget();
	return doors.post("embeddings", { model, input: ["hello", "goodbye"], ...more });
}

describe("embeddings in OpenAI's format", () => {
	const answers: [
		string,
		string,
		Uint8Array | string,
		number[][],
		{ prompt_tokens: number; total_tokens: number },
		object,
	][] = [
		[
			"gemini/gemini-embedding-001",
			"/v1beta/models/gemini-embedding-001:batchEmbedContents",
			JSON.stringify(gemini),
			[
				[0.5, -0.25],
				[1, 0],
			],
			{ prompt_tokens: 9, total_tokens: 9 },
			{
				requests: [
					{ model: "models/gemini-embedding-001", content: { parts: [{ text: "hello" }] }, outputDimensionality: 2 },
					{ model: "models/gemini-embedding-001", content: { parts: [{ text: "goodbye" }] }, outputDimensionality: 2 },
				],
			},
		],
		[
			"cohere/embed-v4.0",
			"/v2/embed",
			readJsonFixture("cohere", "embed"),
			[
				[0.016296387, -0.008354187],
				[0.5, 1],
			],
			{ prompt_tokens: 2, total_tokens: 2 },
			{
				model: "embed-v4.0",
				texts: ["hello", "goodbye"],
				input_type: "search_document",
				embedding_types: ["float"],
				output_dimension: 2,
			},
		],
		[
			vertex,
			"/v1/projects/p/locations/europe-west4/publishers/google/models/text-embedding-005:predict",
			readJsonFixture("vertex", "predict-embeddings"),
			[
				[-0.0058, 0.0146],
				[0.25, 1],
			],
			{ prompt_tokens: 10, total_tokens: 10 },
			{ instances: [{ content: "hello" }, { content: "goodbye" }], parameters: { outputDimensionality: 2 } },
		],
	];
	test.each(answers)("%s", async (model, target, recorded, vectors, usage, body) => {
		const answer = await embed(model, recorded, { dimensions: 2 });
		expect(answer.status).toBe(200);
		const data = vectors.map((embedding, index) => ({ object: "embedding", index, embedding }));
		expect(answer.json()).toMatchObject({ object: "list", data, usage });
		expect(await doors.reached()).toMatchObject({ target, body });
		expect((await doors.gateway.onlyEntry()).span).toMatchObject({
			status: "ok",
			usage: { uncachedInput: usage.prompt_tokens },
		});
	});

	test("of Bedrock: Titan's, one text a call", async () => {
		const model = "bedrock/eu-west-1/amazon.titan-embed-text-v2:0";
		const answer = await embed(model, readJsonFixture("bedrock", "invoke-titan-embed"), {
			input: "hello",
			dimensions: 256,
		});
		expect(answer.json()).toMatchObject({
			model: "amazon.titan-embed-text-v2:0",
			data: [{ object: "embedding", index: 0, embedding: [0.1, -0.2, 0.00003] }],
			usage: { prompt_tokens: 8, total_tokens: 8 },
		});
		expect(await doors.reached()).toMatchObject({
			target: "/model/amazon.titan-embed-text-v2%3A0/invoke",
			body: { inputText: "hello", dimensions: 256 },
		});
		expect((await doors.gateway.onlyEntry()).span).toMatchObject({
			kind: "embedding",
			provider: "bedrock",
			usage: { uncachedInput: 8 },
		});
	});

	test("of Bedrock: Cohere's, whose tokens stand in a header", async () => {
		const headers = { "x-amzn-bedrock-input-token-count": "4" };
		doors.upstream.behave(answering(readJsonFixture("bedrock", "invoke-cohere-embed"), { headers }));
		doors.gateway.forget();
		const model = "bedrock/eu.cohere.embed-v4:0";
		const answer = await doors.post("embeddings", { model, input: ["hello"], input_type: "search_query" });
		expect(answer.json()).toMatchObject({
			data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2] }],
			usage: { prompt_tokens: 4, total_tokens: 4 },
		});
		expect((await doors.reached()).body).toEqual({
			texts: ["hello"],
			input_type: "search_query",
			embedding_types: ["float"],
		});
		expect((await doors.gateway.onlyEntry()).span).toMatchObject({ kind: "embedding", usage: { uncachedInput: 4 } });
		const plain = await embed(model, '{"embeddings":[[1,2]],"response_type":"embeddings_floats"}');
		expect(plain.json()).toMatchObject({ data: [{ embedding: [1, 2] }] });
	});

	test("as base64 of 32-bit floats, which OpenAI's clients ask for", async () => {
		const answer = await embed("cohere/embed-v4.0", readJsonFixture("cohere", "embed"), { encoding_format: "base64" });
		const { data } = answer.json() as { data: { embedding: string }[] };
		const bytes = Buffer.from(data[1]?.embedding ?? "", "base64");
		expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, 1]);
	});

	test("of a provider that speaks OpenAI's format go through as they are", async () => {
		const answer = await embed("mistral/mistral-embed", readJsonFixture("openai/embeddings", "plain"));
		expect(answer.body).toEqual(readJsonFixture("openai/embeddings", "plain"));
		expect((await doors.reached()).body).toEqual({ model: "mistral-embed", input: ["hello", "goodbye"] });
	});

	test.each([
		["anthropic/claude-sonnet-4-5", {}, "not_translatable"],
		["bedrock/amazon.titan-embed-text-v2:0", {}, "not_translatable"],
		["bedrock/amazon.titan-embed-image-v1", { input: "hello" }, "not_translatable"],
		["bedrock/amazon.nova-2-multimodal-embeddings-v1:0", { input: "hello" }, "not_translatable"],
		["gemini/gemini-embedding-001", { input: [[1, 2, 3]] }, "not_translatable"],
		["gemini/gemini-embedding-001", { input: [] }, "invalid_request"],
		["gemini/gemini-embedding-001", { input: [{}] }, "invalid_request"],
	])("%s cannot do %j", async (model, more, code) => {
		const before = doors.upstream.requests.length;
		const answer = await embed(model, "{}", more);
		expect([answer.status, answer.json()]).toMatchObject([400, { error: { code } }]);
		expect(doors.upstream.requests.length).toBe(before);
	});
});
