import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { lensKeys } from "../../server/src/keys/schema";
import { type Answer, startAccounts, type TestAccounts } from "../support/accounts";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let server: TestAccounts;
/** Two organizations that know nothing of each other. */
let ada: { cookie: string; projectId: string };
let bob: { cookie: string; projectId: string };
beforeAll(async () => {
	database = await createTestDatabase();
	server = await startAccounts(database.db);
	ada = await signIn("ada@example.com");
	bob = await signIn("bob@example.org");
});
afterAll(async () => {
	await server.close();
	await database.close();
});

async function signIn(email: string) {
	const cookie = await server.signIn(email);
	const { body } = await server.ask("/api/v1/session", { cookie });
	return { cookie, projectId: String(body.projects[0].id) };
}

async function createKey(who: { cookie: string; projectId: string }, name = "laptop") {
	const { cookie, projectId } = who;
	const { status, body } = await server.ask("/api/v1/keys", { cookie, body: { projectId, name } });
	expect(status).toBe(201);
	return body as { id: string; secret: string; prefix: string };
}

const unknownId = "01999999-9999-7999-8999-999999999999";
const outcomeOf = ({ status, body }: Answer) => ({ status, body });

describe("a lens key", () => {
	test("is shown once, and stored as a hash and a prefix", async () => {
		const { id, secret, prefix } = await createKey(ada, "shown once");
		expect(secret).toMatch(/^lk_[0-9A-Za-z]{49}$/);
		expect(prefix).toBe(secret.slice(0, 8));

		const { body } = await server.ask(`/api/v1/keys?projectId=${ada.projectId}`, { cookie: ada.cookie });
		const listed = body.find((key: { id: string }) => key.id === id);
		expect(listed).toEqual({
			id,
			projectId: ada.projectId,
			name: "shown once",
			prefix,
			oldSecret: null,
			scopes: ["gateway", "read", "payloads"],
			providers: null,
			models: null,
			environments: null,
			expiresAt: null,
			creator: { userId: expect.any(String), email: "ada@example.com", role: "owner" },
			rights: expect.arrayContaining(["gateway.call", "calls.read", "payloads.read"]),
			createdAt: expect.any(String),
			lastUsedAt: null,
			revokedAt: null,
		});
		const stored = JSON.stringify(await database.db.select().from(lensKeys));
		expect(stored).not.toContain(secret.slice(8));
	});

	test.each([
		["Authorization", (secret: string) => ({ authorization: `Bearer ${secret}` })],
		["x-lensai-key", (secret: string) => ({ "x-lensai-key": secret })],
	])("opens the API for its own project, in %s", async (_header, headersOf) => {
		const { secret } = await createKey(ada);
		const { cookie } = ada;
		await server.ask("/api/v1/projects", { cookie, body: { name: "another" } });
		const { status, body } = await server.ask("/api/v1/session", { headers: headersOf(secret) });
		expect(status).toBe(200);
		expect(body).toMatchObject({ via: "key", user: null, organization: { name: "ada" } });
		expect(body.projects.map((project: { id: string }) => project.id)).toEqual([ada.projectId]);
	});

	test("makes no keys, revokes none and changes no project, not even its own", async () => {
		const { id, secret: key } = await createKey(ada);
		const attempts = [
			await server.ask("/api/v1/keys", { key, body: { projectId: ada.projectId, name: "more" } }),
			await server.ask(`/api/v1/keys/${id}`, { key, method: "DELETE" }),
			await server.ask("/api/v1/projects", { key, body: { name: "more" } }),
			await server.ask(`/api/v1/projects/${ada.projectId}`, { key, method: "PATCH", body: { capture: "off" } }),
		];
		for (const { status, body } of attempts) {
			expect({ status, code: body.code }).toEqual({ status: 403, code: "right_missing" });
		}
	});

	test("stops working the moment it is revoked, for good, and says when", async () => {
		const { id, secret } = await createKey(ada);
		expect(server.keyRing.find(secret)).toMatchObject({ keyId: id });
		const { cookie } = ada;
		expect((await server.ask(`/api/v1/keys/${id}`, { cookie, method: "DELETE" })).status).toBe(204);
		expect(await server.keyRing.find(secret)).toBeUndefined();
		const refused = await server.ask("/api/v1/session", { key: secret });
		expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 401, code: "unauthenticated" });

		const revokedAt = async () => {
			const { body } = await server.ask("/api/v1/keys", { cookie });
			return body.find((key: { id: string }) => key.id === id).revokedAt;
		};
		const first = await revokedAt();
		expect(first).toEqual(expect.any(String));
		expect((await server.ask(`/api/v1/keys/${id}`, { cookie, method: "DELETE" })).status).toBe(204);
		expect(await revokedAt()).toBe(first);
	});

	test("is revoked at once by its id in upper case, too", async () => {
		const { id, secret } = await createKey(ada);
		const { status } = await server.ask(`/api/v1/keys/${id.toUpperCase()}`, { cookie: ada.cookie, method: "DELETE" });
		expect(status).toBe(204);
		expect(await server.keyRing.find(secret)).toBeUndefined();
	});

	test.each(["", "n".repeat(81), "a\u0000b", "a\ud800b"])("is not made with the name %j", async (name) => {
		const { cookie, projectId } = ada;
		const { status, body } = await server.ask("/api/v1/keys", { cookie, body: { projectId, name } });
		expect({ status, code: body.code }).toEqual({ status: 400, code: "invalid_request" });
	});

	test.each([
		{ expiresAt: "+275760-09-13T00:00:00Z" },
		{ expiresAt: "2300-01-01T00:00:00Z" },
		{ models: ["gpt-\ud800"] },
	])("is not made with %j", async (limits) => {
		const { cookie, projectId } = ada;
		const body = { projectId, name: "limited", ...limits };
		expect(await server.ask("/api/v1/keys", { cookie, body })).toMatchObject({
			status: 400,
			body: { code: "invalid_request" },
		});
	});

	test.each(["lk_", "lk_short", "sk-something-else", `lk_${"0".repeat(49)}`])(
		"that is none is refused: %s",
		async (secret) => {
			const { status, body } = await server.ask("/api/v1/session", { headers: { "x-lensai-key": secret } });
			expect({ status, code: body.code }).toEqual({ status: 401, code: "unauthenticated" });
		},
	);
});

