import { describe, expect, test } from "bun:test";
import { apiOf, pathForModel, pathOfApi } from "../../server/src/providers/find-path";
import { builtInProviders } from "../../server/src/providers/list";
import { openaiPaths } from "../../server/src/providers/openai-paths";
import { under } from "../../server/src/providers/paths";
import { openai as vendor } from "../../server/src/proxy/dialects/openai-vendors";

function factsOf(id: string) {
	const facts = builtInProviders.find((each) => each.id === id);
	if (facts === undefined) throw new Error(`no provider ${id}`);
	return facts;
}

const chat = "openai/chat/completions";
const messages = "anthropic/messages";
const generate = "gemini/generateContent";
/** What the target and the key fill in. */
const open = "v1/projects/{project}/locations/{location}";
const method = "POST";

describe("a call for one provider at another one", () => {
	test.each([
		["groq", chat, "openai/v1/chat/completions"],
		["anthropic", chat, "v1/chat/completions"],
		["gemini", chat, "v1beta/openai/chat/completions"],
		["azure", chat, "openai/v1/chat/completions"],
		["openrouter", messages, "api/v1/messages"],
		["azure", messages, "anthropic/v1/messages"],
		["gemini", generate, "v1beta/models/m:generateContent"],
		["vertex", generate, `${open}/publishers/google/models/m:generateContent`],
		["vertex", chat, `${open}/endpoints/openapi/chat/completions`],
		["vertex", messages, `${open}/publishers/anthropic/models/m:rawPredict`],
		["vertex", `${messages}/count_tokens`, `${open}/publishers/anthropic/models/count-tokens:rawPredict`],
	])("%s takes %s at %s", (id, api, path) => {
		expect(pathOfApi(factsOf(id), { method, api, model: "m" })?.path).toBe(path);
	});

	test.each([
		["anthropic", generate, "has no such API"],
		["openai", messages, "has no such API"],
		["bedrock", messages, "has a format of its own for it"],
	])("%s does not take %s: it %s", (id, api) => {
		expect(pathOfApi(factsOf(id), { method, api, model: "m" })).toBeUndefined();
	});

	test("is sent to another path when its answer streams, with what its body has to become", () => {
		const found = pathOfApi(factsOf("vertex"), { method, api: messages, model: "m", streams: true });
		expect(found).toEqual({
			path: `${open}/publishers/anthropic/models/m:streamRawPredict`,
			modelIn: "path",
			changing: { without: ["model"], with: { anthropic_version: '"vertex-2023-10-16"' } },
		});
	});

	test("goes without a model nowhere where the path has to name one", () => {
		expect(pathOfApi(factsOf("gemini"), { method, api: generate, model: undefined })).toBeUndefined();
	});

	test("names the version once, whether or not the base URL has it", () => {
		const paths = { ...openaiPaths(vendor), ...under("v1/", openaiPaths(vendor)) };
		const at = (baseUrl: string) => pathOfApi({ paths, baseUrl }, { method, api: chat, model: "m" })?.path;
		expect(at("https://llm.example/v1")).toBe("chat/completions");
		expect(at("https://llm.example")).toBe("v1/chat/completions");
	});
});

describe("another model goes", () => {
	const google = "v1/projects/p/locations/eu/publishers";

	test.each([
		["gemini", "v1/models/a:countTokens", "v1/models/new:countTokens"],
		["gemini", "v1/tunedModels/a:generateContent", "v1/models/new:generateContent"],
		["vertex", `${google}/google/models/a:generateContent`, `${google}/google/models/new:generateContent`],
		["vertex", `${google}/anthropic/models/a@1:streamRawPredict`, `${google}/anthropic/models/new:streamRawPredict`],
		["bedrock", "model/a-v1%3A0/converse", "model/new/converse"],
		["bedrock", "model/arn:aws:bedrock:eu-west-1:1:inference-profile/eu.x/invoke", "model/new/invoke"],
		["azure", "openai/deployments/a/chat/completions", "openai/deployments/new/chat/completions"],
	])("into the path at %s: %s", (id, path, changed) => {
		expect(pathForModel(factsOf(id).paths, { method, path }, "new")).toEqual({ path: changed, modelIn: "path" });
	});

	test.each([
		["openai", "chat/completions"],
		["bedrock", "openai/v1/chat/completions"],
		["openai", "files"],
	])("into the body at %s: %s", (id, path) => {
		expect(pathForModel(factsOf(id).paths, { method, path }, "new")).toEqual({ path, modelIn: "body" });
	});

	test("written so that it stays one segment", () => {
		const path = "model/a/converse";
		const { paths } = factsOf("bedrock");
		expect(pathForModel(paths, { method, path }, "arn:x/y?z@1")?.path).toBe("model/arn%3Ax%2Fy%3Fz@1/converse");
		expect(pathForModel(paths, { method, path }, "..")).toBeUndefined();
	});
});

test("what belongs to one provider is no other one's API", () => {
	const { paths } = factsOf("openai");
	for (const path of ["batches", "realtime/sessions", "files"]) expect(apiOf(paths, { method, path })).toBeUndefined();
	expect(apiOf(paths, { method: "GET", path: "responses/resp_1" })).toBeUndefined();
	expect(apiOf(factsOf("bedrock").paths, { method, path: "model/m/converse" })).toBeUndefined();
});
