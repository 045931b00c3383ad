import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { auditEntries } from "../../server/src/audit/schema";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { join, type Person, signIn } from "../support/people";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let server: TestAccounts;
let owner: Person;
beforeAll(async () => {
	database = await createTestDatabase();
	server = await startAccounts(database.db);
	owner = await signIn(server, "ada@example.com");
});
afterAll(async () => {
	await server.close();
	await database.close();
});

interface Entry {
	id: string;
	action: string;
	actor: { kind: string; name: string; role: string };
	subject: { id: string };
	before: Record<string, unknown> | null;
	after: Record<string, unknown> | null;
	requestId: string | null;
}
async function entries(query = "", by = owner): Promise<Entry[]> {
	const { status, body } = await by.ask(`/api/v1/audit${query}`);
	expect(status).toBe(200);
	return body.entries;
}

test("what is done to members, invitations, teams, projects and keys is told, with the request's id and without a secret", async () => {
	const ada = await signIn(server, "all@example.com");
	const grace = await join(server, ada, { email: "grace@example.com", role: "developer" });
	const key = (await grace.ask("/api/v1/keys", { body: { projectId: grace.projectId, name: "app" } })).body;
	const rename = await grace.ask(`/api/v1/keys/${key.id}`, { method: "PATCH", body: { name: "app 2" } });
	const rotated = (await ada.ask(`/api/v1/keys/${key.id}/rotate`, { body: {} })).body;
	await ada.ask(`/api/v1/keys/${key.id}/retire`, { method: "POST" });
	await ada.ask(`/api/v1/members/${grace.memberId}`, { method: "PATCH", body: { role: "admin" } });
	const team = (await ada.ask("/api/v1/teams", { body: { name: "search" } })).body;
	await ada.ask(`/api/v1/teams/${team.id}/members/${grace.memberId}`, { method: "PUT" });
	await ada.ask(`/api/v1/projects/${ada.projectId}`, { method: "PATCH", body: { capture: "off", teamId: team.id } });
	await ada.ask("/api/v1/projects", { body: { name: "second" } });
	await ada.ask(`/api/v1/teams/${team.id}`, { method: "DELETE" });
	await ada.ask(`/api/v1/members/${grace.memberId}`, { method: "DELETE" });

	const told = (await entries("?limit=200", ada)).toReversed();
	expect(told.map(({ action, actor }) => `${actor.name.split("@")[0]} ${actor.role}: ${action}`)).toEqual([
		"all owner: member.joined",
		"all owner: project.created",
		"all owner: invitation.sent",
		"grace developer: member.joined",
		"grace developer: key.created",
		"grace developer: key.changed",
		"all owner: key.rotated",
		"all owner: key.secretRetired",
		"all owner: member.changed",
		"all owner: team.created",
		"all owner: team.changed",
		"all owner: project.changed",
		"all owner: project.created",
		"all owner: team.deleted",
		"all owner: key.revoked",
		"all owner: member.removed",
	]);
	const changed = told.find(({ action }) => action === "key.changed");
	expect(changed).toMatchObject({ before: { name: "app" }, after: { name: "app 2" }, subject: { id: key.id } });
	expect(changed?.requestId).toBe(rename.headers.get("x-request-id"));
	expect(told.find(({ action }) => action === "project.changed")).toMatchObject({
		before: { capture: "full", teamId: null },
		after: { capture: "off", teamId: team.id },
	});
	const stored = JSON.stringify(await database.db.select().from(auditEntries));
	for (const { secret } of [key, rotated]) expect(stored).not.toContain(secret.slice(8));
});

describe("the log", () => {
	let bob: Person;
	beforeAll(async () => {
		bob = await signIn(server, "bob@example.org");
		for (let count = 0; count < 5; count++) await bob.ask("/api/v1/projects", { body: { name: `project ${count}` } });
	});

	test("is paged newest first, each entry once, also when there are new ones meanwhile", async () => {
		const all = (await entries("", bob)).map(({ id }) => id);
		expect(all).toEqual(all.toSorted().toReversed());
		const paged: string[] = [];
		let cursor: string | null = "";
		while (cursor !== null) {
			const { body } = await bob.ask(`/api/v1/audit?limit=2${cursor && `&cursor=${cursor}`}`);
			paged.push(...body.entries.map(({ id }: Entry) => id));
			cursor = body.nextCursor;
			if (paged.length === 2) await bob.ask("/api/v1/teams", { body: { name: "meanwhile" } });
		}
		expect(paged).toEqual(all);
	});

	test("is filtered by actor, subject, action, request, project and time", async () => {
		const [latest] = await entries("?action=project.created", bob);
		const only = async (query: string) => (await entries(query, bob)).map(({ action }) => action);
		expect(await only(`?subjectId=${latest?.subject.id}`)).toEqual(["project.created"]);
		expect(await only(`?projectId=${latest?.subject.id}`)).toEqual(["project.created"]);
		expect(await only(`?requestId=${latest?.requestId}`)).toEqual(["project.created"]);
		expect(await only(`?actorId=${bob.userId}&subjectKind=member`)).toEqual(["member.joined"]);
		expect(await only(`?actorId=${owner.userId}`)).toEqual([]);
		expect(await only("?to=2020-01-01T00:00:00Z")).toEqual([]);
		expect((await only("?from=2020-01-01T00:00:00Z")).length).toBeGreaterThan(5);
	});

	test.each(["?cursor=nonsense", "?limit=0", "?limit=201", "?from=yesterday", "?action=x"])(
		"refuses %s",
		async (query) => {
			expect((await bob.ask(`/api/v1/audit${query}`)).status).toBe(400);
		},
	);

	test.each([
		"from=0000-01-01T00:00:00Z",
		"from=%2B275760-09-13T00:00:00Z",
		"to=1969-12-31T23:59:59Z",
		"from=%222026-11-22T12:00:00Z%22",
		"from=2026-11-22T12:00:00+01:00",
		"actorId=%00",
		"subjectId=a%00",
		"requestId=%00",
	])("refuses what PostgreSQL cannot look for: %s", async (query) => {
		expect(await owner.ask(`/api/v1/audit?${query}`)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
	});

	test("shows nothing of another organization, whatever is asked for", async () => {
		const [foreign] = await entries("", bob);
		for (const query of [
			`?subjectId=${foreign?.subject.id}`,
			`?actorId=${bob.userId}`,
			`?requestId=${foreign?.requestId}`,
		]) {
			expect(await entries(query, owner)).toEqual([]);
		}
		const behind = await entries(`?cursor=ffffffff-ffff-ffff-ffff-ffffffffffff`, owner);
		expect(behind.every(({ actor }) => actor.name === owner.email)).toBe(true);
	});
});
