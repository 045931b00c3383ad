import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Caller } from "../../server/src/keys/caller";
import { refusalFor } from "../../server/src/keys/refusal-for";
import { createSecret } from "../../server/src/keys/secret";
import { openPostgres, type Postgres } from "../../server/src/stores/postgres/open";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { createDataFolder } from "../support/data-folder";
import { suspend } from "../support/postgres";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const folder = createDataFolder();
const refreshMs = 50;
const patienceMs = 300;
let postgres: Postgres;
let server: TestAccounts;
let cookie: string;
let key: { id: string; secret: string };
beforeAll(async () => {
	postgres = await openPostgres({ dataDir: folder.path, deadlineMs: patienceMs });
	server = await startAccounts(postgres.db, { refreshMs, patienceMs });
	cookie = await server.signIn("ada@example.com");
	const { body } = await server.ask("/api/v1/session", { cookie });
	key = (await server.ask("/api/v1/keys", { cookie, body: { projectId: body.projects[0].id, name: "app" } })).body;
});
afterAll(async () => {
	await server.close();
	await postgres.close();
	folder.remove();
});

const unavailable = { status: 503, code: "store_unavailable" };

describe("while PostgreSQL hangs", () => {
	test("a known key works on, past many refreshes; an unknown one is 503 in time, never 401; then all is well", async () => {
		const suspension = suspend(folder.path);
		const startedAt = performance.now();
		const unknown = createSecret();
		for (let count = 0; count < 3; count++) {
			await expect(server.keyRing.find(unknown)).rejects.toMatchObject(unavailable);
			expect(server.keyRing.find(key.secret)).toMatchObject({ keyId: key.id });
			expect(server.keyRing.loopback().projectId).toBeString();
		}
		expect(performance.now() - startedAt).toBeGreaterThan(refreshMs * 3);
		expect(performance.now() - startedAt).toBeLessThan(patienceMs * 3 + 2000);
		suspension.resume();

		expect(await server.keyRing.find(unknown)).toBeUndefined();
		expect((await server.ask("/api/v1/session", { key: key.secret })).status).toBe(200);
	});

	test("a key that has expired is refused all the same", async () => {
		const { body } = await server.ask("/api/v1/session", { cookie });
		const expiresAt = new Date(Date.now() + 500).toISOString();
		const wanted = { projectId: body.projects[0].id, name: "short", expiresAt };
		const short = (await server.ask("/api/v1/keys", { cookie, body: wanted })).body;
		const callWanted = { provider: "openai", model: "gpt-4o", environment: undefined };
		const refusal = () => {
			const caller = server.keyRing.find(short.secret) as Caller;
			return refusalFor(caller, { ...callWanted, at: Date.now() })?.code;
		};
		expect(refusal()).toBeUndefined();
		const suspension = suspend(folder.path);
		await until(() => refusal() === "lens_key_expired");
		expect(server.keyRing.find(key.secret)).toMatchObject({ keyId: key.id });
		suspension.resume();
		const { status } = await server.ask("/api/v1/session", { key: short.secret });
		expect(status).toBe(401);
	});

	test("the API answers 503 for a session, a key, a link and a change, and works when it is back", async () => {
		const suspension = suspend(folder.path);
		const answers = await Promise.all([
			server.ask("/api/v1/session", { cookie }),
			server.ask("/api/v1/session", { key: key.secret }),
			server.ask("/api/v1/keys", { cookie }),
			server.ask("/api/auth/sign-in/magic-link", { body: { email: "ada@example.com" } }),
			server.ask("/api/v1/projects", { cookie, body: { name: "new" } }),
		]);
		suspension.resume();
		for (const { status, body } of answers) expect({ status, code: body.code }).toEqual(unavailable);

		expect((await server.ask("/api/v1/session", { cookie })).status).toBe(200);
		const token = decodeURIComponent(cookie).split("=")[1]?.split(".")[0] ?? "";
		expect(token.length).toBeGreaterThan(20);
		expect(server.warnings.join()).toMatch(/^INTERNAL_SERVER_ERROR \(.+\)/);
		expect(server.warnings.join()).not.toContain(token);
		expect(await server.signIn("bob@example.com")).toStartWith("lensai.session_token=");
	});
});
