import { describe, expect, test } from "bun:test";
import { findProvider } from "@pydantic/genai-prices";
import { createProvider, isHostOf } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import { Refusal } from "../../server/src/proxy/refusal";

const world = { fetch, clock: Date.now };
const doors = builtInProviders.flatMap((facts) => createProvider(facts, world));

/** Where a request for this path of the gateway would go. */
function urlOf(path: string, headers: Record<string, string> = {}): string {
	const door = doors.filter((each) => path.startsWith(each.door)).sort((a, b) => b.door.length - a.door.length)[0];
	if (door === undefined) throw new Error(`no door for ${path}`);
	const site = door.locate(path.slice(door.door.length), new Headers(headers));
	expect(isHostOf(door.hosts, site.host)).toBe(true);
	expect(site.host).toBe(new URL(site.baseUrl).host);
	return `${site.baseUrl}/${site.path}`;
}

const signedFor = (region: string) =>
	`AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/${region}/bedrock/aws4_request, SignedHeaders=host, Signature=0`;

describe("a client's path leads to its provider", () => {
	// As the official clients write them: see docs/guides/providers.md.
	test.each([
		["/openai/v1/chat/completions", "https://api.openai.com/v1/chat/completions"],
		["/openai/eu/v1/responses", "https://eu.api.openai.com/v1/responses"],
		["/anthropic/v1/messages", "https://api.anthropic.com/v1/messages"],
		[
			"/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent",
			"https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent",
		],
		[
			"/azure/my-res/openai/deployments/dep/chat/completions",
			"https://my-res.openai.azure.com/openai/deployments/dep/chat/completions",
		],
		["/azure/openai/openai/v1/responses", "https://openai.openai.azure.com/openai/v1/responses"],
		["/azure/My-Res/anthropic/v1/messages", "https://my-res.services.ai.azure.com/anthropic/v1/messages"],
		[
			"/vertex/v1beta1/projects/p/locations/europe-west4/publishers/google/models/g:generateContent",
			"https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/p/locations/europe-west4/publishers/google/models/g:generateContent",
		],
		[
			"/vertex/v1/projects/p/locations/global/publishers/anthropic/models/claude:rawPredict",
			"https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/anthropic/models/claude:rawPredict",
		],
		[
			"/vertex/v1/projects/p/locations/eu/publishers/google/models/g:generateContent",
			"https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/google/models/g:generateContent",
		],
		[
			"/vertex/v1beta1/publishers/google/models/g:generateContent",
			"https://aiplatform.googleapis.com/v1beta1/publishers/google/models/g:generateContent",
		],
		[
			"/bedrock/model/nova-lite-v1%3A0/converse-stream",
			"https://bedrock-runtime.us-east-1.amazonaws.com/model/nova-lite-v1%3A0/converse-stream",
		],
		["/bedrock/eu-west-1/model/nova/converse", "https://bedrock-runtime.eu-west-1.amazonaws.com/model/nova/converse"],
		["/bedrock/us-gov-west-1/foundation-models", "https://bedrock.us-gov-west-1.amazonaws.com/foundation-models"],
		["/groq/openai/v1/chat/completions", "https://api.groq.com/openai/v1/chat/completions"],
		["/xai/us/v1/chat/completions", "https://us.api.x.ai/v1/chat/completions"],
		["/mistral/eu/v1/chat/completions", "https://api.eu.mistral.ai/v1/chat/completions"],
		["/openrouter/eu/api/v1/chat/completions", "https://eu.openrouter.ai/api/v1/chat/completions"],
		["/openrouter/api/v1/chat/completions", "https://openrouter.ai/api/v1/chat/completions"],
		["/ollama/api/chat", "http://127.0.0.1:11434/api/chat"],
	])("%s", (path, url) => {
		expect(urlOf(path)).toBe(url);
	});

	test("in the region that an AWS client signed for, unless the path names another", () => {
		const headers = { authorization: signedFor("ap-southeast-2") };
		expect(urlOf("/bedrock/model/m/converse", headers)).toStartWith("https://bedrock-runtime.ap-southeast-2.amazonaws");
		expect(urlOf("/bedrock/eu-west-1/model/m/converse", headers)).toContain("runtime.eu-west-1.");
	});

	test.each([
		["/vertex/v1/projects/p/locations/evil.example%2F/publishers/google/models/m:generateContent"],
		["/vertex/v1/projects/p/locations/a.b/publishers/google/models/m:generateContent"],
		["/azure/openai/deployments/d/chat/completions"],
		["/azure/evil.example/openai/v1/responses"],
		["/azure/a@b/openai/v1/responses"],
	])("%s leads nowhere", (path) => {
		expect(() => urlOf(path)).toThrow(Refusal);
	});

	test("and a region in a signature is never taken for more than one", () => {
		const evil = { authorization: signedFor("x.evil.example") };
		expect(urlOf("/bedrock/model/m/converse", evil)).toStartWith("https://bedrock-runtime.us-east-1.amazonaws.com/");
	});
});

