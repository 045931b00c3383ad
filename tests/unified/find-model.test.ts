import { expect, test } from "bun:test";
import type { Caller } from "../../server/src/keys/caller";
import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import type { Provider } from "../../server/src/providers/provider";
import { noCustomProviders } from "../../server/src/proxy/custom-door";
import { findModel } from "../../server/src/unified/find-model";
import { speakerOf } from "../../server/src/unified/speakers";
import { defaultCaller } from "../support/gateway";

const world = { fetch, clock: Date.now };
const providers = builtInProviders.flatMap((facts) => createProvider(facts, world));
const usable = { listFor: () => [], knowing: () => ({ all: [], withKey: [] }) };
const anthropicLike = { ...requireProvider("anthropic"), id: "custom:own", customId: "row", door: "/custom/own/" };

/** Where a place of the user's is part of the name. */
const names: Record<string, string> = { azure: "resource/m", vertex: "p/l/m", bedrock: "eu-west-1/m" };

function requireProvider(id: string) {
	const found = providers.find((provider) => provider.id === id);
	if (found === undefined) throw new Error(`There is no ${id}.`);
	return found;
}

test("every built-in provider can be talked to, at a path that its own door knows", () => {
	for (const provider of providers) {
		const speech = speakerOf(provider)?.(names[provider.id] ?? "m");
		if (speech === undefined) throw new Error(`Nobody knows how to talk to ${provider.id}.`);
		const messages = [{ role: "user" as const, parts: [] }];
		const plain = { messages, stream: false, includeUsage: false, choices: 1, stop: [], tools: [], raw: {} };
		const path = speech.chat === "openai" ? "chat/completions" : speech.chat.ask(plain, speech.model).path;
		// A resource or region before the path is the door's own affair.
		const whole = (speech.before + path).replace(/^(?:resource|eu-west-1)\//, "");
		expect(`${provider.id} ${provider.kindOf("POST", whole)}`).toBe(`${provider.id} llm`);
		expect([provider.id, provider.dialectOf("POST", whole) !== undefined]).toEqual([provider.id, true]);
	}
});

test("a route's name is a model, at the door of OpenAI's format", async () => {
	const asked: [Caller, string][] = [];
	const routeRing = {
		find(caller: Caller, name: string) {
			asked.push([caller, name]);
			return name === "cheap" ? {} : undefined;
		},
	};
	const deps = { providers, customProviders: noCustomProviders, usable, routeRing };
	const { provider, speech } = await findModel("cheap", defaultCaller, deps);
	expect([provider.id, speech]).toMatchObject(["openai", { before: "", model: "cheap", chat: "openai" }]);
	expect(asked).toEqual([[defaultCaller, "cheap"]]);
	expect(findModel("other", defaultCaller, deps)).rejects.toMatchObject({ code: "provider_not_named" });
});

test("a model without its provider's name is refused with what to do: whose key is missing, whose name, or how it is written", async () => {
	const [openai, azure] = [requireProvider("openai"), requireProvider("azure")];
	const refusalOf = (all: Provider[], withKey: Provider[]) => {
		const knowing = () => ({ all, withKey });
		const deps = { providers, customProviders: noCustomProviders, usable: { ...usable, knowing } };
		return findModel("gpt-4o", defaultCaller, deps).catch((error: Error) => error.message);
	};
	expect(await refusalOf([openai], [])).toContain("under Providers, or send your own and name it: openai/gpt-4o.");
	expect(await refusalOf([openai, azure], [openai, azure])).toContain("Name one: openai/gpt-4o, azure/gpt-4o.");
	expect(await refusalOf([], [])).toContain("like openai/gpt-4o.");
});

test("a server of an organization's own is talked to in the API that it speaks", async () => {
	const customProviders = {
		require: (_: string, slug: string) => (slug === "own" ? anthropicLike : requireProvider("vllm")),
	};
	const deps = { providers, customProviders, usable };
	const own = await findModel("custom/own/some/model", defaultCaller, deps);
	expect(own).toMatchObject({ provider: { id: "custom:own" }, speech: { model: "some/model" } });
});
