import { describe, expect, test } from "bun:test";
import type { Provider, ProviderKey } from "../../../web/src/api/model";
import {
	keyOptions,
	keyWords,
	noChoices,
	openPlace,
	type ProviderChoices,
	providerOptions,
	regionOptions,
} from "../../../web/src/targets/provider-choices";

const provider = (id: string, name: string, more: Partial<Provider> = {}): Provider => ({
	id,
	keysName: id,
	name,
	door: `/${id}/`,
	openaiPath: null,
	regions: [],
	places: null,
	baseUrl: "https://example.com",
	overriddenBy: null,
	serverKey: "none",
	keyVariables: [],
	keyForm: "text",
	keysPerResource: false,
	onCallerLeft: "cancel",
	customId: null,
	...more,
});
const key = (id: string, of: string, name: string, lastFour = ""): ProviderKey => ({
	id,
	provider: of,
	name,
	hosts: [],
	lastFour,
	createdAt: "",
	rotatedAt: null,
});
const choices: ProviderChoices = {
	providers: [
		provider("custom:lab", "Llama in the lab", { keysName: "custom:row-1" }),
		provider("openai", "OpenAI", { places: { word: "region", known: ["eu", "us"], open: false } }),
		provider("azure", "Azure OpenAI", { places: { word: "resource", known: [], open: true } }),
		provider("groq", "Groq"),
	],
	keys: [key("k2", "openai", "production", "a1b2"), key("k1", "openai", "old"), key("k3", "custom:row-1", "lab")],
};
const labels = (options: { label: string }[]) => options.map(({ label }) => label);

describe("what the form of a route offers", () => {
	test("are the organization's own providers and the built-in ones, by name", () => {
		expect(providerOptions(choices, "openai")).toEqual([
			{ value: "custom:lab", label: "Llama in the lab" },
			{ value: "openai", label: "OpenAI" },
			{ value: "azure", label: "Azure OpenAI" },
			{ value: "groq", label: "Groq" },
		]);
	});

	test("are a provider's regions, where it has some", () => {
		expect(labels(regionOptions(choices, "openai", ""))).toEqual(["its usual place", "eu", "us"]);
		expect(regionOptions(choices, "groq", "")).toEqual([]);
	});

	test("is a text for places that are not all known", () => {
		expect(openPlace(choices, "azure")).toEqual({ label: "Resource", known: [] });
		expect(regionOptions(choices, "azure", "mine")).toEqual([]);
		for (const id of ["openai", "groq", "nobody"]) expect(openPlace(choices, id)).toBeUndefined();
	});

	test("are the keys for the provider, told apart by their ends, and none of another's", () => {
		expect(keyOptions(choices, "openai", "")).toEqual([
			{ value: "", label: "the caller's own, or the newest here" },
			{ value: "k2", label: "production ••••a1b2" },
			{ value: "k1", label: "old" },
		]);
		expect(labels(keyOptions(choices, "custom:lab", ""))).toEqual(["the caller's own, or the newest here", "lab"]);
		expect(labels(keyOptions(choices, "groq", ""))).toEqual(["the caller's own, or the server's"]);
	});
});

describe("what a route names and is gone", () => {
	test("stays chosen, and says so", () => {
		expect(providerOptions(choices, "custom:gone").at(-1)).toEqual({
			value: "custom:gone",
			label: "custom:gone (not there)",
		});
		expect(labels(regionOptions(choices, "groq", "mars"))).toEqual(["its usual place", "mars (not there)"]);
		expect(keyOptions(choices, "groq", "k9").at(-1)).toEqual({ value: "k9", label: "a key that was deleted" });
	});

	test("is said of a target's key in the list of routes", () => {
		expect(keyWords(choices, "k2")).toBe("key production ••••a1b2");
		expect(keyWords(choices, "k9")).toBe("✕ a key that was deleted");
		expect(keyWords(noChoices, "k9")).toBe("a key of its own");
	});

	test("is not judged before the providers are known", () => {
		expect(providerOptions(noChoices, "openai")).toEqual([{ value: "openai", label: "openai" }]);
	});
});
