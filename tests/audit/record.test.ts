import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eq, sql } from "drizzle-orm";
import { type Actor, actorOf, recordChange } from "../../server/src/audit/record";
import { auditEntries } from "../../server/src/audit/schema";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(() => database.close());

const actorIn = (organizationId: string): Actor => ({
	organizationId,
	kind: "user",
	id: "user-1",
	name: "ada@example.com",
	role: "owner",
	requestId: "request-1",
});
const rowsOf = (organizationId: string) =>
	database.db.select().from(auditEntries).where(eq(auditEntries.organizationId, organizationId));
const record = (organizationId: string, change: Partial<Parameters<typeof recordChange>[2]>) =>
	database.db.transaction((tx) =>
		recordChange(tx, actorIn(organizationId), { action: "route.changed", subject: { id: "route-1" }, ...change }),
	);

describe("a change", () => {
	test("is kept with who, role, before, after and the request's id", async () => {
		await record("whole", {
			action: "limit.created",
			subject: { id: "limit-1", name: "per minute" },
			projectId: "project-1",
			after: { requests: 10, tokensPerMinute: 5, at: new Date(0), absent: undefined },
		});
		expect(await rowsOf("whole")).toEqual([
			expect.objectContaining({
				actorKind: "user",
				actorId: "user-1",
				actorName: "ada@example.com",
				role: "owner",
				action: "limit.created",
				subjectKind: "limit",
				subjectId: "limit-1",
				subjectName: "per minute",
				projectId: "project-1",
				before: null,
				after: { requests: 10, tokensPerMinute: 5, at: "1970-01-01T00:00:00.000Z" },
				requestId: "request-1",
			}),
		]);
	});

	test("of some members keeps only those, and one of none is none", async () => {
		const before = { name: "a", weights: [1, 2], until: null };
		await record("some", { before, after: { name: "a", weights: [2, 1] } });
		await record("some", { before, after: { ...before } });
		expect(await rowsOf("some")).toEqual([
			expect.objectContaining({ before: { weights: [1, 2] }, after: { weights: [2, 1] } }),
		]);
	});

	test("goes with its transaction when that is rolled back", async () => {
		const change = { action: "price.created", subject: { id: "price-1" }, after: {} } as const;
		const failing = database.db.transaction(async (tx) => {
			await recordChange(tx, actorIn("rolled-back"), change);
			throw new Error("the change failed");
		});
		await expect(failing).rejects.toThrow("the change failed");
		expect(await rowsOf("rolled-back")).toEqual([]);
	});

	test.each([{ secret: "s" }, { key: { hash: "h" } }, { list: [{ apiKey: "k" }] }, { token: null }])(
		"that names a secret does not happen: %j",
		async (after) => {
			await expect(record("secret", { after })).rejects.toThrow(/a secret's name/);
			expect(await rowsOf("secret")).toEqual([]);
		},
	);

	test("never holds a lens key, even where somebody wrote it into a name", async () => {
		const lensKey = `lk_${"a".repeat(49)}`;
		await record("named", { subject: { id: "key-1" }, after: { name: `my ${lensKey}` } });
		expect((await rowsOf("named"))[0]?.after).toEqual({ name: "my lk_aaaaa…" });
	});
});

describe("an entry", () => {
	test.each([
		["updated", sql`update audit_entries set actor_name = 'somebody else'`],
		["deleted", sql`delete from audit_entries`],
		["truncated", sql`truncate audit_entries`],
		["cascaded to", sql`truncate audit_entries cascade`],
	])("is not %s, not even by SQL", async (_how, statement) => {
		await record("kept", { after: { name: "a" } });
		const before = await database.db.$count(auditEntries);
		await expect(database.db.execute(statement).then()).rejects.toMatchObject({
			cause: { message: "audit entries are neither changed nor deleted" },
		});
		expect(await database.db.$count(auditEntries)).toBe(before);
	});
});

describe("whoever asks is an actor", () => {
	const organization = { id: "organization-1", name: "One" };
	const common = { organization, projects: [], role: "admin", rights: new Set<never>() } as const;
	const set = { headers: { "x-request-id": "request-7" } };
	test.each([
		[
			"a person",
			{ via: "session", user: { id: "u", email: "a@b.c", name: "A" } },
			{ kind: "user", id: "u", name: "a@b.c" },
		],
		["a lens key", { via: "key", keyId: "k", keyName: "ci" }, { kind: "key", id: "k", name: "ci" }],
		["a token", { via: "token", subject: "deployer" }, { kind: "token", id: "deployer", name: "deployer" }],
	] as const)("%s", (_who, viewer, expected) => {
		expect(actorOf({ ...common, ...viewer, projects: [] }, set)).toEqual({
			organizationId: "organization-1",
			role: "admin",
			requestId: "request-7",
			...expected,
		});
	});
});
