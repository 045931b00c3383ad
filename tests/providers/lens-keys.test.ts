import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { builtInProviders } from "../../server/src/providers/list";
import { azurePath, basic, geminiPath, type Headers, signature, startDoors, type TestDoors } from "../support/doors";
import { lensKey } from "../support/gateway";

let doors: TestDoors;
beforeAll(async () => {
	doors = await startDoors();
});
afterEach(() => doors.forget());
afterAll(() => doors.close());

/** Of the first path of each provider that speaks another API than OpenAI's. */
const shapes: Readonly<Record<string, object>> = {
	anthropic: {
		type: "error",
		error: { type: "authentication_error", details: { error_code: "provider_key_missing" } },
	},
	gemini: { error: { code: 401, status: "UNAUTHENTICATED", details: [{ reason: "provider_key_missing" }] } },
	vertex: { error: { code: 401, status: "UNAUTHENTICATED", details: [{ reason: "provider_key_missing" }] } },
	bedrock: { __type: "AccessDeniedException", errorCode: "provider_key_missing" },
	cohere: { code: "provider_key_missing" },
};

describe("a lens key where a client puts its provider's key", () => {
	test.each<[string, string, Headers, string]>([
		[
			"OpenAI's",
			"/openai/v1/chat/completions",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-openai",
		],
		[
			"basic, as the user",
			"/openai/v1/chat/completions",
			[["authorization", basic(`${lensKey}:`)]],
			"authorization: Bearer provider-key-of-openai",
		],
		[
			"basic, as the password",
			"/mistral/v1/chat/completions",
			[["authorization", basic(`me:${lensKey}`)]],
			"authorization: Bearer provider-key-of-mistral",
		],
		["Anthropic's header", "/anthropic/v1/messages", [["x-api-key", lensKey]], "x-api-key: provider-key-of-anthropic"],
		[
			"Anthropic's token",
			"/anthropic/v1/messages",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-anthropic",
		],
		["Gemini's header", geminiPath, [["x-goog-api-key", lensKey]], "x-goog-api-key: provider-key-of-gemini"],
		["Gemini's query", `${geminiPath}?key=${lensKey}`, [], "x-goog-api-key: provider-key-of-gemini"],
		["Gemini's query, encoded", `${geminiPath}?alt=sse&key=lk%5Fknown`, [], "x-goog-api-key: provider-key-of-gemini"],
		[
			"Gemini's OpenAI format",
			"/gemini/v1beta/openai/chat/completions",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-gemini",
		],
		["Azure's", azurePath, [["api-key", lensKey]], "api-key: provider-key-of-azure"],
		["Azure's token", azurePath, [["authorization", `Bearer ${lensKey}`]], "api-key: provider-key-of-azure"],
		[
			"Vertex AI's, in express mode",
			"/vertex/v1/publishers/google/models/g:generateContent",
			[["x-goog-api-key", lensKey]],
			"x-goog-api-key: provider-key-of-vertex",
		],
		[
			"Cohere's",
			"/cohere/v2/chat",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-cohere",
		],
		[
			"both of Anthropic's",
			"/anthropic/v1/messages",
			[
				["x-api-key", lensKey],
				["authorization", `Bearer ${lensKey}`],
			],
			"x-api-key: provider-key-of-anthropic",
		],
	])("%s stands for the provider's key, and goes no further", async (_, target, headers, expected) => {
		const { answer, text } = await doors.sent(target, headers);
		expect(answer.status).toBe(200);
		expect(text?.toLowerCase()).toContain(expected.toLowerCase());
		expect(text).not.toContain("lk_");
		expect(text).not.toContain("lk%5F");
		const { span } = await doors.gateway.onlyEntry();
		expect(span.keyId).toBe("key-1");
		expect(JSON.stringify(doors.gateway.entries)).not.toContain(lensKey);
		expect(JSON.stringify(doors.gateway.entries)).not.toContain("provider-key-of");
	});

	test("keeps the rest of the query as it is", async () => {
		const { reached } = await doors.sent(`${geminiPath}?alt=sse&key=${lensKey}&x=%20a+b&x`, []);
		expect(reached?.target).toBe("/v1beta/models/g:generateContent?alt=sse&x=%20a+b&x");
	});

	test.each<[string, Headers]>([
		[
			"as the access key id of a signature",
			[
				["authorization", signature(lensKey)],
				["x-amz-date", "20261122T000000Z"],
				["x-amz-security-token", "callers"],
			],
		],
		["in Authorization", [["authorization", `Bearer ${lensKey}`]]],
		[
			"in x-lensai-key, beside a foreign signature",
			[
				["x-lensai-key", lensKey],
				["authorization", signature("AKIDCALLER")],
				["x-amz-content-sha256", "0"],
			],
		],
	])("%s has the call signed anew", async (_, headers) => {
		const { answer, reached, text } = await doors.sent("/bedrock/eu-west-1/model/m%3A0/converse", headers);
		expect(answer.status).toBe(200);
		expect(reached?.target).toBe("/model/m%3A0/converse");
		expect(reached?.header("authorization")).toMatch(
			/^AWS4-HMAC-SHA256 Credential=AKIDPROVIDER\/20261122\/us-east-1\/bedrock\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/,
		);
		expect(reached?.header("x-amz-date")).toBe("20261122T000000Z");
		for (const of of ["lk_", "AKIDCALLER", "callers", "x-amz-content-sha256"]) expect(text).not.toContain(of);
	});

	test.each(
		builtInProviders
			.filter(({ keyOptional }) => !keyOptional)
			.map(
				({ id, paths, doorPath }) =>
					[
						id,
						`/${id}/${doorPath ?? ""}${id === "azure" ? "res/" : ""}${Object.keys(paths)[0]?.split(" ")[1]?.replaceAll("*", "x")}`,
					] as const,
			),
	)("of %s is refused in that provider's own words when there is no key to put in its place", async (id, target) => {
		const { answer, reached } = await doors.sent(target, [["authorization", `Bearer ${lensKey}`]], doors.keyless);
		expect([answer.status, reached]).toEqual([401, undefined]);
		const text = Buffer.from(answer.body).toString();
		expect(text).toContain("there is no provider key for");
		expect(text).not.toContain("lk_known");
		expect(doors.keyless.entries).toEqual([]);
		const shape: object = shapes[id] ?? { error: { code: "provider_key_missing", type: "invalid_request_error" } };
		expect(answer.json()).toMatchObject(shape);
	});

	test.each([
		["/deepseek/anthropic/v1/messages", { type: "error", error: { type: "authentication_error" } }],
		["/anthropic/v1/chat/completions", { error: { type: "invalid_request_error" } }],
		["/gemini/v1beta/openai/chat/completions", { error: { type: "invalid_request_error" } }],
		[
			"/vertex/v1/projects/p/locations/eu/publishers/anthropic/models/claude:rawPredict?x=1",
			{ type: "error", error: { type: "authentication_error" } },
		],
		["/azure/res/anthropic/v1/messages", { type: "error", error: { type: "authentication_error" } }],
		["/anthropic/v1/models", { type: "error", error: { type: "authentication_error" } }],
	])("at %s is refused in the words of the API that is spoken there", async (target, shape) => {
		const { answer } = await doors.sent(target, [["authorization", "Bearer lk_unknown"]], doors.keyless);
		expect(answer.status).toBe(401);
		expect(answer.json()).toMatchObject(shape);
	});

	test.each(["ollama", "vllm"])("at %s, which needs no key, is simply left out", async (id) => {
		const { answer, text } = await doors.sent(
			`/${id}/v1/chat/completions`,
			[["authorization", `Bearer ${lensKey}`]],
			doors.keyless,
		);
		expect(answer.status).toBe(200);
		expect(text?.toLowerCase()).not.toContain("authorization");
	});
});