describe("a path says what it is for", () => {
	const kindOf = (id: string, path: string) => doors.find((door) => door.id === id)?.kindOf("POST", path);

	test.each([
		["openai", "chat/completions", "llm"],
		["openai", "embeddings", "embedding"],
		["openai", "files", "other"],
		["anthropic", "v1/messages", "llm"],
		["anthropic", "v1/messages/count_tokens", "other"],
		["gemini", "v1beta/models/gemini-2.5-flash:generateContent", "llm"],
		["gemini", "v1/models/gemini-2.5-flash:streamGenerateContent", "llm"],
		["gemini", "v1beta/models/gemini-embedding-001:batchEmbedContents", "embedding"],
		["gemini", "v1beta/models/m:countTokens", "other"],
		["azure", "openai/deployments/my dep/chat/completions", "llm"],
		["azure", "openai/deployments/a/b/chat/completions", "other"],
		["bedrock", "model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Fx/converse-stream", "llm"],
		["bedrock", "model/m/invoke-with-response-stream", "llm"],
		["bedrock", "model/m/invoke", "llm"],
		["bedrock", "model/cohere.command-r-v1%3A0/invoke", "llm"],
		["bedrock", "model/amazon.titan-embed-text-v2%3A0/invoke", "embedding"],
		["bedrock", "model/amazon.titan-embed-image-v1/invoke", "embedding"],
		["bedrock", "model/amazon.nova-2-multimodal-embeddings-v1%3A0/invoke", "embedding"],
		[
			"bedrock",
			"model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.cohere.embed-v4%3A0/invoke",
			"embedding",
		],
		["vertex", "v1/projects/p/locations/l/publishers/anthropic/models/claude@1:streamRawPredict", "llm"],
		["cohere", "v2/embed", "embedding"],
		["ollama", "api/generate", "llm"],
	] as const)("%s %s: %s", (id, path, kind) => {
		expect(kindOf(id, path)).toBe(kind);
	});

	test("and speaks OpenAI's dialect wherever a provider takes OpenAI's format", () => {
		for (const { id, facts } of doors) {
			const rules = Object.keys(facts.paths).filter((rule) => rule.endsWith("chat/completions"));
			expect([id, rules.length > 0]).toEqual([id, true]);
		}
	});
});

describe("every provider", () => {
	test.each(builtInProviders.map((facts) => [facts.id, facts] as const))("%s: its facts fit together", (id, facts) => {
		expect(id).toMatch(/^[a-z]+$/);
		expect(facts.baseUrl).not.toEndWith("/");
		for (const url of [facts.baseUrl, ...Object.values(facts.regions ?? {}), facts.test.baseUrl ?? facts.baseUrl]) {
			expect(isHostOf(facts.hosts, new URL(url).host)).toBe(true);
		}
		if (facts.priceBook !== undefined) {
			expect(findProvider({ providerId: facts.priceBook })?.id).toBe(facts.priceBook);
		}
		const error = facts.renderError({ status: 401, code: "lens_key_missing", message: "No lens key." });
		expect(JSON.stringify(JSON.parse(error))).toContain("No lens key.");
	});

	test("has doors of its own", () => {
		expect(new Set(doors.map(({ door }) => door)).size).toBe(doors.length);
		expect(doors.length).toBeGreaterThan(20);
	});
});

describe("a host is one of a provider's", () => {
	test.each([
		["*.openai.azure.com", "my-res.openai.azure.com", true],
		["*.openai.azure.com", "openai.azure.com", false],
		["*.openai.azure.com", "a.b.openai.azure.com", false],
		["*.openai.azure.com", "evil.example", false],
		["*.openai.azure.com", ".openai.azure.com", false],
		["*-aiplatform.googleapis.com", "europe-west4-aiplatform.googleapis.com", true],
		["*-aiplatform.googleapis.com", "-aiplatform.googleapis.com", false],
		["api.openai.com", "api.openai.com:8443", false],
		["api.openai.com", "API.OPENAI.COM.evil.example", false],
	])("%s, %s: %p", (pattern, host, is) => {
		expect(isHostOf([pattern], host)).toBe(is);
	});
});
