import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { sql } from "drizzle-orm";
import type { AuditEntry } from "../../server/src/audit/model";
import { createAddressGuard } from "../../server/src/providers/address-guard";
import { reconcile } from "../../server/src/reconciliation/reconcile";
import { isDue, runDue } from "../../server/src/reconciliation/schedule";
import { createKeyCabinet } from "../../server/src/vault/key-cabinet";
import { startReconciliation, type TestReconciliation } from "../support/reconciliation";
import { openaiAdminKey } from "../support/reports";

// PostgreSQL and ClickHouse set themselves up in a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let all: TestReconciliation;
beforeAll(async () => {
	all = await startReconciliation();
});
afterAll(() => all.close());
beforeEach(() => {
	all.reports.instead = undefined;
	all.setNow("2026-11-22T12:00:00Z");
});

describe("an admin key", () => {
	test("is added once per provider, listed without its secret, and deleted", async () => {
		const added = await all.addKey("openai");
		expect(added.status).toBe(201);
		expect(added.body).toEqual({
			id: added.body.id,
			provider: "openai",
			name: "finance",
			hosts: [new URL(all.reports.openaiUrl).host],
			lastFour: "0001",
			createdAt: added.body.createdAt,
			lastRun: null,
		});
		expect((await all.ask("/keys")).body).toEqual([added.body]);
		expect(await all.addKey("openai")).toMatchObject({ status: 409, body: { code: "admin_key_exists" } });
		expect((await all.ask(`/keys/${added.body.id}`, { method: "DELETE" })).status).toBe(204);
		expect((await all.ask(`/keys/${added.body.id}`, { method: "DELETE" })).status).toBe(404);
		expect((await all.ask("/keys")).body).toEqual([]);
		const { body } = await all.accounts.ask("/api/v1/audit?subjectKind=adminKey", { cookie: all.owner });
		const entries: AuditEntry[] = body.entries;
		expect(entries.map(({ action }) => action)).toEqual(["adminKey.deleted", "adminKey.created"]);
		expect(JSON.stringify(body)).not.toContain("secret");
	});

	test.each([
		["a key for calls", "openai", "sk-proj-very-secret-a1b2", 400, "invalid_admin_key"],
		["another provider's", "openai", "sk-ant-admin01-very-secret", 400, "invalid_admin_key"],
		["a text with a line break", "openai", "sk-admin-very\nsecret", 400, "invalid_admin_key"],
		["one of a provider without reports", "groq", "sk-admin-very-secret", 404, "not_found"],
	])("is not %s", async (_, provider, secret, status, code) => {
		const refused = await all.ask("/keys", { body: { provider, name: "finance", secret } });
		expect(refused).toMatchObject({ status, body: { code } });
		expect(refused.text).not.toContain("secret");
	});

	test("is never found by the gateway, and does not open as a key for calls", async () => {
		const { body } = await all.addKey("openai");
		const { db, keks } = all.world.vault;
		const [host = ""] = body.hosts;
		const organizationId = all.organizationId;
		const find = async () => (await createKeyCabinet({ db, keks })).find({ organizationId, provider: "openai", host });
		expect(await find()).toBeUndefined();
		await db.execute(
			sql`insert into provider_keys (id, organization_id, provider, name, hosts, last_four, sealed)
				select id, organization_id, provider, name, hosts, last_four, sealed from admin_keys where sealed is not null`,
		);
		expect(find()).rejects.toThrow("cannot be opened");
		await find().catch(() => undefined);
		await db.execute(sql`delete from provider_keys`);
	});
});

