import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { eq, sql } from "drizzle-orm";
import { organizations } from "../../server/src/accounts/schema";
import type { Actor } from "../../server/src/audit/record";
import { azure } from "../../server/src/providers/azure";
import { createProvider } from "../../server/src/providers/create-provider";
import { openai } from "../../server/src/providers/openai";
import type { ProviderFacts } from "../../server/src/providers/provider";
import { awsKms } from "../../server/src/vault/aws-kms";
import { type Keks, resealDataKeys } from "../../server/src/vault/data-keys";
import { localKek } from "../../server/src/vault/kek";
import { createKeyCabinet, type KeyRow } from "../../server/src/vault/key-cabinet";
import {
	createProviderKey,
	deleteProviderKey,
	requireKeyRow,
	rotateProviderKey,
} from "../../server/src/vault/provider-keys";
import { dataKeys, providerKeys } from "../../server/src/vault/schema";
import { kmsArn, kmsCredentials, startKms } from "../support/kms";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

let database: TestDatabase;
const kek = (byte: number) => localKek(new Uint8Array(32).fill(byte));
let keks: Keks;
let organizationId: string;
const actor = (): Actor => ({
	organizationId,
	kind: "user",
	id: "ada",
	name: "ada@example.com",
	role: "owner",
	requestId: undefined,
});
const providerOf = (facts: ProviderFacts) => createProvider(facts, { fetch, clock: Date.now })[0] as never;

beforeAll(async () => {
	database = await createTestDatabase();
	keks = { current: await kek(1), former: [] };
});
afterAll(() => database.close());
beforeEach(async () => {
	organizationId = Bun.randomUUIDv7();
	await database.db.insert(organizations).values({ id: organizationId, name: "test", slug: organizationId });
});

const vault = () => ({ db: database.db, keks });
const cabinetOf = (own = keks, maxOpened?: number) => createKeyCabinet({ db: database.db, keks: own, maxOpened });

async function addKey(secret: string, facts: ProviderFacts = openai, resource?: string): Promise<KeyRow> {
	const [user] = await database.db.execute<{ id: string }>(
		sql`insert into users (id, name, email) values (${Bun.randomUUIDv7()}, 'x', ${`${Bun.randomUUIDv7()}@x.test`}) returning id`,
	);
	const provider = providerOf(facts);
	return createProviderKey(vault(), {
		provider,
		name: "main",
		secret,
		resource,
		createdBy: user?.id,
		actor: actor(),
	});
}

const wanted = (host = "api.openai.com", provider = "openai") => ({ organizationId, provider, host });

