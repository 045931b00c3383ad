import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eq, sql } from "drizzle-orm";
import { firstStart } from "../../server/src/accounts/first-start";
import { members, organizations, sessions, users, verifications } from "../../server/src/accounts/schema";
import { cookieOf, linkIn, publicUrl, startAccounts, type TestAccounts } from "../support/accounts";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let server: TestAccounts;
beforeAll(async () => {
	database = await createTestDatabase();
	server = await startAccounts(database.db);
});
afterAll(async () => {
	await server.close();
	await database.close();
});

const pathOf = (url: string) => url.slice(publicUrl.length);
const askForLink = async (email: string) => {
	const { status } = await server.ask("/api/auth/sign-in/magic-link", { body: { email, callbackURL: "/calls" } });
	expect(status).toBe(200);
	return linkIn(server.mails.findLast(({ to }) => to === email));
};

describe("the first start of an empty database", () => {
	test("gives a link that signs in the owner of the project for calls from this machine, once", async () => {
		const answer = await server.ask(pathOf(server.signInUrl));
		expect(answer.status).toBe(302);
		expect(answer.headers.get("location")).toBe(`${publicUrl}/`);

		const session = await server.ask("/api/v1/session", { cookie: cookieOf(answer) });
		expect(session.body).toMatchObject({
			via: "session",
			user: { name: "Owner" },
			organization: { name: "default" },
			projects: [{ name: "default", capture: "full" }],
		});
		expect(server.keyRing.loopback().projectId).toBe(session.body.projects[0].id);

		const again = await server.ask(pathOf(server.signInUrl));
		expect(again.headers.get("location")).toBe(`${publicUrl}/sign-in?error=INVALID_TOKEN`);
		expect(again.headers.getSetCookie()).toEqual([]);
	});

	test("gives a new link at every start until the owner has signed in, and none afterwards", async () => {
		const fresh = await createTestDatabase();
		const other = await startAccounts(fresh.db);
		const second = await firstStart({ db: fresh.db, auth: other.auth, publicUrl, ownerEmail: "other@example.com" });
		expect(second.signInUrl).not.toBe(other.signInUrl);
		cookieOf(await other.ask(pathOf(second.signInUrl ?? "")));
		const third = await firstStart({ db: fresh.db, auth: other.auth, publicUrl, ownerEmail: "other@example.com" });
		expect(third).toEqual({ email: "owner@lensai.local" });
		await other.close();
		await fresh.close();
	});

	test("makes one organization when two servers start at once", async () => {
		const fresh = await createTestDatabase();
		const both = await Promise.all([startAccounts(fresh.db), startAccounts(fresh.db)]);
		expect(await fresh.db.$count(organizations)).toBe(1);
		expect(await fresh.db.$count(users)).toBe(1);
		for (const each of both) await each.close();
		await fresh.close();
	});
});

describe("a link that was mailed", () => {
	test("goes to the address, says how long it works, and leads where the person wanted to go", async () => {
		const link = await askForLink("ada@example.com");
		expect(server.mails.at(-1)).toMatchObject({ to: "ada@example.com", subject: "Sign in to LensAI" });
		expect(server.mails.at(-1)?.text).toContain("within 5 minutes");
		const answer = await server.ask(link);
		expect(answer.headers.get("location")).toBe(`${publicUrl}/calls`);
		const cookie = answer.headers.getSetCookie().join();
		expect(cookie).toContain("HttpOnly");
		expect(cookie).toContain("SameSite=Lax");
	});

	test("signs in once, also when it is opened twice at the same time", async () => {
		const link = await askForLink("twice@example.com");
		const answers = await Promise.all([server.ask(link), server.ask(link), server.ask(link)]);
		expect(answers.filter(({ headers }) => headers.getSetCookie().length > 0)).toHaveLength(1);
	});

	test("works no more after five minutes", async () => {
		const link = await askForLink("late@example.com");
		const [row] = await database.db.select().from(verifications).where(sql`value like '%late@example.com%'`);
		const lifetimeMs = (row?.expiresAt.getTime() ?? 0) - (row?.createdAt.getTime() ?? 0);
		expect(Math.round(lifetimeMs / 1000)).toBe(300);
		await database.db
			.update(verifications)
			.set({ expiresAt: new Date(Date.now() - 1) })
			.where(sql`value like '%late@example.com%'`);
		expect((await server.ask(link)).headers.getSetCookie()).toEqual([]);
	});

	test("is stored as a hash only", async () => {
		const link = await askForLink("hash@example.com");
		const token = new URL(link, publicUrl).searchParams.get("token") ?? "";
		expect(token.length).toBeGreaterThan(20);
		const rows = await database.db.select().from(verifications);
		expect(JSON.stringify(rows)).not.toContain(token);
	});

	test("leads nowhere else than to our own pages", async () => {
		const body = { email: "eve@example.com", callbackURL: "https://evil.example" };
		expect((await server.ask("/api/auth/sign-in/magic-link", { body })).status).toBe(403);
	});
});

