import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { AuditEntry } from "../../server/src/audit/model";
import type { Caller } from "../../server/src/keys/caller";
import { createGate } from "../../server/src/limits/gate";
import { openLimitBook } from "../../server/src/limits/open-book";
import { type Answer, startAccounts, type TestAccounts } from "../support/accounts";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let server: TestAccounts;
/** Two organizations that know nothing of each other. */
let ada: Tenant;
let bob: Tenant;
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

interface Tenant {
	cookie: string;
	organizationId: string;
	projectId: string;
	keyId: string;
	secret: string;
}

async function signIn(email: string): Promise<Tenant> {
	const cookie = await server.signIn(email);
	const { body } = await server.ask("/api/v1/session", { cookie });
	const projectId = String(body.projects[0].id);
	const key = await server.ask("/api/v1/keys", { cookie, body: { projectId, name: `key of ${email}` } });
	return { cookie, projectId, organizationId: body.organization.id, keyId: key.body.id, secret: key.body.secret };
}

const unknownId = "01999999-9999-7999-8999-999999999999";
const outcomeOf = ({ status, body }: Answer) => ({ status, body });
const list = async (who: { cookie?: string; key?: string }) => (await server.ask("/api/v1/limits", who)).body;

async function create({ cookie }: Tenant, body: Record<string, unknown>): Promise<string> {
	const made = await server.ask("/api/v1/limits", { cookie, body });
	expect(outcomeOf(made)).toEqual({ status: 201, body: { id: expect.any(String) } });
	return made.body.id;
}

async function makeKey(name: string, scopes?: string[]): Promise<{ id: string; secret: string }> {
	const { cookie, projectId } = ada;
	return (await server.ask("/api/v1/keys", { cookie, body: { projectId, name, scopes } })).body;
}

/** The oldest first. */
async function changesOf(subjectId: string): Promise<AuditEntry[]> {
	const { body } = await server.ask(`/api/v1/audit?subjectId=${subjectId}`, { cookie: ada.cookie });
	return body.entries.toReversed();
}

function remove({ cookie }: Tenant, id: string) {
	return server.ask(`/api/v1/limits/${id}`, { cookie, method: "DELETE" });
}

const callerOf = ({ organizationId, projectId, keyId }: Tenant): Caller => ({
	organizationId,
	projectId,
	keyId,
	capture: "full",
});