describe("an organization's provider key", () => {
	test("is found for its provider and host, at once when it was opened before", async () => {
		await addKey("sk-one");
		const cabinet = await cabinetOf();
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		expect(cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		expect(cabinet.find(wanted("eu.api.openai.com"))).toEqual({ secret: "sk-one" });
		expect(cabinet.find(wanted("evil.example"))).toBeUndefined();
		expect(cabinet.find(wanted("api.groq.com", "groq"))).toBeUndefined();
		expect(cabinet.find({ ...wanted(), organizationId: "another" })).toBeUndefined();
	});

	test("is found by its id, which opens no other one and no other host", async () => {
		const [older, newer] = [await addKey("sk-one"), await addKey("sk-two")];
		const cabinet = await cabinetOf();
		expect(await cabinet.find({ ...wanted(), id: older.id })).toEqual({ secret: "sk-one" });
		expect(await cabinet.find({ ...wanted(), id: newer.id })).toEqual({ secret: "sk-two" });
		expect(cabinet.find({ ...wanted("evil.example"), id: older.id })).toBeUndefined();
		expect(cabinet.find({ ...wanted("api.groq.com", "groq"), id: older.id })).toBeUndefined();
		expect(cabinet.find({ ...wanted(), id: Bun.randomUUIDv7() })).toBeUndefined();
		expect(cabinet.find({ ...wanted(), organizationId: "another", id: older.id })).toBeUndefined();
	});

	test("says where it may be sent", async () => {
		const older = await addKey("azure-key-one", azure, "one");
		await addKey("azure-key-two", azure, "two");
		const cabinet = await cabinetOf();
		const ofAzure = { organizationId, provider: "azure" };
		expect(cabinet.hostsOf(ofAzure)).toEqual(["two.openai.azure.com", "two.services.ai.azure.com"]);
		expect(cabinet.hostsOf({ ...ofAzure, id: older.id })).toContain("one.openai.azure.com");
		expect(cabinet.hostsOf({ organizationId, provider: "groq" })).toBeUndefined();
	});

	test("is stored sealed: the database holds no part of it but the last four characters", async () => {
		await addKey("sk-proj-very-secret-1234");
		const rows = await database.db.execute(sql`select provider_keys::text as row from provider_keys`);
		const stored = JSON.stringify(rows);
		expect(stored).toContain("1234");
		expect(stored).not.toContain("very-secret");
		expect(stored).not.toContain("sk-proj");
	});

	test("that is newer comes first, and a replaced or deleted one is gone at once", async () => {
		const first = await addKey("sk-one");
		const cabinet = await cabinetOf();
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		const second = await addKey("sk-two");
		cabinet.apply(second);
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-two" });
		const row = await requireKeyRow(database.db, organizationId, second.id);
		const rotated = await rotateProviderKey(vault(), {
			row,
			provider: providerOf(openai),
			secret: "sk-new",
			actor: actor(),
		});
		cabinet.apply(rotated);
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-new" });
		cabinet.apply(await deleteProviderKey(database.db, row.id, actor()));
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		cabinet.apply(rotated);
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		const [kept] = await database.db.select().from(providerKeys).where(eq(providerKeys.id, second.id));
		expect([kept?.sealed, kept?.deletedAt === null]).toEqual([null, false]);
		expect(first.id < second.id).toBe(true);
	});

	test("that another server made, replaced or deleted is seen with the next look", async () => {
		const cabinet = await cabinetOf();
		const row = await addKey("sk-one");
		expect(cabinet.find(wanted())).toBeUndefined();
		await cabinet.refresh();
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		const live = await requireKeyRow(database.db, organizationId, row.id);
		await rotateProviderKey(vault(), { row: live, provider: providerOf(openai), secret: "sk-two", actor: actor() });
		await cabinet.refresh();
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-two" });
		await deleteProviderKey(database.db, live.id, actor());
		await cabinet.refresh();
		expect(cabinet.find(wanted())).toBeUndefined();
	});

	test("for Azure belongs to one resource", async () => {
		await addKey("azure-key", azure, "my-res");
		const cabinet = await cabinetOf();
		expect(await cabinet.find(wanted("my-res.openai.azure.com", "azure"))).toEqual({ secret: "azure-key" });
		expect(cabinet.find(wanted("other.openai.azure.com", "azure"))).toBeUndefined();
		const fault = await addKey("azure-key", azure).catch((error) => error.code);
		expect(fault).toBe("invalid_provider_key");
		expect(await addKey("azure-key", azure, "a.evil.example/").catch((error) => error.code)).toBe(
			"invalid_provider_key",
		);
	});

	test("is known, also for the first time, while PostgreSQL is away", async () => {
		await addKey("sk-one");
		let isAway = false;
		const db = new Proxy(database.db, {
			get(target, name) {
				if (isAway) throw new Error("away");
				return Reflect.get(target, name);
			},
		});
		const cabinet = await createKeyCabinet({ db, keks });
		isAway = true;
		expect(await cabinet.refresh().catch((error) => error.message)).toBe("away");
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
	});

	test("is kept open only up to a bound, and opened again after", async () => {
		const cabinet = await cabinetOf(keks, 1);
		cabinet.apply(await addKey("sk-one"));
		cabinet.apply(await addKey("azure-key", azure, "res"));
		for (let turn = 0; turn < 3; turn++) {
			expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
			expect(await cabinet.find(wanted("res.openai.azure.com", "azure"))).toEqual({ secret: "azure-key" });
		}
		expect(cabinet.find(wanted())).toBeInstanceOf(Promise);
	});

	test("whose row was copied to another organization does not open there", async () => {
		const row = await addKey("sk-one");
		const thief = Bun.randomUUIDv7();
		await database.db.insert(organizations).values({ id: thief, name: "thief", slug: thief });
		await database.db.execute(
			sql`insert into data_keys select ${thief}, kek_id, sealed, now(), now() from data_keys where organization_id = ${organizationId}`,
		);
		await database.db.execute(sql`update provider_keys set organization_id = ${thief} where id = ${row.id}`);
		const cabinet = await cabinetOf();
		const found = Promise.resolve(cabinet.find({ ...wanted(), organizationId: thief }));
		expect(await found.catch((error) => [error.code, error.status])).toEqual(["provider_key_unusable", 503]);
		await database.db.delete(organizations).where(eq(organizations.id, thief));
	});
});

describe("another key-encryption key", () => {
	test("seals the data keys anew and leaves the provider keys as they are", async () => {
		const row = await addKey("sk-one");
		const next = { current: await kek(2), former: [keks.current] };
		expect((await resealDataKeys(database.db, next)).failed).toBe(0);
		const [dataKey] = await database.db.select().from(dataKeys).where(eq(dataKeys.organizationId, organizationId));
		expect(dataKey?.kekId).toBe(next.current.id);
		const [after] = await database.db.select().from(providerKeys).where(eq(providerKeys.id, row.id));
		expect(after?.sealed).toBe(row.sealed);
		const without = { current: next.current, former: [] };
		expect(await (await cabinetOf(without)).find(wanted())).toEqual({ secret: "sk-one" });
		expect(await resealDataKeys(database.db, without)).toEqual({ resealed: 0, failed: 0 });
		await resealDataKeys(database.db, { current: keks.current, former: [next.current] });
	});

	test("without the former one opens nothing, says so, and changes nothing", async () => {
		await addKey("sk-one");
		const lost = { current: await kek(3), former: [] };
		const { resealed, failed } = await resealDataKeys(database.db, lost);
		expect([resealed, failed > 0]).toEqual([0, true]);
		const found = Promise.resolve((await cabinetOf(lost)).find(wanted()));
		const error = await found.catch((reason) => reason);
		expect([error.code, error.message.includes("LENSAI_KEK_FORMER")]).toEqual(["provider_key_unusable", true]);
		expect(await (await cabinetOf()).find(wanted())).toEqual({ secret: "sk-one" });
	});

	test("in AWS KMS takes over from a local one, and KMS is asked once per organization", async () => {
		await addKey("sk-one");
		const server = startKms();
		const kms = awsKms({ arn: kmsArn, region: "eu-west-1", credentials: kmsCredentials, fetch, endpoint: server.url });
		await resealDataKeys(database.db, { current: kms, former: [keks.current] });
		server.operations.length = 0;
		const cabinet = await cabinetOf({ current: kms, former: [] });
		server.failing = () => new Response("", { status: 503 });
		expect(await Promise.resolve(cabinet.find(wanted())).catch((error) => error.code)).toBe("provider_key_unusable");
		server.failing = undefined;
		expect(await cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		expect(cabinet.find(wanted())).toEqual({ secret: "sk-one" });
		expect(server.operations).toEqual(["Decrypt", "Decrypt"]);
		await resealDataKeys(database.db, { current: keks.current, former: [kms] });
		await server.stop();
	});
});
