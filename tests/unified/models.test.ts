import { afterAll, describe, expect, test } from "bun:test";
import type { Caller, Grant } from "../../server/src/keys/caller";
import { readPatterns } from "../../server/src/keys/patterns";
import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import { usdPerMillion } from "../../server/src/unified/model-book";
import { readJsonFixture } from "../support/fixtures";
import { keyCaller } from "../support/gateway";
import { answering } from "../support/upstream";
import { startUnifiedDoors } from "./unified-doors";

let caller: Caller = keyCaller;
const grant = (limits: Partial<Grant>): Caller => ({
	...keyCaller,
	grant: { role: "developer", rights: new Set(["gateway.call"]), expiresAtMs: Number.POSITIVE_INFINITY, ...limits },
});
const doors = await startUnifiedDoors({ find: () => caller });
/** Where the server has keys for OpenAI and Mistral alone, and its organization one for Cohere. */
const fewKeys = await startUnifiedDoors({
	find: () => keyCaller,
	providers: builtInProviders
		.filter(({ id }) => id !== "openai")
		.flatMap((facts) =>
			createProvider(facts, { fetch, clock: Date.now }, { key: facts.id === "mistral" ? { secret: "k" } : undefined }),
		),
	providerKeys: {
		find: ({ provider }) => (provider === "cohere" ? { secret: "k" } : undefined),
		hostsOf: ({ provider }) => (provider === "cohere" ? ["api.cohere.com"] : undefined),
	},
});
afterAll(async () => {
	await doors.close();
	await fewKeys.close();
});

interface Listed {
	id: string;
	object: string;
	owned_by: string;
	context_window?: number;
	pricing: Record<string, unknown> | null;
}

async function list(through = doors): Promise<Listed[]> {
	const answer = await through.get("models");
	expect(answer.status).toBe(200);
	const body = answer.json() as { object: string; data: Listed[] };
	expect(body.object).toBe("list");
	return body.data;
}

const ownersOf = (models: Listed[]) => [...new Set(models.map(({ owned_by: owner }) => owner))].sort();