describe("a first sign-in", () => {
	test("makes an organization of the person's own with the project default", async () => {
		const cookie = await server.signIn("grace@example.com");
		const { body } = await server.ask("/api/v1/session", { cookie });
		expect(body).toMatchObject({
			user: { email: "grace@example.com" },
			organization: { name: "grace" },
			projects: [{ name: "default", organizationId: body.organization.id }],
		});
	});

	test("makes one user and one organization when several links are opened at the same time", async () => {
		const links = [];
		for (let count = 0; count < 5; count++) links.push(await askForLink("many@example.com"));
		// Every connection of the pool is open, so that opening them does not put the five in a row.
		await Promise.all(Array.from({ length: 20 }, () => database.db.execute(sql`select pg_sleep(0.02)`)));
		const answers = await Promise.all(links.map((link) => server.ask(link)));
		const sessionsOf = await Promise.all(
			answers.map((answer) => server.ask("/api/v1/session", { cookie: cookieOf(answer) })),
		);
		expect(new Set(sessionsOf.map(({ body }) => body.organization.id)).size).toBe(1);
		const [user] = await database.db.select().from(users).where(eq(users.email, "many@example.com"));
		expect(await database.db.$count(members, eq(members.userId, user?.id ?? ""))).toBe(1);
	});

	test("is followed by others to the same organization", async () => {
		const [first, second] = [await server.signIn("again@example.com"), await server.signIn("again@example.com")];
		const of = async (cookie: string) => (await server.ask("/api/v1/session", { cookie })).body.organization.id;
		expect(await of(second)).toBe(await of(first));
	});
});

describe("a session", () => {
	test("ends with signing out", async () => {
		const cookie = await server.signIn("bye@example.com");
		expect((await server.ask("/api/auth/sign-out", { cookie, body: {} })).status).toBe(200);
		expect((await server.ask("/api/v1/session", { cookie })).status).toBe(401);
	});

	test("is not one when it has expired or its cookie was tampered with", async () => {
		const cookie = await server.signIn("old@example.com");
		expect((await server.ask("/api/v1/session", { cookie: `${cookie.slice(0, -6)}AAAAA%3D` })).status).toBe(401);
		const [user] = await database.db.select().from(users).where(eq(users.email, "old@example.com"));
		await database.db
			.update(sessions)
			.set({ expiresAt: new Date(Date.now() - 1000) })
			.where(eq(sessions.userId, user?.id ?? ""));
		expect((await server.ask("/api/v1/session", { cookie })).status).toBe(401);
	});

	test("is asked for with problem+json and a stable code", async () => {
		const { status, headers, body } = await server.ask("/api/v1/session");
		expect(status).toBe(401);
		expect(headers.get("content-type")).toBe("application/problem+json");
		expect(body).toMatchObject({ code: "unauthenticated", status: 401 });
	});
});

describe("better-auth's routes", () => {
	test("refuse a request from a foreign page", async () => {
		const headers = { origin: "https://evil.example" };
		const body = { email: "ada@example.com" };
		expect((await server.ask("/api/auth/sign-in/magic-link", { headers, body })).status).toBe(403);
		const cookie = await server.signIn("ada@example.com");
		expect((await server.ask("/api/auth/sign-out", { headers, cookie, body: {} })).status).toBe(403);
		expect((await server.ask("/api/v1/session", { cookie })).status).toBe(200);
	});

	test("say what is wrong as the rest of the API does", async () => {
		const ask = async (body: object, headers = {}) => {
			const answer = await server.ask("/api/auth/sign-in/magic-link", { body, headers });
			expect(answer.headers.get("content-type")).toBe("application/problem+json");
			return answer.body;
		};
		expect(await ask({})).toMatchObject({
			type: "/docs/errors#invalid_request",
			title: "Bad request",
			status: 400,
			code: "invalid_request",
			detail: expect.stringContaining("body.email"),
			requestId: expect.any(String),
		});
		expect(await ask({ email: "ada@example.com" }, { origin: "https://evil.example" })).toMatchObject({
			status: 403,
			code: "foreign_origin",
		});
		expect(await ask({ email: "ada@example.com", callbackURL: "https://evil.example/" })).toMatchObject({
			status: 403,
			code: "sign_in_refused",
			detail: expect.stringContaining("callbackURL"),
		});
	});

	test.each([
		"/sign-up/email",
		"/sign-in/email",
		"/organization/create",
		"/organization/invite-member",
		"/update-user",
		"/list-sessions",
		"/get-session",
		"/delete-user",
	])("that we do not offer are not there: %s", async (path) => {
		const cookie = await server.signIn("ada@example.com");
		expect((await server.ask(`/api/auth${path}`, { cookie, body: {} })).status).toBe(404);
	});

	test("take no more than so many requests for a link in a minute, whatever address the caller claims", async () => {
		const fresh = await createTestDatabase();
		const limited = await startAccounts(fresh.db, { signInsPerMinute: 3 });
		const statuses = [];
		for (let count = 0; count < 5; count++) {
			const headers = { "x-lensai-client-address": `10.0.0.${count}`, "x-forwarded-for": `10.0.1.${count}` };
			const body = { email: "flood@example.com" };
			const answer = await limited.ask("/api/auth/sign-in/magic-link", { headers, body });
			statuses.push(answer.status);
			if (count < 3) continue;
			expect(answer.body).toMatchObject({ status: 429, code: "too_many_sign_ins" });
			expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
		}
		expect(statuses.slice(-2)).toEqual([429, 429]);
		await limited.close();
		await fresh.close();
	});
});
