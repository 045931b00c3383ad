import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { sql } from "drizzle-orm";
import migrations from "../../../server/migrations/postgres/meta/_journal.json";
import { StartError } from "../../../server/src/errors";
import { type EmbeddedPostgres, startEmbedded } from "../../../server/src/stores/postgres/embedded";
import { connectTo, openPostgres } from "../../../server/src/stores/postgres/open";
import { createDataFolder } from "../../support/data-folder";
import { type Relay, startRelay } from "../../support/relay";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const folder = createDataFolder();
const dataDir = "/nonexistent";
let server: EmbeddedPostgres;
let relay: Relay;
beforeAll(async () => {
	server = await startEmbedded({ dataDir: folder.path, answers: async () => false, onEnded: () => undefined });
	relay = await startRelay(server.socket);
});
afterAll(async () => {
	relay.close();
	await server.stop();
	folder.remove();
});

const urlOf = (database: string) => `postgres://lensai:very-secret@127.0.0.1:${relay.port}/${database}`;

describe("with DATABASE_URL", () => {
	test("the same code works on that database, and starts none of its own", async () => {
		const postgres = await openPostgres({ dataDir, databaseUrl: urlOf("postgres") });
		const [row] = await postgres.db.execute(sql`select count(*)::int as projects from projects`);
		expect(row).toEqual({ projects: 0 });
		await postgres.close();
	});

	test("servers that start at the same time migrate it once", async () => {
		const connection = connectTo(server.socket, { max: 1 });
		await connection.unsafe("create database together");
		await connection.end();
		const databaseUrl = urlOf("together");
		const opened = await Promise.all([1, 2, 3].map(() => openPostgres({ dataDir, databaseUrl })));
		const [row] = (await opened[0]?.db.execute(sql`select count(*)::int as applied from migrations`)) ?? [];
		expect(row?.applied).toBe(migrations.entries.length);
		for (const { close } of opened) await close();
	});

	test("a network that swallows everything means 503 within the deadline, and no harm afterwards", async () => {
		const postgres = await openPostgres({ dataDir, databaseUrl: urlOf("postgres"), deadlineMs: 300 });
		relay.swallow();
		await expect(postgres.ping()).rejects.toMatchObject({ code: "store_unavailable", status: 503 });
		relay.passOn();
		await postgres.ping();
		await postgres.close();
	});

	test("connections that died without a word cost one query's patience, not every query's", async () => {
		const postgres = await openPostgres({ dataDir, databaseUrl: urlOf("postgres"), deadlineMs: 300 });
		await Promise.all(Array.from({ length: 20 }, () => postgres.db.execute(sql`select pg_sleep(0.02)`)));
		relay.forgetConnections();
		await expect(postgres.ping()).rejects.toMatchObject({ code: "store_unavailable" });
		await Promise.all(Array.from({ length: 20 }, () => postgres.ping()));
		await postgres.close();
	});
});

describe("a DATABASE_URL that cannot be used is one line that says why, without the password", () => {
	async function complaintOf(databaseUrl: string): Promise<string> {
		const error = await openPostgres({ dataDir, databaseUrl }).then(
			() => undefined,
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(StartError);
		const { message } = error as StartError;
		expect(message).not.toContain("very-secret");
		expect(message).not.toContain("\n");
		return message;
	}

	test("no such database", async () => {
		expect(await complaintOf(urlOf("nowhere"))).toBe(
			`PostgreSQL at 127.0.0.1:${relay.port}/nowhere cannot be used (there is no such database: create it first): check DATABASE_URL.`,
		);
	});

	test("nothing listens", async () => {
		expect(await complaintOf("postgres://lensai:very-secret@127.0.0.1:1/lensai")).toContain("nothing listens there");
	});

	test("no such host", async () => {
		expect(await complaintOf("postgres://lensai:very-secret@db.invalid/lensai")).toMatch(/no such host|looked up/);
	});

	test("a server that says nothing", async () => {
		relay.swallow();
		const message = await complaintOf(urlOf("postgres"));
		relay.passOn();
		expect(message).toContain("it does not answer");
	});

	test("a database that a newer version has migrated", async () => {
		const connection = connectTo(server.socket, { max: 1 });
		await connection.unsafe("create database newer");
		await connection.end();
		const databaseUrl = urlOf("newer");
		const postgres = await openPostgres({ dataDir, databaseUrl });
		await postgres.db.execute(sql`insert into migrations (hash, created_at) values ('of the future', 4102444800000)`);
		await postgres.close();
		expect(await complaintOf(databaseUrl)).toContain("migrated by a newer LensAI");
	});
});