describe("what belongs to another organization is answered like what does not exist", () => {
	test("its projects", async () => {
		const { cookie } = bob;
		const change = { cookie, method: "PATCH", body: { name: "mine now" } };
		const foreign = await server.ask(`/api/v1/projects/${ada.projectId}`, change);
		expect(outcomeOf(foreign)).toEqual(outcomeOf(await server.ask(`/api/v1/projects/${unknownId}`, change)));
		expect(foreign.status).toBe(404);
		const { body } = await server.ask("/api/v1/projects", { cookie });
		expect(body.map((project: { id: string }) => project.id)).toEqual([bob.projectId]);
	});

	test("the list of its keys, for a person and for a key", async () => {
		await createKey(ada);
		const { secret } = await createKey(bob);
		for (const as of [{ cookie: bob.cookie }, { key: secret }]) {
			const foreign = await server.ask(`/api/v1/keys?projectId=${ada.projectId}`, as);
			expect(outcomeOf(foreign)).toEqual(outcomeOf(await server.ask(`/api/v1/keys?projectId=${unknownId}`, as)));
			expect(foreign.status).toBe(404);
		}
	});

	test("a key in its projects", async () => {
		const { cookie } = bob;
		const make = (projectId: string) => server.ask("/api/v1/keys", { cookie, body: { projectId, name: "spy" } });
		const foreign = await make(ada.projectId);
		expect(outcomeOf(foreign)).toEqual(outcomeOf(await make(unknownId)));
		expect(foreign.status).toBe(404);
	});

	test("its keys, which stay valid", async () => {
		const { id, secret } = await createKey(ada);
		const revoke = (key: string) => server.ask(`/api/v1/keys/${key}`, { cookie: bob.cookie, method: "DELETE" });
		const foreign = await revoke(id);
		expect(outcomeOf(foreign)).toEqual(outcomeOf(await revoke(unknownId)));
		expect(foreign.status).toBe(404);
		expect(server.keyRing.find(secret)).toMatchObject({ keyId: id });
	});
});

describe("a project", () => {
	test("is made with full capture, renamed, and its choice of capture reaches the next call at once", async () => {
		const { cookie } = ada;
		const made = await server.ask("/api/v1/projects", { cookie, body: { name: "search" } });
		expect(made.status).toBe(201);
		expect(made.body).toMatchObject({ name: "search", capture: "full" });
		const projectId = made.body.id;
		const { secret } = await createKey({ cookie, projectId });
		expect(server.keyRing.find(secret)).toMatchObject({ projectId, capture: "full" });

		const change = { cookie, method: "PATCH", body: { name: "find", capture: "metadata" } };
		const changed = await server.ask(`/api/v1/projects/${projectId}`, change);
		expect(changed.body).toMatchObject({ id: projectId, name: "find", capture: "metadata" });
		expect(server.keyRing.find(secret)).toMatchObject({ projectId, capture: "metadata" });
	});

	test.each(["", "n".repeat(81), "a\u0000b", "a\ud800b"])(
		"is neither made nor renamed with the name %j",
		async (name) => {
			const { cookie, projectId } = ada;
			const answers = [
				await server.ask("/api/v1/projects", { cookie, body: { name } }),
				await server.ask(`/api/v1/projects/${projectId}`, { cookie, method: "PATCH", body: { name } }),
			];
			for (const { status, body } of answers) {
				expect({ status, code: body.code }).toEqual({ status: 400, code: "invalid_request" });
			}
		},
	);

	test("is found by its id in upper case", async () => {
		const { cookie, projectId } = ada;
		const change = { cookie, method: "PATCH", body: { capture: "full" } };
		const { status, body } = await server.ask(`/api/v1/projects/${projectId.toUpperCase()}`, change);
		expect({ status, id: body.id }).toEqual({ status: 200, id: projectId });
	});

	test("that calls from this machine belong to changes their capture at once, too", async () => {
		const { projectId, organizationId } = server.keyRing.loopback();
		const answer = await server.ask(server.signInUrl.slice("http://localhost:5367".length));
		const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
		await server.ask(`/api/v1/projects/${projectId}`, { cookie, method: "PATCH", body: { capture: "off" } });
		expect(server.keyRing.loopback()).toEqual({ projectId, organizationId, capture: "off" });
	});
});
