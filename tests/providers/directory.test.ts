import { afterAll, beforeAll, expect, test } from "bun:test";
import { providerDirectory } from "../../server/src/providers/directory";
import type { ProviderDirectory } from "../../server/src/targets/check-route";
import { secret, startVault, type TestVault } from "../support/vault";

let vault: TestVault;
let directory: ProviderDirectory;
let organizationId: string;
/** Of another organization. */
let stranger: string;
let theirs: string;
beforeAll(async () => {
	vault = await startVault();
	const { accounts, providers, customTable } = vault;
	directory = providerDirectory({ db: accounts.db, providers, customTable });
	organizationId = (await accounts.ask("/api/v1/session", { cookie: vault.owner })).body.organization.id;
	stranger = await accounts.signIn("stranger@lens.test");
	theirs = (await accounts.ask("/api/v1/session", { cookie: stranger })).body.organization.id;
});
afterAll(() => vault.close());

const addCustom = async (slug: string, cookie = vault.owner) => {
	const body = { name: slug, slug, baseUrl: vault.upstream.url, family: "openai", keyStyle: "bearer" };
	return (await vault.ask("custom-providers", { body, cookie })).body;
};

test("routes may name each built-in provider once, and the organization's own ones", async () => {
	const builtIn = directory.ids(organizationId);
	expect(builtIn).toContain("openai");
	expect(new Set(builtIn).size).toBe(builtIn.length);
	const { customId } = await addCustom("lab");
	await addCustom("hidden", stranger);
	expect(directory.ids(organizationId)).toEqual([...builtIn, "custom:lab"]);
	expect(directory.ids(theirs)).toEqual([...builtIn, "custom:hidden"]);
	await vault.ask(`custom-providers/${customId}`, { method: "DELETE" });
	expect(directory.ids(organizationId)).toEqual(builtIn);
});

test("regions are those of the provider's doors, or what its hosts may be called by", () => {
	expect(directory.regions(organizationId, "openai")?.known).toContain("eu");
	expect(directory.regions(organizationId, "mistral")?.known).toEqual(["eu"]);
	const isRegion = (id: string, text: string) => directory.regions(organizationId, id)?.isRegion(text);
	expect([isRegion("mistral", "eu"), isRegion("mistral", "us-east-1")]).toEqual([true, false]);
	for (const [id, region] of [
		["bedrock", "ap-south-2"],
		["vertex", "europe-west9"],
		["azure", "my-resource"],
	] as const) {
		expect([id, isRegion(id, region)]).toEqual([id, true]);
		for (const wrong of ["evil.example/", "a.b", "x/y", ""])
			expect([id, wrong, isRegion(id, wrong)]).toEqual([id, wrong, false]);
	}
	expect(directory.regions(organizationId, "anthropic")).toBeUndefined();
	expect(directory.regions(organizationId, "nobody")).toBeUndefined();
});

test("a key is the organization's own, for that provider, and not deleted", async () => {
	const key = (await vault.addOpenai()).body.id;
	const has = (provider: string, organization = organizationId) => directory.hasKey(organization, provider, key);
	expect(await has("openai")).toBe(true);
	expect(await has("groq")).toBe(false);
	expect(await has("nobody")).toBe(false);
	expect(await has("openai", theirs)).toBe(false);
	await vault.ask(`provider-keys/${key}`, { method: "DELETE" });
	expect(await has("openai")).toBe(false);
});

test("a key for a provider of one's own goes by the provider's name", async () => {
	const { keysName, customId } = await addCustom("own");
	const key = (await vault.ask("provider-keys", { body: { provider: keysName, name: "k", secret } })).body.id;
	expect(await directory.hasKey(organizationId, "custom:own", key)).toBe(true);
	await vault.ask(`custom-providers/${customId}`, { method: "DELETE" });
	await addCustom("own");
	expect(await directory.hasKey(organizationId, "custom:own", key)).toBe(false);
});
