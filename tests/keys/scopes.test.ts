import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { lensKeys } from "../../server/src/keys/schema";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { join, type Person, signIn } from "../support/people";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let server: TestAccounts;
let owner: Person;
let developer: Person;
beforeAll(async () => {
	database = await createTestDatabase();
	server = await startAccounts(database.db);
	owner = await signIn(server, "ada@example.com");
	developer = await join(server, owner, { email: "grace@example.com", role: "developer" });
});
afterAll(async () => {
	await server.close();
	await database.close();
});

interface Key {
	id: string;
	secret: string;
	prefix: string;
	rights: string[];
}
const make = (by: Person, wanted = {}) =>
	by.ask("/api/v1/keys", { body: { projectId: by.projectId, name: "app", ...wanted } });
async function made(by: Person, wanted = {}): Promise<Key> {
	const { status, body } = await make(by, wanted);
	expect(status).toBe(201);
	return body;
}
const patch = (by: Person, { id }: Key, body: object) => by.ask(`/api/v1/keys/${id}`, { method: "PATCH", body });
const outcomeOf = ({ status, body }: { status: number; body: { code?: string } }) => ({ status, code: body.code });
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const aMinuteAgo = () => new Date(Date.now() - 60_000).toISOString();

describe("a key's scopes", () => {
	test("say what it may do, in the API too", async () => {
		const gateway = await made(developer, { scopes: ["gateway"] });
		expect(gateway.rights).toEqual(["gateway.call"]);
		expect(outcomeOf(await server.ask("/api/v1/keys", { key: gateway.secret }))).toEqual({
			status: 403,
			code: "right_missing",
		});
		expect((await server.ask("/api/v1/session", { key: gateway.secret })).body.rights).toEqual(["gateway.call"]);
		const reader = await made(developer, { scopes: ["read"] });
		expect((await server.ask("/api/v1/keys", { key: reader.secret })).status).toBe(200);
	});

	test("never reach beyond its creator's role, when it is made, when it is changed, and later", async () => {
		const above = { status: 403, code: "scope_above_role" };
		expect(outcomeOf(await make(developer, { scopes: ["gateway", "manage"] }))).toEqual(above);
		expect(outcomeOf(await patch(developer, await made(developer), { scopes: ["manage"] }))).toEqual(above);
		const manager = await made(owner, { scopes: ["manage"] });
		const rename = (name: string) =>
			server.ask(`/api/v1/projects/${owner.projectId}`, { key: manager.secret, method: "PATCH", body: { name } });
		expect((await rename("managed")).body).toMatchObject({ name: "managed" });
		// An owner widens a developer's key, which still does no more than the developer may.
		const widened = await patch(owner, await made(developer), { scopes: ["gateway", "manage"] });
		expect(widened.body.rights).not.toContain("limits.manage");
	});

	test("let no key make, change or revoke keys, or see members, audit log and teams", async () => {
		const { id, secret: key } = await made(owner, { scopes: ["gateway", "read", "payloads", "manage"] });
		const attempts = [
			await server.ask("/api/v1/keys", { key, body: { projectId: owner.projectId, name: "more" } }),
			await server.ask(`/api/v1/keys/${id}`, { key, method: "PATCH", body: { name: "more" } }),
			await server.ask(`/api/v1/keys/${id}/rotate`, { key, body: {} }),
			await server.ask(`/api/v1/keys/${id}`, { key, method: "DELETE" }),
			await server.ask("/api/v1/projects", { key, body: { name: "more" } }),
			await server.ask("/api/v1/members", { key }),
			await server.ask("/api/v1/audit", { key }),
			await server.ask("/api/v1/teams", { key }),
		];
		for (const attempt of attempts) expect(outcomeOf(attempt)).toEqual({ status: 403, code: "right_missing" });
	});

	test("hold for its own project only, also with manage", async () => {
		const { body: other } = await owner.ask("/api/v1/projects", { body: { name: "other" } });
		const { secret: key } = await made(owner, { scopes: ["manage"] });
		const attempt = await server.ask(`/api/v1/projects/${other.id}`, { key, method: "PATCH", body: { name: "mine" } });
		expect(outcomeOf(attempt)).toEqual({ status: 404, code: "not_found" });
	});
});

describe("a key's limits", () => {
	test("are shown, changed at once for the next call, and taken away with null", async () => {
		const expiresAt = inAnHour();
		const limits = { providers: ["openai"], models: ["gpt-4o*"], environments: ["prod"], expiresAt };
		const key = await made(developer, limits);
		expect(key).toMatchObject(limits);
		expect(server.keyRing.find(key.secret)).toMatchObject({
			grant: { models: [["gpt-4o", ""]], environments: ["prod"], expiresAtMs: Date.parse(expiresAt) },
		});
		const changed = await patch(developer, key, { models: ["o3"], environments: null, expiresAt: null, name: "new" });
		expect(changed.body).toMatchObject({ models: ["o3"], environments: null, expiresAt: null, name: "new" });
		const caller = server.keyRing.find(key.secret) as { grant: object };
		expect(caller.grant).toMatchObject({
			providers: [["openai"]],
			models: [["o3"]],
			expiresAtMs: Number.POSITIVE_INFINITY,
		});
		expect(caller.grant).not.toHaveProperty("environments");
	});

	test.each([
		{ scopes: [] },
		{ scopes: ["everything"] },
		{ scopes: ["read", "read"] },
		{ models: [] },
		{ models: ["with space"] },
		{ providers: ["x".repeat(201)] },
		{ models: Array.from({ length: 51 }, (_, index) => `m${index}`) },
		{ environments: ["prod env"] },
		{ expiresAt: "tomorrow" },
	])("of another shape are refused: %j", async (wanted) => {
		expect(outcomeOf(await make(developer, wanted))).toEqual({ status: 400, code: "invalid_request" });
		expect(outcomeOf(await patch(developer, await made(developer), wanted))).toEqual({
			status: 400,
			code: "invalid_request",
		});
	});

	test("do not end before they begin", async () => {
		const invalid = { status: 400, code: "invalid_expiry" };
		expect(outcomeOf(await make(developer, { expiresAt: aMinuteAgo() }))).toEqual(invalid);
		const key = await made(developer);
		expect(outcomeOf(await patch(developer, key, { expiresAt: aMinuteAgo() }))).toEqual(invalid);
		const rotation = await developer.ask(`/api/v1/keys/${key.id}/rotate`, { body: { oldUntil: aMinuteAgo() } });
		expect(outcomeOf(rotation)).toEqual(invalid);
	});
});

