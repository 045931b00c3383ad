import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Caller } from "../../server/src/keys/caller";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { join, type Person, signIn } from "../support/people";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let server: TestAccounts;
let organizations = 0;
beforeAll(async () => {
	database = await createTestDatabase();
	server = await startAccounts(database.db);
});
afterAll(async () => {
	await server.close();
	await database.close();
});

/** An organization of its own for each test, with somebody in every role that it needs. */
async function newOrganization() {
	const domain = `org-${organizations++}.example`;
	const owner = await signIn(server, `owner@${domain}`);
	const add = (role: "owner" | "admin" | "developer" | "viewer", name: string = role) =>
		join(server, owner, { email: `${name}@${domain}`, role });
	return { owner, add };
}

const changeRole = (by: Person, { memberId }: Person, role: string) =>
	by.ask(`/api/v1/members/${memberId}`, { method: "PATCH", body: { role } });
const remove = (by: Person, { memberId }: Person, query = "") =>
	by.ask(`/api/v1/members/${memberId}${query}`, { method: "DELETE" });
const outcomeOf = ({ status, body }: { status: number; body: { code?: string } }) => ({ status, code: body.code });
const createKey = async (by: Person, wanted = {}) => {
	const { status, body } = await by.ask("/api/v1/keys", { body: { projectId: by.projectId, name: "app", ...wanted } });
	expect(status).toBe(201);
	return body as { id: string; secret: string };
};
const rightsOf = (secret: string) => (server.keyRing.find(secret) as Caller | undefined)?.grant?.rights;

describe("a member", () => {
	test("is listed with role, teams and the keys that they answer for", async () => {
		const { owner, add } = await newOrganization();
		const developer = await add("developer");
		await createKey(developer);
		const { body } = await owner.ask("/api/v1/members");
		expect(body).toEqual([
			expect.objectContaining({ email: owner.email, role: "owner", activeKeys: 0, teams: [] }),
			expect.objectContaining({ email: developer.email, role: "developer", activeKeys: 1, teams: [] }),
		]);
	});

	test("gets another role, and what they and their keys may do changes at once", async () => {
		const { owner, add } = await newOrganization();
		const developer = await add("developer");
		const { secret } = await createKey(developer);
		expect(rightsOf(secret)?.has("gateway.call")).toBe(true);
		expect((await changeRole(owner, developer, "viewer")).body).toMatchObject({ role: "viewer" });
		expect(rightsOf(secret)?.has("gateway.call")).toBe(false);
		const more = await developer.ask("/api/v1/keys", { body: { projectId: developer.projectId, name: "more" } });
		expect(outcomeOf(more)).toEqual({ status: 403, code: "right_missing" });
		expect((await server.ask("/api/v1/calls", { key: secret })).status).toBe(404);
		await changeRole(owner, developer, "admin");
		expect(rightsOf(secret)?.has("gateway.call")).toBe(true);
	});

	test("cannot be raised above whoever raises them, nor changed by somebody below them", async () => {
		const { owner, add } = await newOrganization();
		const [admin, developer] = [await add("admin"), await add("developer")];
		const above = { status: 403, code: "role_above_yours" };
		expect(outcomeOf(await changeRole(admin, developer, "owner"))).toEqual(above);
		expect(outcomeOf(await changeRole(admin, admin, "owner"))).toEqual(above);
		expect(outcomeOf(await changeRole(admin, owner, "viewer"))).toEqual(above);
		expect(outcomeOf(await remove(admin, owner))).toEqual(above);
		expect(outcomeOf(await changeRole(developer, developer, "admin"))).toEqual({ status: 403, code: "right_missing" });
		expect((await changeRole(admin, developer, "billing")).status).toBe(200);
	});

	test("who is the last owner neither leaves nor steps down", async () => {
		const { owner, add } = await newOrganization();
		const last = { status: 409, code: "last_owner" };
		expect(outcomeOf(await changeRole(owner, owner, "admin"))).toEqual(last);
		expect(outcomeOf(await remove(owner, owner))).toEqual(last);
		await add("owner", "second");
		expect((await changeRole(owner, owner, "admin")).status).toBe(200);
	});

	test("who is an owner stays when two owners demote each other at the same time", async () => {
		for (let round = 0; round < 5; round++) {
			const { owner, add } = await newOrganization();
			const second = await add("owner", "second");
			const answers = await Promise.all([changeRole(owner, second, "viewer"), changeRole(second, owner, "viewer")]);
			expect(answers.map(({ status }) => status)).not.toEqual([200, 200]);
			const { body } = await owner.ask("/api/v1/members");
			expect(body.filter(({ role }: { role: string }) => role === "owner")).toHaveLength(1);
		}
	});

	test("leaves by themselves, whatever their role, and sees nothing of it any more", async () => {
		const { owner, add } = await newOrganization();
		const viewer = await add("viewer");
		expect((await remove(viewer, viewer)).status).toBe(204);
		expect((await viewer.ask("/api/v1/session")).status).toBe(401);
		expect((await owner.ask("/api/v1/members")).body).toHaveLength(1);
		// The next sign-in makes them an organization of their own.
		const again = await signIn(server, viewer.email);
		expect(again.organizationId).not.toBe(owner.organizationId);
	});

	test("who is removed takes their keys with them, at once", async () => {
		const { owner, add } = await newOrganization();
		const developer = await add("developer");
		const { secret } = await createKey(developer);
		expect(rightsOf(secret)?.has("gateway.call")).toBe(true);
		expect((await remove(owner, developer)).status).toBe(204);
		expect(await server.keyRing.find(secret)).toBeUndefined();
		expect((await developer.ask("/api/v1/session")).status).toBe(401);
	});

	test("who is removed leaves their keys to whoever takes them over", async () => {
		const { owner, add } = await newOrganization();
		const developer = await add("developer");
		const { id, secret } = await createKey(developer);
		expect((await remove(owner, developer, "?keys=takeOver")).status).toBe(204);
		expect(rightsOf(secret)?.has("gateway.call")).toBe(true);
		const { body } = await owner.ask("/api/v1/keys");
		expect(body.find((key: { id: string }) => key.id === id).creator).toMatchObject({ email: owner.email });
	});

	test("who leaves by themselves hands their keys to nobody", async () => {
		const { add } = await newOrganization();
		const developer = await add("developer");
		const { secret } = await createKey(developer);
		expect((await remove(developer, developer, "?keys=takeOver")).status).toBe(204);
		expect(await server.keyRing.find(secret)).toBeUndefined();
	});

	test("of another organization is answered like one that does not exist", async () => {
		const [{ owner }, { owner: stranger }] = [await newOrganization(), await newOrganization()];
		const unknown = { ...owner, memberId: "01999999-9999-7999-8999-999999999999" };
		for (const act of [(who: Person) => changeRole(stranger, who, "viewer"), (who: Person) => remove(stranger, who)]) {
			const foreign = await act(owner);
			expect(outcomeOf(foreign)).toEqual({ status: 404, code: "not_found" });
			expect(foreign.body).toEqual((await act(unknown)).body);
		}
	});
});