describe("GET /v1/models", () => {
	test("lists models by the names that the door takes, with prices per million tokens and their source", async () => {
		const found = (await list()).find(({ id }) => id === "anthropic/claude-sonnet-4-5");
		expect(found).toMatchObject({
			object: "model",
			owned_by: "anthropic",
			context_window: expect.any(Number),
			pricing: {
				unit: "USD per million tokens",
				source: "lensai@2026-11-22 genai-prices@0.1.8 anthropic/claude-sonnet-4-5",
				input: "3",
				output: "15",
				cache_read: "0.3",
				cache_write_5m: "3.75",
				cache_write_1h: "6",
				above: [{ input_tokens: 200_000, input: "6", output: "22.5" }],
			},
		});
	});

	test("lists only providers that have a key: the server's, or the organization's", async () => {
		expect(ownersOf(await list(fewKeys))).toEqual(["cohere", "mistral", "openai"]);
	});

	test("lists only what the lens key may use", async () => {
		caller = grant({ providers: readPatterns(["anthropic", "groq"]), models: readPatterns(["claude-*"]) });
		const models = await list();
		expect(ownersOf(models)).toEqual(["anthropic"]);
		expect(models.every(({ id }) => id.startsWith("anthropic/claude-"))).toBe(true);
		caller = keyCaller;
	});

	test("names no model twice, and none that cannot be called so", async () => {
		const ids = (await list()).map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.filter((id) => /^gemini\/claude|^bedrock\/regional|^azure\/|^vertex\//.test(id))).toEqual([]);
	});

	test("gives one model, also as OpenAI's clients write its name", async () => {
		for (const id of ["anthropic/claude-sonnet-4-5", "anthropic%2Fclaude-sonnet-4-5"])
			expect((await doors.get(`models/${id}`)).json()).toMatchObject({ id: "anthropic/claude-sonnet-4-5" });
		const missing = await doors.get("models/anthropic/nothing");
		expect([missing.status, missing.json()]).toMatchObject([404, { error: { code: "not_found" } }]);
		expect((await doors.get("models/%ff")).status).toBe(404);
	});
});

describe("a model's name", () => {
	const messages = [{ role: "user", content: "Hi" }];
	const post = (model: unknown, through = doors) => through.post("chat/completions", { model, messages });
	const failure = async (model: unknown, through = doors) => {
		const answer = await post(model, through);
		const { error } = answer.json() as { error: { code: string; message: string; type: string } };
		expect(error.type).toBe("invalid_request_error");
		return { said: `${answer.status} ${error.code}`, message: error.message };
	};

	test("with an unknown provider is a 404 that names the known ones", async () => {
		const { said, message } = await failure("nobody/gpt-4o");
		expect(said).toBe("404 provider_not_found");
		for (const { id } of builtInProviders) expect(message).toContain(id);
	});

	test("without a provider goes to the one that has a key and knows it", async () => {
		fewKeys.upstream.behave(answering(readJsonFixture("openai", "plain")));
		expect((await post("gpt-4o-mini", fewKeys)).status).toBe(200);
		expect((await fewKeys.gateway.onlyEntry()).span).toMatchObject({ provider: "openai", model: "gpt-4o-mini" });
	});

	test("that several know, or nobody, is a 400 that says what to write", async () => {
		const several = await failure("llama-3.3-70b-versatile-x");
		expect(several.said).toBe("400 provider_not_named");
		const nobody = await failure("no-such-model", fewKeys);
		expect(nobody.said).toBe("400 provider_not_named");
		expect(nobody.message).toContain("provider/model");
	});

	test("that is no text, or empty, or a provider alone, is a 400", async () => {
		for (const model of [undefined, 7, "", "anthropic/"])
			expect((await failure(model)).said).toBe("400 invalid_request");
	});

	test.each([
		["bedrock/eu-west-1/amazon.nova-lite-v1:0", "/model/amazon.nova-lite-v1%3A0/converse"],
		[
			"vertex/my-project/europe-west4/gemini-2.5-flash",
			"/v1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent",
		],
		[
			"vertex/p/us-east5/anthropic/claude-opus-5",
			"/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-5:rawPredict",
		],
		["azure/my-resource/my-deployment", "/openai/v1/chat/completions"],
		["gemini/tunedModels/mine", "/v1beta/tunedModels/mine:generateContent"],
		["openrouter/anthropic/claude-opus-5", "/api/v1/chat/completions"],
		["mistral/eu/mistral-large", "/v1/chat/completions"],
		["perplexity/sonar", "/chat/completions"],
	])("%s goes to the place that it names", async (model, target) => {
		const before = doors.upstream.requests.length;
		await post(model);
		expect(doors.upstream.requests.length).toBe(before + 1);
		expect((await doors.reached()).target).toBe(target);
	});

	test.each(["azure/deployment", "vertex/gemini-2.5-flash"])("%s says too little", async (model) => {
		expect(await failure(model)).toMatchObject({ said: "400 invalid_request" });
	});

	test("cannot lead out of the provider's API", async () => {
		await post("gemini/../../../secret");
		expect((await doors.reached()).target).toBe("/v1beta/models/..%2F..%2F..%2Fsecret:generateContent");
	});

	test("that the key may not use is refused by the key's own rules", async () => {
		caller = grant({ providers: readPatterns(["openai"]) });
		expect(await failure("anthropic/claude-sonnet-4-5")).toMatchObject({ said: "403 provider_not_allowed" });
		caller = grant({ models: readPatterns(["claude-haiku-*"]) });
		expect(await failure("anthropic/claude-sonnet-4-5")).toMatchObject({ said: "403 model_not_allowed" });
		caller = keyCaller;
	});

	test("of a provider without a key is a 401 that says where to add one", async () => {
		const answer = await post("anthropic/claude-sonnet-4-5", fewKeys);
		expect([answer.status, answer.json()]).toMatchObject([401, { error: { code: "provider_key_missing" } }]);
	});
});

test.each([
	["POST", "responses"],
	["GET", "chat/completions"],
	["POST", "models"],
])("%s /v1/%s is not there, and says what is", async (method, path) => {
	const answer = method === "GET" ? await doors.get(path) : await doors.post(path, {});
	expect([answer.status, answer.json()]).toMatchObject([404, { error: { code: "not_found" } }]);
});

test.each<[bigint, string]>([
	[2_500_000n, "2.5"],
	[75_000n, "0.075"],
	[15_000_000n, "15"],
	[1n, "0.000001"],
	[0n, "0"],
])("%d pico-USD a token are %s USD a million", (rate, text) => {
	expect(usdPerMillion(rate)).toBe(text);
});
