import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type { Project } from "../../server/src/accounts/model";
import { changeProject, presentProject } from "../../server/src/accounts/projects";
import { type Right, rightsOf } from "../../server/src/accounts/rights";
import { members, projects, users } from "../../server/src/accounts/schema";
import type { Actor } from "../../server/src/audit/record";
import type { Caller } from "../../server/src/keys/caller";
import { createKey } from "../../server/src/keys/create-key";
import { createKeyRing, type OwnKeyRing } from "../../server/src/keys/key-ring";
import type { NewKey } from "../../server/src/keys/model";
import { lensKeys } from "../../server/src/keys/schema";
import { createSecret, hashSecret } from "../../server/src/keys/secret";
import type { Db } from "../../server/src/stores/postgres/open";
import { authSecret, pepper, startAccounts } from "../support/accounts";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let project: Project;
let createdBy: string;
let actor: Actor;
const open: OwnKeyRing[] = [];
beforeAll(async () => {
	database = await createTestDatabase();
	await (await startAccounts(database.db)).close();
	const [row] = await database.db.select().from(projects);
	const [owner] = await database.db.select().from(users);
	if (!row || !owner) throw new Error("The first start made no project or no owner.");
	project = presentProject(row);
	createdBy = owner.id;
	const { organizationId } = project;
	actor = { organizationId, kind: "user", id: owner.id, name: owner.email, role: "owner", requestId: undefined };
});
afterEach(async () => {
	for (const ring of open.splice(0)) await ring.close();
});
afterAll(() => database.close());

/** The ring of one server on this database; its background work is too rare to matter unless a test says otherwise. */
async function openRing(options: { db?: Db; refreshMs?: number; lastUsedMs?: number } = {}): Promise<OwnKeyRing> {
	const { db = database.db, refreshMs = 3_600_000, lastUsedMs = 3_600_000 } = options;
	const ring = await createKeyRing({ db, pepper, onFailure: () => undefined, refreshMs, lastUsedMs });
	open.push(ring);
	return ring;
}

/** A key made by another server: our ring is not told. */
const createElsewhere = async (wanted: Partial<NewKey> = {}, under = pepper) => {
	const making = {
		project,
		wanted: { name: "key", ...wanted },
		pepper: under,
		createdBy,
		rights: rightsOf("owner"),
		actor,
	};
	return (await createKey(database.db, making)).shown;
};
/** What another server writes about a key. */
const changeElsewhere = (id: string, values: Partial<typeof lensKeys.$inferInsert>) =>
	database.db
		.update(lensKeys)
		.set({ ...values, changedAt: sql`clock_timestamp()` })
		.where(eq(lensKeys.id, id));

describe("a key that the ring knows", () => {
	test("is answered at once, the first time and every other time", async () => {
		const { id, secret } = await createElsewhere();
		const ring = await openRing();
		expect(ring.find(secret)).toEqual({
			organizationId: project.organizationId,
			projectId: project.id,
			keyId: id,
			capture: "full",
			grant: {
				role: "owner",
				rights: new Set<Right>([
					...[
						"gateway.call",
						"calls.read",
						"projects.read",
						"keys.read",
						"routes.read",
						"limits.read",
						"payloads.read",
					],
				] as Right[]),
				expiresAtMs: Number.POSITIVE_INFINITY,
			},
		});
		expect(ring.find(secret)).toBe(ring.find(secret) as never);
	});

	test("follows a change that another server makes, within the refresh interval", async () => {
		const { secret } = await createElsewhere();
		const ring = await openRing({ refreshMs: 20 });
		const captureOf = () => (ring.find(secret) as { capture: string }).capture;
		await changeProject(database.db, { id: project.id, actor, change: { capture: "metadata" } });
		await until(() => captureOf() === "metadata");
		expect(ring.loopback().capture).toBe("metadata");
		await changeProject(database.db, { id: project.id, actor, change: { capture: "full" } });
		await until(() => captureOf() === "full");
	});

	test("is gone when another server revokes it, within the refresh interval", async () => {
		const { id, secret } = await createElsewhere();
		const ring = await openRing({ refreshMs: 20 });
		expect(ring.find(secret)).toMatchObject({ keyId: id });
		await changeElsewhere(id, { revokedAt: new Date() });
		await until(async () => (await ring.find(secret)) === undefined);
	});

	test("does not come back by a look at the database that began before it was revoked", async () => {
		const { id, secret } = await createElsewhere();
		const ring = await openRing();
		ring.find(secret);
		ring.revoked(id);
		// The database was not told: what the ring reads there says that the key is active.
		expect(await ring.find(secret)).toBeUndefined();
	});
});

