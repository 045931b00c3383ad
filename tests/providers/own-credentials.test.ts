import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { azurePath, basic, geminiPath, type Headers, signature, startDoors, type TestDoors } from "../support/doors";
import { defaultCaller, lensKey } from "../support/gateway";

let doors: TestDoors;
beforeAll(async () => {
	doors = await startDoors();
});
afterEach(() => doors.forget());
afterAll(() => doors.close());

describe("the provider's own credential", () => {
	test.each<[string, string, Headers, string]>([
		["OpenAI", "/openai/v1/chat/completions", [["authorization", "Bearer sk-own"]], "Bearer sk-own"],
		["Anthropic", "/anthropic/v1/messages", [["x-api-key", "sk-ant-own"]], "sk-ant-own"],
		["Gemini", geminiPath, [["x-goog-api-key", "AIza-own"]], "AIza-own"],
		["Gemini, in the query", `${geminiPath}?key=AIza-own`, [], "key=AIza-own"],
		["Azure", azurePath, [["api-key", "own"]], "api-key: own"],
		["Bedrock", "/bedrock/model/m/converse", [["authorization", "Bearer ABSK-own"]], "Bearer ABSK-own"],
		[
			"Vertex AI",
			"/vertex/v1/projects/p/locations/l/publishers/google/models/g:generateContent",
			[["authorization", "Bearer ya29.own"]],
			"Bearer ya29.own",
		],
		["somebody who uses Basic", "/openai/v1/chat/completions", [["authorization", basic("me:mine")]], basic("me:mine")],
	])("of %s passes untouched beside x-lensai-key, and alone from this machine", async (_, target, headers, own) => {
		for (const [more, keyId] of [
			[[["x-lensai-key", lensKey]], "key-1"],
			[[], null],
		] as [Headers, string | null][]) {
			const { answer, text } = await doors.sent(target, [...headers, ...more]);
			expect(answer.status).toBe(200);
			expect(text).toContain(own);
			expect(text).not.toContain("provider-key-of");
			expect(text).not.toContain("lk_");
			expect((await doors.gateway.onlyEntry()).span.keyId).toBe(keyId);
			doors.gateway.forget();
		}
	});

	test("passes when the lens key stands in another place of the same provider", async () => {
		const { text } = await doors.sent("/anthropic/v1/messages", [
			["authorization", `Bearer ${lensKey}`],
			["x-api-key", "sk-ant-own"],
		]);
		expect(text).toContain("sk-ant-own");
		expect(text).not.toContain("provider-key-of");
	});

	test("that is a signature made for our host is refused, with what to do", async () => {
		const { answer, reached } = await doors.sent("/bedrock/model/m/converse", [
			["authorization", signature("AKIDCALLER")],
		]);
		expect([answer.status, reached]).toEqual([401, undefined]);
		expect(answer.json()).toMatchObject({
			errorCode: "lens_key_missing",
			message: expect.stringContaining("cannot be passed on"),
		});
	});
});

test("calls without a lens key belong to the project default at every door", async () => {
	await doors.sent("/anthropic/v1/messages", [["x-api-key", "sk-ant-own"]]);
	const { span } = await doors.gateway.onlyEntry();
	expect(span).toMatchObject({ projectId: defaultCaller.projectId, provider: "anthropic", operation: "v1/messages" });
});

test("a region's door takes off the region, and no more", async () => {
	const own: Headers = [["authorization", "Bearer own"]];
	for (const [target, reached] of [
		["/xai/us/v1/chat/completions", "/v1/chat/completions"],
		["/xai/v1/chat/completions", "/v1/chat/completions"],
		["/openai/eu/v1/chat/completions", "/v1/chat/completions"],
		["/bedrock/eu-west-1/model/m/converse", "/model/m/converse"],
		["/azure/res/openai/v1/responses", "/openai/v1/responses"],
	] as const) {
		expect((await doors.sent(target, own)).reached?.target).toBe(reached);
		doors.gateway.forget();
	}
});