describe("a limit", () => {
	test("is made for an organization, a project or a key, and listed with how full it is", async () => {
		const { cookie, projectId, keyId, organizationId } = ada;
		const ids = [
			await create(ada, { scope: "key", keyId, measure: "requests", max: 2 }),
			await create(ada, { scope: "project", projectId, measure: "tokens", max: 1000 }),
			await create(ada, { scope: "organization", measure: "body_bytes", max: 4096 }),
		];
		const gate = createGate({ book: server.limitBook.book, store: server.limitStore });
		await gate.admit(callerOf(ada), { tokens: () => 250, stream: false });
		const shared = { createdAt: expect.any(String), changedAt: expect.any(String) };
		expect(await list({ cookie })).toEqual([
			{
				...shared,
				id: ids[2],
				scope: "organization",
				targetId: organizationId,
				targetName: "ada",
				measure: "body_bytes",
				max: 4096,
				used: null,
			},
			{
				...shared,
				id: ids[1],
				scope: "project",
				targetId: projectId,
				targetName: "default",
				measure: "tokens",
				max: 1000,
				used: 250,
			},
			{
				...shared,
				id: ids[0],
				scope: "key",
				targetId: keyId,
				targetName: "key of ada@example.com",
				measure: "requests",
				max: 2,
				used: 1,
			},
		]);
		for (const id of ids) expect((await remove(ada, id)).status).toBe(204);
		expect(await list({ cookie })).toEqual([]);
	});

	test("holds for the next call, changed and deleted too", async () => {
		const gate = createGate({ book: server.limitBook.book, store: server.limitStore });
		const call = () => gate.admit(callerOf(ada), { tokens: () => 1, stream: false });
		const id = await create(ada, { scope: "project", projectId: ada.projectId, measure: "requests", max: 1 });
		call();
		expect(call).toThrow("1 requests per minute");
		const change = { cookie: ada.cookie, method: "PATCH", body: { max: 2 } };
		expect((await server.ask(`/api/v1/limits/${id.toUpperCase()}`, change)).status).toBe(204);
		call();
		expect(call).toThrow("2 requests per minute");
		expect((await remove(ada, id.toUpperCase())).status).toBe(204);
		expect(call()).toBeUndefined();
	});

	test("is one for each target and measure; a deleted one makes room for another", async () => {
		const wanted = { scope: "organization", measure: "streams", max: 5 };
		const id = await create(ada, wanted);
		const again = await server.ask("/api/v1/limits", { cookie: ada.cookie, body: { ...wanted, max: 6 } });
		expect({ status: again.status, code: again.body.code }).toEqual({ status: 409, code: "limit_exists" });
		const other = await create(ada, { ...wanted, measure: "header_bytes" });
		await remove(ada, id);
		await remove(ada, await create(ada, wanted));
		await remove(ada, other);
	});

	test.each([
		{ scope: "organization", measure: "requests", max: 0 },
		{ scope: "organization", measure: "requests", max: 1.5 },
		{ scope: "organization", measure: "requests", max: 1e13 },
		{ scope: "organization", measure: "money", max: 5 },
		{ scope: "planet", measure: "requests", max: 5 },
		{ scope: "project", measure: "requests", max: 5 },
		{ scope: "key", measure: "requests", max: 5 },
		{ measure: "requests", max: 5 },
	])("is not made of %j", async (body) => {
		const { status, body: problem } = await server.ask("/api/v1/limits", { cookie: ada.cookie, body });
		expect({ status, code: problem.code }).toEqual({ status: 400, code: "invalid_request" });
	});

	test("is not for a key that was revoked", async () => {
		const { cookie, projectId } = ada;
		const key = await server.ask("/api/v1/keys", { cookie, body: { projectId, name: "old" } });
		await server.ask(`/api/v1/keys/${key.body.id}`, { cookie, method: "DELETE" });
		const body = { scope: "key", keyId: key.body.id, measure: "requests", max: 1 };
		expect((await server.ask("/api/v1/limits", { cookie, body })).status).toBe(404);
	});

	test("is shown to a key that may read, and changed by none of its scopes", async () => {
		const ofProject = await create(ada, { scope: "project", projectId: ada.projectId, measure: "requests", max: 9 });
		const ofKey = await create(ada, { scope: "key", keyId: ada.keyId, measure: "requests", max: 9 });
		const hidden = [
			await create(ada, { scope: "organization", measure: "requests", max: 9 }),
			await create(ada, { scope: "key", keyId: (await makeKey("other")).id, measure: "requests", max: 9 }),
		];
		const key = ada.secret;
		const attempts = [
			await server.ask("/api/v1/limits", { key, body: { scope: "organization", measure: "tokens", max: 5 } }),
			await server.ask(`/api/v1/limits/${ofKey}`, { key, method: "PATCH", body: { max: 100 } }),
			await server.ask(`/api/v1/limits/${ofKey}`, { key, method: "DELETE" }),
		];
		for (const { status, body } of attempts)
			expect({ status, code: body.code }).toEqual({ status: 403, code: "right_missing" });
		expect((await list({ key })).map(({ id }: { id: string }) => id)).toEqual([ofProject, ofKey]);
		const blind = (await makeKey("blind", ["gateway"])).secret;
		expect((await server.ask("/api/v1/limits", { key: blind })).status).toBe(403);
		for (const id of [ofProject, ofKey, ...hidden]) await remove(ada, id);
	});

	test("is changed by a key that may manage, of its own project and of itself only", async () => {
		const { id: keyId, secret: key } = await makeKey("robot", ["manage"]);
		const ask = (path: string, init: object) => server.ask(`/api/v1/limits${path}`, { key, ...init });
		const made = await ask("", { body: { scope: "project", projectId: ada.projectId, measure: "streams", max: 3 } });
		expect(made.status).toBe(201);
		const own = await ask("", { body: { scope: "key", keyId, measure: "streams", max: 3 } });
		expect(own.status).toBe(201);
		const hidden = [
			await create(ada, { scope: "organization", measure: "streams", max: 9 }),
			await create(ada, { scope: "key", keyId: ada.keyId, measure: "streams", max: 9 }),
		];
		for (const id of hidden) {
			expect((await ask(`/${id}`, { method: "PATCH", body: { max: 100 } })).status).toBe(404);
			expect((await ask(`/${id}`, { method: "DELETE" })).status).toBe(404);
		}
		const wide = await ask("", { body: { scope: "organization", measure: "tokens", max: 5 } });
		expect([wide.status, wide.body.code]).toEqual([403, "right_missing"]);
		const another = await ask("", { body: { scope: "key", keyId: ada.keyId, measure: "tokens", max: 5 } });
		expect(another.status).toBe(404);
		expect((await ask(`/${made.body.id}`, { method: "PATCH", body: { max: 4 } })).status).toBe(204);
		for (const { body } of [made, own]) expect((await ask(`/${body.id}`, { method: "DELETE" })).status).toBe(204);
		const told = await changesOf(made.body.id);
		expect(told.map(({ action, actor }) => `${actor.kind} ${actor.name}: ${action}`)).toEqual([
			"key robot: limit.created",
			"key robot: limit.changed",
			"key robot: limit.deleted",
		]);
		for (const id of hidden) await remove(ada, id);
	});

	test("has each of its changes in the audit log, with what it was before", async () => {
		const id = await create(ada, { scope: "key", keyId: ada.keyId, measure: "requests", max: 9 });
		const change = (max: number) =>
			server.ask(`/api/v1/limits/${id}`, { cookie: ada.cookie, method: "PATCH", body: { max } });
		const changed = await change(12);
		await change(12);
		await remove(ada, id);
		const whole = { scope: "key", targetId: ada.keyId, measure: "requests" };
		const told = await changesOf(id);
		expect(told.map(({ action, before, after }) => ({ action, before, after }))).toEqual([
			{ action: "limit.created", before: null, after: { ...whole, max: 9 } },
			{ action: "limit.changed", before: { max: 9 }, after: { max: 12 } },
			{ action: "limit.deleted", before: { ...whole, max: 12 }, after: null },
		]);
		expect(told[1]).toMatchObject({
			actor: { kind: "user", name: "ada@example.com", role: "owner" },
			subject: { kind: "limit", id, name: "key of ada@example.com" },
			projectId: ada.projectId,
			requestId: changed.headers.get("x-request-id"),
		});
	});
});