describe("what a key may do", () => {
	const grantOf = (ring: OwnKeyRing, secret: string) => (ring.find(secret) as Caller).grant;

	test("is resolved when the ring loads it", async () => {
		const expiresAt = new Date(Date.now() + 60_000).toISOString();
		const limits = { providers: ["openai"], models: ["gpt-4o*"], environments: ["prod"], expiresAt };
		const { secret } = await createElsewhere({ scopes: ["gateway"], ...limits });
		expect(grantOf(await openRing(), secret)).toEqual({
			role: "owner",
			rights: new Set<Right>(["gateway.call"]),
			expiresAtMs: Date.parse(expiresAt),
			providers: [["openai"]],
			models: [["gpt-4o", ""]],
			environments: ["prod"],
		});
	});

	test("shrinks when its creator's role does, and is nothing when they are no member any more", async () => {
		const { id, secret } = await createElsewhere();
		const ring = await openRing({ refreshMs: 20 });
		expect(grantOf(ring, secret)?.rights.has("gateway.call")).toBe(true);
		await database.db.update(members).set({ role: "billing" }).where(eq(members.userId, createdBy));
		await changeElsewhere(id, {});
		await until(() => grantOf(ring, secret)?.role === "billing");
		expect([...(grantOf(ring, secret)?.rights ?? [])]).toEqual([
			"calls.read",
			"projects.read",
			"keys.read",
			"limits.read",
		]);
		await database.db.update(members).set({ role: "owner" }).where(eq(members.userId, createdBy));
		await changeElsewhere(id, { createdBy: null });
		await until(() => grantOf(ring, secret)?.role === undefined);
		expect(grantOf(ring, secret)?.rights).toEqual(new Set());
	});

	test("goes by both secrets of a rotation until the old one is retired, of which each has its own end", async () => {
		const { id, secret: old } = await createElsewhere();
		const ring = await openRing({ refreshMs: 20 });
		ring.find(old);
		const secret = createSecret();
		const oldUntil = new Date(Date.now() + 60_000);
		const hash = hashSecret(pepper, secret);
		await changeElsewhere(id, { hash, oldHash: hashSecret(pepper, old), oldPrefix: old.slice(0, 8), oldUntil });
		expect(await ring.find(secret)).toMatchObject({ keyId: id, grant: { expiresAtMs: Number.POSITIVE_INFINITY } });
		expect(ring.find(old)).toMatchObject({ keyId: id, grant: { expiresAtMs: oldUntil.getTime() } });
		await changeElsewhere(id, { oldHash: null, oldPrefix: null, oldUntil: null });
		await until(async () => (await ring.find(old)) === undefined);
		expect(ring.find(secret)).toMatchObject({ keyId: id });
	});
});

describe("a key that the ring does not know", () => {
	test("is found when another server has just made it", async () => {
		const ring = await openRing();
		const { id, secret } = await createElsewhere();
		expect(await ring.find(secret)).toMatchObject({ keyId: id });
		expect(ring.find(secret)).toMatchObject({ keyId: id });
	});

	test("is undefined when there is none, or when it was made under another secret of the installation", async () => {
		const ring = await openRing();
		expect(await ring.find(createSecret())).toBeUndefined();
		const { secret } = await createElsewhere({}, authSecret);
		expect(await ring.find(secret)).toBeUndefined();
	});

	test("is refused without asking the database when its checksum is wrong", async () => {
		const { db, counter } = countingDb();
		const ring = await openRing({ db });
		const before = counter.queries;
		const secret = createSecret();
		const slip = secret.slice(0, 10) + (secret[10] === "x" ? "y" : "x") + secret.slice(11);
		expect(ring.find(slip)).toBeUndefined();
		expect(counter.queries).toBe(before);
	});

	test("costs the database next to nothing, however many are tried", async () => {
		const { db, counter } = countingDb();
		const ring = await openRing({ db });
		const before = counter.queries;
		const found = await Promise.all(Array.from({ length: 5000 }, () => ring.find(createSecret())));
		expect(new Set(found)).toEqual(new Set([undefined]));
		// All shared one look, of two queries; a second one may begin while they come in.
		expect(counter.queries - before).toBeLessThanOrEqual(4);
	});
});

test("when a key was last used is written in batches, the latest time only", async () => {
	const { id, secret } = await createElsewhere();
	const ring = await openRing();
	const before = Date.now();
	for (let count = 0; count < 100; count++) ring.find(secret);
	const lastUsedAt = async () => {
		const [row] = await database.db.select().from(lensKeys).where(eq(lensKeys.id, id));
		return row?.lastUsedAt?.getTime();
	};
	expect(await lastUsedAt()).toBeUndefined();
	await ring.close();
	expect(await lastUsedAt()).toBeWithin(before, Date.now() + 1);
});

test("when a key was last used is written while the server runs, too", async () => {
	const { id, secret } = await createElsewhere();
	const ring = await openRing({ lastUsedMs: 20 });
	ring.find(secret);
	await until(async () => {
		const [row] = await database.db.select().from(lensKeys).where(eq(lensKeys.id, id));
		return row?.lastUsedAt !== null;
	});
});

/** The same database through a connection that counts. */
function countingDb() {
	const counter = { queries: 0 };
	const client = database.connect({ max: 2 });
	const logger = { logQuery: () => void counter.queries++ };
	return { db: drizzle(client, { logger }), counter };
}
