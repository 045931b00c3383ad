import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { inArray } from "drizzle-orm";
import { defaultPolicy } from "../../server/src/targets/model";
import { routes } from "../../server/src/targets/schema";
import { answering } from "../support/upstream";
import { secret, startVault, type TestVault } from "../support/vault";

let vault: TestVault;
beforeAll(async () => {
	vault = await startVault();
});
afterAll(() => vault.close());

describe("a provider key", () => {
	test("is added, used at once, replaced, tested and deleted, and shown by its last four characters only", async () => {
		expect((await vault.callWithLensKey()).status).toBe(401);
		const added = await vault.addOpenai();
		expect(added.status).toBe(201);
		expect(added.body).toEqual({
			id: expect.any(String),
			provider: "openai",
			name: "main",
			hosts: [new URL(vault.upstream.url).host],
			lastFour: "a1b2",
			createdAt: expect.any(String),
			rotatedAt: null,
		});
		expect((await vault.callWithLensKey()).status).toBe(200);
		expect(vault.lastRequest().header("authorization")).toBe(`Bearer ${secret}`);

		const { id } = added.body;
		expect((await vault.ask("provider-keys")).body).toEqual([added.body]);
		const rotated = await vault.ask(`provider-keys/${id.toUpperCase()}/secret`, {
			method: "PUT",
			body: { secret: " sk-new-secret-c3d4\n" },
		});
		expect(rotated.body).toMatchObject({ id, lastFour: "c3d4", rotatedAt: expect.any(String) });
		await vault.callWithLensKey();
		expect(vault.lastRequest().header("authorization")).toBe("Bearer sk-new-secret-c3d4");

		const tested = await vault.ask(`provider-keys/${id}/test`, { method: "POST" });
		expect(tested.body).toMatchObject({ ok: true, httpStatus: 200, message: "OpenAI accepts the key." });
		expect(vault.upstream.requests.at(-1)).toMatchObject({ method: "GET", target: "/v1/models" });
		expect(vault.lastRequest().header("authorization")).toBe("Bearer sk-new-secret-c3d4");

		expect((await vault.ask(`provider-keys/${id}`, { method: "DELETE" })).status).toBe(204);
		expect((await vault.callWithLensKey()).status).toBe(401);
		expect((await vault.ask("provider-keys")).body).toEqual([]);
		for (const [method, path] of [
			["DELETE", ""],
			["POST", "/test"],
			["PUT", "/secret"],
		] as const) {
			const body = method === "PUT" ? { secret } : undefined;
			expect((await vault.ask(`provider-keys/${id}${path}`, { method, body })).status).toBe(404);
		}
	});

	test("has each of its changes recorded with who made it, and without a secret", async () => {
		const changes = await vault.changes();
		expect(changes.map(({ action }) => action)).toEqual([
			"providerKey.created",
			"providerKey.rotated",
			"providerKey.deleted",
		]);
		const [created, rotated, deleted] = changes;
		expect([created?.before, rotated?.before?.lastFour, rotated?.after?.lastFour, deleted?.after]).toEqual([
			null,
			"a1b2",
			"c3d4",
			null,
		]);
		for (const { actor, subject, requestId } of changes) {
			expect([actor.name, actor.role, subject.name]).toEqual(["owner@lensai.local", "owner", "main"]);
			expect(requestId).toBeString();
		}
		const text = JSON.stringify(changes);
		for (const part of ["secret", "sealed", "sk-"]) expect(text).not.toContain(part);
	});

	test("is not deleted while routes name it, and they are told by name", async () => {
		const { body: session } = await vault.accounts.ask("/api/v1/session", { cookie: vault.owner });
		const organizationId: string = session.organization.id;
		const { id } = (await vault.addOpenai()).body;
		const other = (await vault.addOpenai()).body.id;
		const named = async (name: string, providerKeyId: string, more: object = {}) => {
			const policy = { ...defaultPolicy, targets: [{ provider: "groq" }, { provider: "openai", providerKeyId }] };
			const row = { id: Bun.randomUUIDv7(), organizationId, name, policy, ...more };
			await vault.accounts.db.insert(routes).values(row);
		};
		await named("main", id);
		await named("capital", id.toUpperCase());
		await named("past", id, { deletedAt: new Date() });
		await named("elsewhere", other);
		const refused = await vault.ask(`provider-keys/${id}`, { method: "DELETE" });
		expect([refused.status, refused.body]).toMatchObject([
			409,
			{ code: "provider_key_in_use", detail: expect.stringContaining("Routes name this key: capital, main.") },
		]);
		expect((await vault.callWithLensKey()).status).toBe(200);
		await vault.accounts.db.delete(routes).where(inArray(routes.name, ["main", "capital", "elsewhere"]));
		for (const key of [id, other])
			expect((await vault.ask(`provider-keys/${key}`, { method: "DELETE" })).status).toBe(204);
	});

	test("is no admin key, which is not for calls", async () => {
		const refused = await vault.addOpenai({ secret: "sk-admin-very-secret" });
		expect(refused).toMatchObject({ status: 400, body: { code: "invalid_provider_key" } });
		expect(refused.body.detail).toContain("under Reconciliation");
		expect(refused.text).not.toContain("secret");
	});

	test("that is refused leaves nothing in the audit log", async () => {
		const before = (await vault.changes()).length;
		expect((await vault.addOpenai({ secret: "sk-\nhunter2" })).status).toBe(400);
		expect((await vault.addOpenai({ provider: "nobody" })).status).toBe(404);
		expect((await vault.changes()).length).toBe(before);
	});

	test.each<[string, object, number, string]>([
		["of a provider that there is not", { provider: "nobody" }, 404, "not_found"],
		["of a custom provider that there is not", { provider: `custom:${Bun.randomUUIDv7()}` }, 404, "not_found"],
		["with a line break inside", { secret: "sk-\nhunter2" }, 400, "invalid_provider_key"],
		["that is empty", { secret: "" }, 400, "invalid_request"],
		["that is blank", { secret: "  " }, 400, "invalid_provider_key"],
		[
			"for Bedrock that is half a JSON text",
			{ provider: "bedrock", secret: '{"accessKeyId":"hunter2"' },
			400,
			"invalid_provider_key",
		],
		[
			"for Vertex AI that is no service account",
			{ provider: "vertex", secret: '{"private_key":"hunter2"}' },
			400,
			"invalid_provider_key",
		],
		["for Azure without a resource", { provider: "azure" }, 400, "invalid_provider_key"],
	])("%s is refused, and not repeated", async (_, body, status, code) => {
		const answer = await vault.addOpenai(body);
		expect([answer.status, answer.body.code]).toEqual([status, code]);
		expect(answer.text).not.toContain("hunter2");
		expect(answer.text).not.toContain("very-secret");
	});

	test("that somebody else's organization keeps cannot be seen, replaced, tested or deleted", async () => {
		const { body } = await vault.addOpenai();
		const stranger = await vault.accounts.signIn("stranger@lens.test");
		expect((await vault.ask("provider-keys", { cookie: stranger })).body).toEqual([]);
		for (const [method, path] of [
			["DELETE", ""],
			["POST", "/test"],
			["PUT", "/secret"],
		] as const) {
			const init = { method, cookie: stranger, body: method === "PUT" ? { secret } : undefined };
			expect((await vault.ask(`provider-keys/${body.id}${path}`, init)).status).toBe(404);
		}
		expect((await vault.ask("provider-keys")).body).toEqual([body]);
		await vault.ask(`provider-keys/${body.id}`, { method: "DELETE" });
	});

	test("is for people: a lens key lists none and adds none, whatever its scopes", async () => {
		const project = (await vault.accounts.ask("/api/v1/projects", { cookie: vault.owner })).body[0];
		const made = await vault.accounts.ask("/api/v1/keys", {
			cookie: vault.owner,
			body: { projectId: project.id, name: "k", scopes: ["gateway", "read", "payloads", "manage"] },
		});
		const key: string = made.body.secret;
		const asked = [
			await vault.ask("provider-keys", { key }),
			await vault.ask("providers", { key }),
			await vault.ask("provider-keys", { key, body: { provider: "openai", name: "x", secret } }),
		];
		for (const { status, body } of asked) expect([status, body.code]).toEqual([403, "right_missing"]);
	});
});

describe("a test of a key", () => {
	test.each<[string, number, object]>([
		["refused", 401, { ok: false, message: expect.stringContaining("refuses the key (401)") }],
		["over its limit", 429, { ok: true, message: expect.stringContaining("limit is used up") }],
		["sent elsewhere", 302, { ok: false, message: expect.stringContaining("not followed") }],
		["at the wrong address", 404, { ok: false, message: expect.stringContaining("Check the base URL") }],
		["met by an outage", 503, { ok: false, message: expect.stringContaining("trouble of its own") }],
	])("that is %s says so, and repeats nothing of what the provider said", async (_, status, expected) => {
		vault.upstream.behave(
			answering(`{"error":{"message":"Incorrect API key provided: ${secret}"}}`, {
				status,
				headers: { location: "http://127.0.0.1:1/" },
			}),
		);
		const { body: key } = await vault.addOpenai();
		const { body, text } = await vault.ask(`provider-keys/${key.id}/test`, { method: "POST" });
		expect(body).toMatchObject({ httpStatus: status, ...expected });
		expect(text).not.toContain("very-secret");
		await vault.ask(`provider-keys/${key.id}`, { method: "DELETE" });
		vault.upstream.behave(answering('{"data":[]}'));
	});
});
