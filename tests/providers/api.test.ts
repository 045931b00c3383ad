import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { secret, startVault, type TestVault } from "../support/vault";

let vault: TestVault;
beforeAll(async () => {
	vault = await startVault();
});
afterAll(() => vault.close());

describe("a server of one's own", () => {
	const mine = () => ({
		name: "My LLM",
		slug: "my-llm",
		baseUrl: `${vault.upstream.url}/`,
		family: "openai",
		keyStyle: "x-api-key",
	});

	test("is added, called by its name with its own key, and gone with its keys when it is deleted", async () => {
		const added = await vault.ask("custom-providers", { body: mine() });
		expect(added.status).toBe(201);
		expect(added.body).toMatchObject({
			name: "My LLM",
			door: "/custom/my-llm/",
			openaiPath: "/custom/my-llm",
			baseUrl: vault.upstream.url,
			serverKey: "none",
		});
		expect((await vault.ask("providers")).body[0]).toEqual(added.body);
		expect((await vault.callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(401);

		const key = await vault.ask("provider-keys", { body: { provider: added.body.keysName, name: "k", secret } });
		expect(key.status).toBe(201);
		vault.gateway.forget();
		expect((await vault.callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(200);
		const reached = vault.upstream.requests.at(-1);
		expect([reached?.target, reached?.header("x-api-key"), reached?.header("authorization")]).toEqual([
			"/v1/chat/completions",
			secret,
			undefined,
		]);
		expect(reached?.header("host")).toBe(new URL(vault.upstream.url).host);
		expect((await vault.gateway.onlyEntry()).span).toMatchObject({
			provider: "custom:my-llm",
			model: "gpt-4o",
			operation: "chat/completions",
		});
		expect((await vault.ask(`provider-keys/${key.body.id}/test`, { method: "POST" })).body.ok).toBe(true);

		expect((await vault.ask("custom-providers", { body: mine() })).body.code).toBe("name_taken");
		const deleted = await vault.ask(`custom-providers/${added.body.customId}`, { method: "DELETE" });
		expect(deleted.status).toBe(204);
		expect((await vault.callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(404);
		expect((await vault.ask("provider-keys")).body).toEqual([]);
		const again = await vault.ask("custom-providers", { body: mine() });
		expect(again.status).toBe(201);
		expect((await vault.callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(401);
		await vault.ask(`custom-providers/${again.body.customId}`, { method: "DELETE" });

		const changes = (await vault.changes()).map(({ action, subject }) => `${action} ${subject.name}`);
		expect(changes).toEqual([
			"provider.created My LLM",
			"providerKey.created k",
			"providerKey.deleted k",
			"provider.deleted My LLM",
			"provider.created My LLM",
			"provider.deleted My LLM",
		]);
		const [created, , , gone] = await vault.changes();
		const { keyStyle, name, slug, family } = mine();
		expect(created?.after).toEqual({ name, slug, family, keyStyle, baseUrl: vault.upstream.url });
		expect(gone?.before).toEqual(created?.after ?? {});
	});

	test("of another organization is not there", async () => {
		const stranger = await vault.accounts.signIn("stranger@lens.test");
		const theirs = await vault.ask("custom-providers", { body: { ...mine(), slug: "theirs" }, cookie: stranger });
		expect((await vault.callWithLensKey("/custom/theirs/chat/completions")).status).toBe(404);
		const key = await vault.ask("provider-keys", { body: { provider: theirs.body.keysName, name: "k", secret } });
		expect(key.status).toBe(404);
		expect((await vault.ask(`custom-providers/${theirs.body.customId}`, { method: "DELETE" })).status).toBe(404);
	});

	test.each<[string, object, string]>([
		["cloud metadata", { baseUrl: "http://169.254.169.254/latest" }, "address_refused"],
		["metadata in another dress", { baseUrl: "https://[::ffff:a9fe:a9fe]/" }, "address_refused"],
		["a password", { baseUrl: "https://user:hunter2@llm.example/v1" }, "invalid_base_url"],
		["a query", { baseUrl: "https://llm.example/v1?key=hunter2" }, "invalid_base_url"],
		["another scheme", { baseUrl: "file:///etc/passwd" }, "invalid_base_url"],
		["no URL", { baseUrl: "hunter2" }, "invalid_base_url"],
		["a path as its name", { slug: "../openai" }, "invalid_request"],
	])("with %s is refused", async (_, wrong, code) => {
		const { status, body, text } = await vault.ask("custom-providers", { body: { ...mine(), ...wrong } });
		expect([status, body.code]).toEqual([400, code]);
		expect(text).not.toContain("hunter2");
	});
});

test("the list says of each built-in provider where its door is and whether the server has a key", async () => {
	const { body } = await vault.ask("providers");
	const byName = Object.fromEntries(body.map((each: { keysName: string }) => [each.keysName, each]));
	expect(body.length).toBe(18);
	expect(byName.openai).toMatchObject({
		door: "/openai/v1/",
		baseUrl: vault.upstream.url,
		overriddenBy: "LENSAI_UPSTREAM_OPENAI",
		serverKey: "none",
	});
	expect(byName.azure.openaiPath).toBeNull();
	expect(byName.groq).toMatchObject({
		door: "/groq/",
		openaiPath: "/groq/openai/v1",
		serverKey: "set",
		overriddenBy: null,
	});
	expect(byName.ollama).toMatchObject({ serverKey: "not-needed" });
	expect(byName.azure).toMatchObject({ keysPerResource: true });
	expect(JSON.stringify(body)).not.toContain("gsk-server");
});
