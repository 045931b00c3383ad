import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type { Project } from "../../server/src/accounts/model";
import { changeProject, presentProject } from "../../server/src/accounts/projects";
import { projects, users } from "../../server/src/accounts/schema";
import { createKeyRing, type OwnKeyRing } from "../../server/src/keys/key-ring";
import { createKey, revokeKey } from "../../server/src/keys/lens-keys";
import { lensKeys } from "../../server/src/keys/schema";
import { createSecret } from "../../server/src/keys/secret";
import type { Db } from "../../server/src/stores/postgres/open";
import { authSecret, pepper, startAccounts } from "../support/accounts";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let project: Project;
let createdBy: string;
const open: OwnKeyRing[] = [];
beforeAll(async () => {
	database = await createTestDatabase();
	await (await startAccounts(database.db)).close();
	const [row] = await database.db.select().from(projects);
	const [owner] = await database.db.select().from(users);
	if (!row || !owner) throw new Error("The first start made no project or no owner.");
	project = presentProject(row);
	createdBy = owner.id;
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
const createElsewhere = async () => (await createKey(database.db, { project, name: "key", pepper, createdBy })).shown;

describe("a key that the ring knows", () => {
	test("is answered at once, the first time and every other time", async () => {
		const { id, secret } = await createElsewhere();
		const ring = await openRing();
		const caller = { organizationId: project.organizationId, projectId: project.id, keyId: id, capture: "full" };
		expect(ring.find(secret)).toEqual(caller as never);
		expect(ring.find(secret)).toBe(ring.find(secret) as never);
	});

	test("follows a change that another server makes, within the refresh interval", async () => {
		const { secret } = await createElsewhere();
		const ring = await openRing({ refreshMs: 20 });
		const captureOf = () => (ring.find(secret) as { capture: string }).capture;
		await changeProject(database.db, project.id, { capture: "metadata" });
		await until(() => captureOf() === "metadata");
		expect(ring.loopback().capture).toBe("metadata");
		await changeProject(database.db, project.id, { capture: "full" });
		await until(() => captureOf() === "full");
	});

	test("is gone when another server revokes it, within the refresh interval", async () => {
		const { id, secret } = await createElsewhere();
		const ring = await openRing({ refreshMs: 20 });
		expect(ring.find(secret)).toMatchObject({ keyId: id });
		await revokeKey(database.db, { id, projectIds: [project.id] });
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
		const { shown } = await createKey(database.db, { project, name: "other", pepper: authSecret, createdBy });
		expect(await ring.find(shown.secret)).toBeUndefined();
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
