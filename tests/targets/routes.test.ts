import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { drizzle } from "drizzle-orm/postgres-js";
import { Elysia } from "elysia";
import { createViewerOf } from "../../server/src/accounts/viewer-of";
import type { AuditEntry } from "../../server/src/audit/model";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { targets } from "../../server/src/targets";
import { createBreakers, healthKeyOf } from "../../server/src/targets/breakers";
import type { ProviderDirectory } from "../../server/src/targets/check-route";
import { createRouteRing, type OwnRouteRing } from "../../server/src/targets/route-ring";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const ownKey = crypto.randomUUID();
const providers: ProviderDirectory = {
	ids: () => ["openai", "bedrock"],
	regions: (_, provider) => (provider === "bedrock" ? ["us-east-1", "eu-west-1"] : undefined),
	hasKey: async (_, provider, id) => provider === "openai" && id === ownKey,
};

let database: TestDatabase;
let accounts: TestAccounts;
let ring: OwnRouteRing;
let elsewhere: OwnRouteRing;
const breakers = createBreakers({ now: () => Date.UTC(2026, 10, 22), inARow: 1 });
let app: { handle(request: Request): Promise<Response> };
let mine: { cookie: string; organizationId: string; projectId: string };
let theirs: typeof mine;

beforeAll(async () => {
	database = await createTestDatabase();
	accounts = await startAccounts(database.db);
	const onFailure = (what: string, error: unknown) => {
		throw new Error(what, { cause: error });
	};
	ring = await createRouteRing({ db: database.db, onFailure, refreshMs: 3_600_000 });
	elsewhere = await createRouteRing({ db: database.db, onFailure, refreshMs: 20 });
	const { db, auth, keyRing } = accounts;
	const viewerOf = createViewerOf({ db, auth, keyRing });
	app = new Elysia()
		.onRequest(({ set }) => {
			set.headers["x-request-id"] = "request-1";
		})
		.onError(({ error }) => problemResponse(problemOf(error, "test")))
		.use(targets({ db, viewerOf, routeRing: ring, breakers, providerDirectory: providers }));
	mine = await homeOf("one@example.com");
	theirs = await homeOf("two@example.com");
});
afterAll(async () => {
	ring.close();
	elsewhere.close();
	await accounts.close();
	await database.close();
});

async function homeOf(email: string) {
	const cookie = await accounts.signIn(email);
	const { body } = await accounts.ask("/api/v1/session", { cookie });
	return { cookie, organizationId: body.organization.id, projectId: body.projects[0].id };
}