describe("a team", () => {
	const made = async (by: Person, name = "search") => (await by.ask("/api/v1/teams", { body: { name } })).body;

	test("has members and projects, and says so; its projects stay when it goes", async () => {
		const { owner, add } = await newOrganization();
		const developer = await add("developer");
		const team = await made(owner);
		const into = `/api/v1/teams/${team.id}/members/${developer.memberId}`;
		expect((await owner.ask(into, { method: "PUT" })).body.members).toEqual([developer.memberId]);
		expect((await owner.ask(into, { method: "PUT" })).body.members).toEqual([developer.memberId]);
		const project = `/api/v1/projects/${owner.projectId}`;
		const changed = await owner.ask(project, { method: "PATCH", body: { teamId: team.id } });
		expect(changed.body).toMatchObject({ teamId: team.id });
		expect((await developer.ask("/api/v1/teams")).body).toEqual([
			expect.objectContaining({ name: "search", members: [developer.memberId], projects: [owner.projectId] }),
		]);
		expect((await owner.ask(into, { method: "DELETE" })).body.members).toEqual([]);
		expect((await owner.ask(`/api/v1/teams/${team.id}`, { method: "DELETE" })).status).toBe(204);
		expect((await owner.ask("/api/v1/projects")).body).toMatchObject([{ id: owner.projectId, teamId: null }]);
	});

	test("has a name that no other team of the organization has", async () => {
		const { owner } = await newOrganization();
		await made(owner, "search");
		const other = await made(owner, "billing");
		const taken = { status: 409, code: "name_taken" };
		expect(outcomeOf(await owner.ask("/api/v1/teams", { body: { name: "search" } }))).toEqual(taken);
		const rename = (name: string) => owner.ask(`/api/v1/teams/${other.id}`, { method: "PATCH", body: { name } });
		expect(outcomeOf(await rename("search"))).toEqual(taken);
		expect((await rename("ledger")).body).toMatchObject({ id: other.id, name: "ledger" });
		const { owner: another } = await newOrganization();
		expect(await made(another, "search")).toMatchObject({ name: "search" });
	});

	test("of another organization is answered like one that does not exist, and takes no foreign member or project", async () => {
		const [{ owner }, { owner: stranger }] = [await newOrganization(), await newOrganization()];
		const [ours, theirs] = [await made(owner), await made(stranger)];
		const attempts = [
			await stranger.ask(`/api/v1/teams/${ours.id}`, { method: "PATCH", body: { name: "mine" } }),
			await stranger.ask(`/api/v1/teams/${ours.id}`, { method: "DELETE" }),
			await stranger.ask(`/api/v1/teams/${ours.id}/members/${stranger.memberId}`, { method: "PUT" }),
			await stranger.ask(`/api/v1/teams/${theirs.id}/members/${owner.memberId}`, { method: "PUT" }),
			await stranger.ask(`/api/v1/projects/${stranger.projectId}`, { method: "PATCH", body: { teamId: ours.id } }),
			await stranger.ask("/api/v1/projects", { body: { name: "new", teamId: ours.id } }),
		];
		for (const attempt of attempts) expect(outcomeOf(attempt)).toEqual({ status: 404, code: "not_found" });
		expect((await stranger.ask("/api/v1/teams")).body).toEqual([
			expect.objectContaining({ id: theirs.id, members: [] }),
		]);
	});
});
