import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { AuditEntry } from "../../server/src/audit/model";
import { content, type RoutesApi, startRoutesApi } from "./routes-api";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let api: RoutesApi;
let { accounts, ring, mine, theirs, ask, create } = {} as RoutesApi;
beforeAll(async () => {
	api = await startRoutesApi();
	({ accounts, ring, mine, theirs, ask, create } = api);
});
afterAll(() => api.close());

describe("another organization's", () => {
	test("route is not there, by any verb", async () => {
		const { body } = await create("private");
		const { as, path } = { as: theirs, path: `/${body.id}` };
		expect((await ask("GET", path, { as })).status).toBe(404);
		expect((await ask("PUT", path, { as, body: content("stolen") })).status).toBe(404);
		expect((await ask("DELETE", path, { as })).status).toBe(404);
		const list = (await ask("GET", "", { as })).body as { name: string }[];
		expect(list.map(({ name }) => name)).not.toContain("private");
		expect(ring.find(mine, "private")).toBeDefined();
	});

	test("route for all projects is not there either", async () => {
		const { body } = await create("private-for-all", { projectId: null });
		for (const method of ["GET", "DELETE"]) expect((await ask(method, `/${body.id}`, { as: theirs })).status).toBe(404);
		const list = (await ask("GET", "", { as: theirs })).body as { name: string }[];
		expect(list.map(({ name }) => name)).not.toContain("private-for-all");
		expect((await create("private-for-all", { projectId: null }, theirs)).status).toBe(201);
	});

	test("project gets no routes", async () => {
		expect((await ask("GET", `?projectId=${theirs.projectId}`)).status).toBe(404);
		const body = { projectId: theirs.projectId, ...content("intruder") };
		expect((await ask("POST", "", { body })).status).toBe(404);
		expect(
			(await ask("POST", "/explain", { body: { projectId: theirs.projectId, route: content("x"), call: {} } })).status,
		).toBe(404);
	});
});

async function keyWith(scopes: string[]): Promise<string> {
	const body = { projectId: mine.projectId, name: "robot", scopes };
	return (await accounts.ask("/api/v1/keys", { cookie: mine.cookie, body })).body.secret;
}

describe("a lens key", () => {
	test("that may read sees routes and makes none", async () => {
		const key = await keyWith(["gateway", "read"]);
		const { body } = await create("seen");
		expect((await ask("GET", "", { key })).status).toBe(200);
		expect((await ask("GET", `/${body.id}`, { key })).body.name).toBe("seen");
		const attempts = [
			await ask("POST", "", { key, body: { projectId: mine.projectId, ...content("leaked") } }),
			await ask("PUT", `/${body.id}`, { key, body: content("leaked") }),
			await ask("DELETE", `/${body.id}`, { key }),
		];
		for (const each of attempts) expect([each.status, each.body.code]).toEqual([403, "right_missing"]);
		expect((await ask("GET", "", { key: await keyWith(["gateway"]) })).body.code).toBe("right_missing");
	});

	test("that may manage changes its project's routes, not those for all projects", async () => {
		const key = await keyWith(["manage"]);
		const made = await ask("POST", "", { key, body: { projectId: mine.projectId, ...content("by-key") } });
		expect(made.status).toBe(201);
		expect((await ask("PUT", `/${made.body.id}`, { key, body: content("by-key-2") })).status).toBe(200);
		const wide = (await create("wide", { projectId: null })).body;
		const attempts = [
			await ask("POST", "", { key, body: { projectId: null, ...content("wider") } }),
			await ask("PUT", `/${wide.id}`, { key, body: content("wider") }),
			await ask("DELETE", `/${wide.id}`, { key }),
		];
		for (const each of attempts) expect([each.status, each.body.code]).toEqual([403, "right_missing"]);
		expect((await ask("DELETE", `/${made.body.id}`, { key })).status).toBe(204);
		expect((await changesOf(made.body.id)).map(({ actor }) => actor.kind)).toEqual(["key", "key", "key"]);
	});
});

/** The oldest first. */
async function changesOf(subjectId: string): Promise<AuditEntry[]> {
	const { body } = await accounts.ask(`/api/v1/audit?subjectId=${subjectId}`, { cookie: mine.cookie });
	return body.entries.toReversed();
}

test("each change of a route is in the audit log, with what it was before", async () => {
	const { body } = await create("told");
	await ask("PUT", `/${body.id}`, { body: content("told-2", { retries: { count: 4 } }) });
	await ask("PUT", `/${body.id}`, { body: content("told-2", { retries: { count: 4 } }) });
	expect((await create("told-2")).status).toBe(409);
	expect((await ask("PUT", `/${body.id}`, { body: content("told-3", { targets: [{ provider: "x" }] }) })).status).toBe(
		400,
	);
	await ask("DELETE", `/${body.id}`);
	const changes = await changesOf(body.id);
	expect(changes.map(({ action }) => action)).toEqual(["route.created", "route.changed", "route.deleted"]);
	const [created, changed, deleted] = changes;
	expect(created).toMatchObject({
		actor: { name: "one@example.com", role: "owner" },
		projectId: mine.projectId,
		before: null,
		after: { name: "told", projectId: mine.projectId, targets: content("told").targets },
		requestId: "request-1",
	});
	expect([changed?.before, changed?.after]).toEqual([
		{ name: "told", retries: { count: 1, baseMs: 200, maxWaitMs: 2000 } },
		{ name: "told-2", retries: { count: 4, baseMs: 200, maxWaitMs: 2000 } },
	]);
	expect([deleted?.before?.name, deleted?.after]).toEqual(["told-2", null]);
});
