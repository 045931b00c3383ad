import { describe, expect, test } from "bun:test";
import type { Provider, ProviderKey } from "../../../web/src/api/model";
import { accessKeysText, openaiPathBeside, readinessOf, slugOf, withKeys } from "../../../web/src/providers/readiness";

const provider = (keysName: string, serverKey: Provider["serverKey"] = "none"): Provider => ({
	id: keysName,
	keysName,
	name: keysName,
	door: `/${keysName}/`,
	openaiPath: null,
	regions: [],
	places: null,
	baseUrl: "https://llm.example",
	overriddenBy: null,
	serverKey,
	keyVariables: [],
	keyForm: "text",
	keysPerResource: false,
	onCallerLeft: "cancel",
	customId: null,
});
const key = (id: string, of: string): ProviderKey => ({
	id,
	provider: of,
	name: id,
	hosts: [],
	lastFour: "a1b2",
	createdAt: "2026-11-22T00:00:00.000Z",
	rotatedAt: null,
});

test.each([
	["/openai/v1/", "/openai/v1", undefined],
	["/groq/", "/groq/openai/v1", "/groq/openai/v1"],
	["/azure/", null, undefined],
])("beside the door %s, OpenAI's clients take %p: shown as %p", (door, openaiPath, shown) => {
	expect(openaiPathBeside({ ...provider("groq"), door, openaiPath })).toBe(shown);
});

describe("a provider", () => {
	test.each([
		["with a key of the organization", "none", 1, { ready: true, label: "1 key" }],
		["with two, whatever the server has", "set", 2, { ready: true, label: "2 keys" }],
		["with the server's key", "set", 0, { ready: true, label: "the server's key" }],
		["that needs none", "not-needed", 0, { ready: true, label: "needs no key" }],
		["with nothing", "none", 0, { ready: false, label: "no key yet" }],
	] as const)("%s", (_, serverKey, count, expected) => {
		const keys = Array.from({ length: count }, (__, index) => key(`k${index}`, "openai"));
		expect(readinessOf({ provider: provider("openai", serverKey), keys })).toEqual(expected);
	});

	test("stands above others when it has keys, then when it is ready, else where the server put it", () => {
		const providers = [provider("a"), provider("b", "set"), provider("c"), provider("d"), provider("e", "not-needed")];
		const listed = withKeys(providers, [key("one", "d"), key("two", "d"), key("lost", "gone")]);
		expect(listed.map(({ id }) => id)).toEqual(["d", "b", "e", "a", "c"]);
		expect(listed[0]?.keys.map(({ id }) => id)).toEqual(["one", "two"]);
	});
});

describe("a door's name", () => {
	test.each([
		["Llama in the lab", "llama-in-the-lab"],
		["  My LLM (v2)! ", "my-llm-v2"],
		["ÄÖÜ", ""],
		[`${"a".repeat(39)} b`, "a".repeat(39)],
	])("of %p is %p", (name, slug) => {
		expect(slugOf(name)).toBe(slug);
	});
});

test("access keys are told without an empty session token", () => {
	expect(accessKeysText(" AKID ", "secret\n", " ")).toBe('{"accessKeyId":"AKID","secretAccessKey":"secret"}');
	expect(JSON.parse(accessKeysText("A", "B", "C"))).toEqual({
		accessKeyId: "A",
		secretAccessKey: "B",
		sessionToken: "C",
	});
});
