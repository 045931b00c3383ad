import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { drizzle } from "drizzle-orm/postgres-js";
import { healthKeyOf } from "../../server/src/targets/breakers";
import { createRouteRing, type OwnRouteRing } from "../../server/src/targets/route-ring";
import { until } from "../support/until";
import { content, ownKey, type RoutesApi, startRoutesApi } from "./routes-api";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let api: RoutesApi;
let { ring, mine, theirs, ask, create, breakers } = {} as RoutesApi;
let elsewhere: OwnRouteRing;
beforeAll(async () => {
	api = await startRoutesApi();
	({ ring, mine, theirs, ask, create, breakers } = api);
	const onFailure = (what: string, error: unknown) => {
		throw new Error(what, { cause: error });
	};
	elsewhere = await createRouteRing({ db: api.database.db, onFailure, refreshMs: 20 });
});
afterAll(async () => {
	elsewhere.close();
	await api.close();
});

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
		["a name with a space", { name: "a b" }, "body.name: letters"],
		["half of a surrogate pair", { targets: [{ ...target, model: "a\ud800" }] }, "body.targets.0.model: holds"],
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
	const connection = api.database.connect({ max: 1 });
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