describe("a rotation", () => {
	const rotate = (by: Person, { id }: Key, body = {}) => by.ask(`/api/v1/keys/${id}/rotate`, { body });
	const retire = (by: Person, { id }: Key) => by.ask(`/api/v1/keys/${id}/retire`, { method: "POST" });

	test("gives a second secret, both of which work until the first is retired", async () => {
		const key = await made(developer);
		const rotated = await rotate(developer, key);
		expect(rotated.status).toBe(201);
		expect(rotated.body).toMatchObject({ id: key.id, oldSecret: { prefix: key.prefix, until: null } });
		const { secret } = rotated.body;
		for (const each of [key.secret, secret]) {
			expect(server.keyRing.find(each)).toMatchObject({ keyId: key.id });
			expect((await server.ask("/api/v1/session", { key: each })).status).toBe(200);
		}
		expect(outcomeOf(await rotate(developer, key))).toEqual({ status: 409, code: "rotation_under_way" });
		expect((await retire(developer, key)).body).toMatchObject({ oldSecret: null });
		expect(await server.keyRing.find(key.secret)).toBeUndefined();
		expect(server.keyRing.find(secret)).toMatchObject({ keyId: key.id });
		expect((await retire(developer, key)).status).toBe(200);
		expect((await rotate(developer, key)).status).toBe(201);
		expect(JSON.stringify(await database.db.select().from(lensKeys))).not.toContain(secret.slice(8));
	});

	test("ends the old secret at a given time", async () => {
		const key = await made(developer);
		const oldUntil = inAnHour();
		const { body } = await rotate(developer, key, { oldUntil });
		expect(body.oldSecret).toEqual({ prefix: key.prefix, until: oldUntil });
		expect(server.keyRing.find(key.secret)).toMatchObject({ grant: { expiresAtMs: Date.parse(oldUntil) } });
		expect(server.keyRing.find(body.secret)).toMatchObject({ grant: { expiresAtMs: Number.POSITIVE_INFINITY } });
	});

	test("under way ends with the key, both secrets of it", async () => {
		const key = await made(developer);
		const { secret } = (await rotate(developer, key)).body;
		expect((await developer.ask(`/api/v1/keys/${key.id}`, { method: "DELETE" })).status).toBe(204);
		for (const each of [key.secret, secret]) expect(await server.keyRing.find(each)).toBeUndefined();
		const revoked = { status: 409, code: "key_revoked" };
		expect(outcomeOf(await rotate(developer, key))).toEqual(revoked);
		expect(outcomeOf(await retire(developer, key))).toEqual(revoked);
		expect(outcomeOf(await patch(developer, key, { name: "again" }))).toEqual(revoked);
	});

	test("happens once when two ask for it at once", async () => {
		const key = await made(developer);
		const answers = await Promise.all([rotate(developer, key), rotate(owner, key)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
	});
});

test("a developer changes keys of their own only; an owner changes everybody's", async () => {
	const key = await made(owner);
	const acts = [
		(by: Person) => patch(by, key, { name: "renamed" }),
		(by: Person) => by.ask(`/api/v1/keys/${key.id}/rotate`, { body: {} }),
		(by: Person) => by.ask(`/api/v1/keys/${key.id}/retire`, { method: "POST" }),
		(by: Person) => by.ask(`/api/v1/keys/${key.id}`, { method: "DELETE" }),
	];
	for (const act of acts) expect(outcomeOf(await act(developer))).toEqual({ status: 403, code: "right_missing" });
	const theirs = await made(developer);
	expect((await patch(owner, theirs, { name: "renamed" })).status).toBe(200);
});

test("keys of another organization are answered like ones that do not exist", async () => {
	const stranger = await signIn(server, "eve@example.net");
	const key = await made(owner);
	const unknown = { ...key, id: "01999999-9999-7999-8999-999999999999" };
	const acts = [
		({ id }: Key) => stranger.ask(`/api/v1/keys/${id}`, { method: "PATCH", body: { name: "mine" } }),
		({ id }: Key) => stranger.ask(`/api/v1/keys/${id}/rotate`, { body: {} }),
		({ id }: Key) => stranger.ask(`/api/v1/keys/${id}/retire`, { method: "POST" }),
		({ id }: Key) => stranger.ask(`/api/v1/keys/${id}`, { method: "DELETE" }),
	];
	for (const act of acts) {
		const foreign = await act(key);
		expect(outcomeOf(foreign)).toEqual({ status: 404, code: "not_found" });
		expect(foreign.body).toEqual((await act(unknown)).body);
	}
});