describe("a run", () => {
	test("on request reads all keys and says what came of it", async () => {
		const { status, body } = await all.ask("/run", { method: "POST" });
		expect([status, body]).toMatchObject([200, [{ provider: "openai", run: { outcome: "ok", message: null } }]]);
		expect((await all.ask("/")).body.days).toHaveLength(31);
	});

	test("is never two at once, on whatever server, and one that was cut off holds up nobody for long", async () => {
		const asked = Promise.withResolvers<void>();
		const go = Promise.withResolvers<void>();
		all.reports.instead = async () => {
			asked.resolve();
			await go.promise;
			return undefined;
		};
		const key = await all.key("openai");
		const first = reconcile(all.world, key);
		await asked.promise;
		expect(await reconcile(all.world, key)).toBeUndefined();
		expect(await all.ask("/run", { method: "POST" })).toMatchObject({
			status: 409,
			body: { code: "reconciliation_running" },
		});
		expect((await all.ask("/keys")).body[0].lastRun.outcome).toBe("running");
		all.setNow("2026-11-22T12:10:00Z");
		expect((await all.ask("/keys")).body[0].lastRun).toMatchObject({ outcome: "failed", failure: "internal" });
		go.resolve();
		await first;
		// It took longer than a run may: somebody else may have begun, so it keeps nothing.
		expect((await all.ask("/keys")).body[0].lastRun.outcome).toBe("failed");
		expect(await reconcile(all.world, key)).toBeDefined();
	});

	test("of many that begin at the same moment is one", async () => {
		const key = await all.key("openai");
		const go = Promise.withResolvers<void>();
		all.reports.instead = () => go.promise.then(() => undefined);
		let refused = 0;
		const runs = Array.from({ length: 8 }, async () => {
			const run = await reconcile(all.world, key);
			if (run === undefined && ++refused === 7) go.resolve();
			return run;
		});
		expect((await Promise.all(runs)).filter((run) => run !== undefined)).toHaveLength(1);
	});

	test("happens once a day at the organization's minute, at once for a new key, and after the wait asked for", async () => {
		const { organizationId } = all;
		const at = (text: string) => Date.parse(text);
		const started = (text: string, retryAt: string | null = null) =>
			({
				outcome: "ok",
				startedAt: new Date(text),
				retryAt: retryAt === null ? null : new Date(retryAt),
			}) as Parameters<typeof isDue>[1];
		expect(isDue(organizationId, undefined, at("2026-11-22T12:00:00Z"))).toBe(true);
		const minutes = Array.from({ length: 1440 }, (_, minute) => at("2026-11-23T00:00:00Z") + minute * 60_000);
		const first = minutes.findIndex((now) => isDue(organizationId, started("2026-11-22T23:59:59.999Z"), now));
		expect(first).toBeGreaterThan(-1);
		const slot = minutes[first] ?? 0;
		const after = started(new Date(slot + 1).toISOString());
		expect(isDue(organizationId, after, slot + 86_399_000)).toBe(false);
		expect(isDue(organizationId, after, slot + 86_400_000)).toBe(true);
		const told = started("2026-11-22T12:00:00Z", "2026-11-22T12:02:00Z");
		expect(isDue(organizationId, told, at("2026-11-22T12:01:59Z"))).toBe(false);
		expect(isDue(organizationId, told, at("2026-11-22T12:02:00Z"))).toBe(true);
		const running = { ...started("2026-11-22T12:00:00Z"), outcome: "running" } as Parameters<typeof isDue>[1];
		expect(isDue(organizationId, running, at("2026-11-22T12:09:59Z"))).toBe(false);
		expect(isDue(organizationId, running, at("2026-11-22T12:10:00Z"))).toBe(true);
	});

	test("is made by the schedule when it is due, and not again on the same day", async () => {
		all.setNow("2026-11-25T12:00:00Z");
		all.reports.requests.length = 0;
		await runDue(all.world);
		const count = all.reports.requests.length;
		expect(count).toBeGreaterThan(0);
		await runDue(all.world);
		expect(all.reports.requests).toHaveLength(count);
		expect(all.faults).toEqual([]);
	});

	test("asks no address that the guard refuses, and says so", async () => {
		const refusing = createAddressGuard({ allowPrivate: false });
		all.reports.requests.length = 0;
		await reconcile({ ...all.world, addressGuard: refusing }, await all.key("openai"));
		expect(all.reports.requests).toEqual([]);
		expect((await all.ask("/keys")).body[0].lastRun).toMatchObject({ outcome: "failed", failure: "address_refused" });
	});
});

describe("the days asked for", () => {
	test.each([
		["from=2026-02-31", 400],
		["to=2026-13-01", 400],
		["from=2026-11-22&to=2026-11-21", 400],
		["from=2024-11-22&to=2026-11-21", 400],
		["from=2026-11-20&to=2026-11-22", 200],
	])("%s: %d", async (query, status) => {
		const told = await all.ask(`?${query}`);
		expect(told.status).toBe(status);
		expect(told.text).not.toContain(openaiAdminKey);
	});

	test("are those of the viewer's organization alone", async () => {
		const cookie = await all.accounts.signIn("stranger@example.org");
		expect((await all.ask("/", { cookie })).body.days).toEqual([]);
		expect((await all.ask("/keys", { cookie })).body).toEqual([]);
	});
});