async function ask(
	method: string,
	path: string,
	{ as = mine, body, key }: { as?: typeof mine; body?: unknown; key?: string } = {},
) {
	const who: Record<string, string> = key === undefined ? { cookie: as.cookie } : { authorization: `Bearer ${key}` };
	const response = await app.handle(
		new Request(`http://localhost/api/v1/routes${path}`, {
			method,
			headers: { ...who, "content-type": "application/json" },
			body: body === undefined ? undefined : JSON.stringify(body),
		}),
	);
	const text = await response.text();
	return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

const content = (name: string, more: object = {}) => ({
	name,
	targets: [
		{ provider: "openai", model: "gpt-4o", weight: 3 },
		{ provider: "bedrock", model: "claude", region: "eu-west-1", weight: 1 },
	],
	...more,
});
const create = (name: string, more: object = {}, as = mine) =>
	ask("POST", "", { as, body: { projectId: as.projectId, ...content(name), ...more } });

describe("a route", () => {
	test("is made with defaults for what is not said, and found by the gateway at once", async () => {
		const { status, body } = await create("fast");
		expect(status).toBe(201);
		expect(body).toMatchObject({
			name: "fast",
			projectId: mine.projectId,
			timeouts: { connectMs: 5000 },
			retries: { count: 1 },
			breakers: [{ state: "closed", until: null, cause: null }, { state: "closed" }],
		});
		expect(ring.find(mine, "fast")).toMatchObject({ id: body.id, policy: { targets: content("fast").targets } });
		expect(ring.find(theirs, "fast")).toBeUndefined();
	});

	test("of the project goes before the organization's of the same name", async () => {
		const all = await create("both", { projectId: null });
		const other = { ...mine, projectId: crypto.randomUUID() };
		expect(ring.find(mine, "both")?.id).toBe(all.body.id);
		const own = await create("both");
		expect(ring.find(mine, "both")?.id).toBe(own.body.id);
		expect(ring.find(other, "both")?.id).toBe(all.body.id);
		const { body } = await ask("GET", "");
		expect(body.filter((route: { name: string }) => route.name === "both").map(({ id }: { id: string }) => id)).toEqual(
			[own.body.id, all.body.id],
		);
	});

	test("is changed and deleted here at once, and on other servers soon", async () => {
		const { body } = await create("moving");
		await until(() => elsewhere.find(mine, "moving") !== undefined);
		const changed = await ask("PUT", `/${body.id}`, { body: content("moved", { retries: { count: 4 } }) });
		expect(changed.body).toMatchObject({ id: body.id, name: "moved", retries: { count: 4, baseMs: 200 } });
		expect(ring.find(mine, "moving")).toBeUndefined();
		expect(ring.find(mine, "moved")?.policy.retries.count).toBe(4);
		await until(() => elsewhere.find(mine, "moved") !== undefined && elsewhere.find(mine, "moving") === undefined);
		expect((await ask("DELETE", `/${body.id}`)).status).toBe(204);
		expect(ring.find(mine, "moved")).toBeUndefined();
		await until(() => elsewhere.find(mine, "moved") === undefined);
		expect((await ask("GET", `/${body.id}`)).status).toBe(404);
		expect((await ask("DELETE", `/${body.id}`)).status).toBe(404);
	});

	test("gives its name free when it is deleted", async () => {
		const first = await create("again");
		expect((await create("again")).body).toMatchObject({ status: 409, code: "route_name_taken" });
		await ask("DELETE", `/${first.body.id}`);
		const second = await create("again");
		expect(second.status).toBe(201);
		expect(ring.find(mine, "again")?.id).toBe(second.body.id);
	});

	test("cannot take another's name when it is changed", async () => {
		await create("taken");
		const { body } = await create("taker");
		expect((await ask("PUT", `/${body.id}`, { body: content("taken") })).status).toBe(409);
		expect(ring.find(mine, "taker")).toBeDefined();
	});

	test("shows its targets' breakers as they are now", async () => {
		const { body } = await create("broken", { targets: [{ provider: "openai", model: "broken-model" }] });
		const key = healthKeyOf(mine.organizationId, { provider: "openai", model: "broken-model" });
		breakers.enter(key)?.failed({ why: "503" });
		expect((await ask("GET", `/${body.id}`)).body.breakers).toEqual([
			{ state: "open", until: "2026-11-22T00:00:15.000Z", cause: "503; 1 failures in a row" },
		]);
	});
});

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

describe("what is wrong with a route is said, and where", () => {
	const target = { provider: "openai" };
	test("when it names what there is not", async () => {
		expect((await create("wrong", { targets: [target, { provider: "opnai" }] })).body).toMatchObject({
			status: 400,
			code: "invalid_route",
			detail: "targets[1].provider: there is no provider opnai; there is openai, bedrock.",
		});
	});

	test.each<[string, object, string]>([
		["no targets", { targets: [] }, "body.targets"],
		["a weight that is too heavy", { targets: [{ ...target, weight: 1001 }] }, "body.targets.0.weight"],
		["a status that is none", { moveOn: { statuses: [200] } }, "body.moveOn.statuses.0"],
		["a name with a space", { name: "a b" }, "body.name"],
		["a U+0000", { targets: [{ ...target, model: "a\u0000" }] }, "body.targets.0.model"],
	])("%s", async (_, more, where) => {
		const { status, body } = await create("wrong", more);
		expect([status, body.code]).toEqual([400, "invalid_request"]);
		expect(body.detail).toContain(where);
	});

	test("a key of one's own is taken", async () => {
		expect((await create("keyed", { targets: [{ ...target, providerKeyId: ownKey }] })).status).toBe(201);
	});
});

describe("an explanation", () => {
	const explain = (route: object, call: object = {}) =>
		ask("POST", "/explain", { body: { projectId: mine.projectId, route: content("r", route), call } });

	test("says where a call would go, how often first, and why", async () => {
		const { body } = await explain({ targets: [...content("r").targets, { provider: "openai", model: "gpt-4.1" }] });
		expect(body).toEqual({
			targets: [
				{ index: 0, target: "openai gpt-4o", model: "gpt-4o", share: 0.75, reason: "weight 3 of 4" },
				{ index: 1, target: "bedrock claude (eu-west-1)", model: "claude", share: 0.25, reason: "weight 1 of 4" },
				{ index: 2, target: "openai gpt-4.1", model: "gpt-4.1", share: 0, reason: "next in order" },
			],
			leftOut: [],
		});
	});

	test("says what is left out for this call", async () => {
		const targets = [
			{ provider: "openai", when: { environments: ["prod"] } },
			{ provider: "bedrock", model: "claude" },
		];
		const { body } = await explain({ targets }, { environment: "dev", model: "gpt-4o" });
		expect(body.targets).toMatchObject([{ index: 1, share: 1, reason: "first in order" }]);
		expect(body.leftOut).toEqual([
			{ index: 0, target: "openai", reason: "condition not met: wants environment prod; the call has dev" },
		]);
	});

	test("of a route that could not be saved says what is wrong", async () => {
		expect((await explain({ targets: [{ provider: "x" }] })).body.code).toBe("invalid_route");
	});
});

test("routes are found while the database is away, and the failure is told", async () => {
	const { body } = await create("steady");
	const connection = database.connect({ max: 1 });
	const failures: string[] = [];
	const other = await createRouteRing({
		db: drizzle(connection),
		onFailure: (what) => void failures.push(what),
		refreshMs: 20,
	});
	await connection.end();
	await until(() => failures.length > 1);
	expect(failures[0]).toBe("refresh the routes");
	expect(other.find(mine, "steady")?.id).toBe(body.id);
	other.close();
});