describe("what belongs to another organization is answered like what does not exist", () => {
	test("its limits, which stay as they are", async () => {
		const id = await create(ada, { scope: "project", projectId: ada.projectId, measure: "requests", max: 3 });
		for (const init of [{ method: "PATCH", body: { max: 1 } }, { method: "DELETE" }]) {
			const foreign = await server.ask(`/api/v1/limits/${id}`, { cookie: bob.cookie, ...init });
			expect(foreign.status).toBe(404);
			expect(outcomeOf(foreign)).toEqual(
				outcomeOf(await server.ask(`/api/v1/limits/${unknownId}`, { cookie: bob.cookie, ...init })),
			);
		}
		expect(await list({ cookie: bob.cookie })).toEqual([]);
		expect(await list({ cookie: ada.cookie })).toMatchObject([{ id, max: 3 }]);
		expect(await changesOf(id)).toHaveLength(1);
		await remove(ada, id);
	});

	test.each(["project", "key"] as const)("its %s as a target", async (scope) => {
		const make = (id: string) => {
			const body = { scope, [`${scope}Id`]: id, measure: "requests", max: 1 };
			return server.ask("/api/v1/limits", { cookie: bob.cookie, body });
		};
		const foreign = await make(scope === "key" ? ada.keyId : ada.projectId);
		expect(foreign.status).toBe(404);
		expect(outcomeOf(foreign)).toEqual(outcomeOf(await make(unknownId)));
	});
});

test("what another server makes or deletes holds here within the refresh interval", async () => {
	const elsewhere = await openLimitBook({ db: database.db, onFailure: () => undefined, refreshMs: 20 });
	const { book } = elsewhere;
	try {
		const id = await create(ada, { scope: "project", projectId: ada.projectId, measure: "requests", max: 1 });
		const caller = callerOf(ada);
		await until(() => book.of(caller).counted.length === 1);
		await remove(ada, id);
		await until(() => book.of(caller).counted.length === 0);
	} finally {
		elsewhere.close();
	}
});
