import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eq } from "drizzle-orm";
import { invitations, organizations, users } from "../../server/src/accounts/schema";
import { DomainError } from "../../server/src/errors";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { accept, invitationTokenFor, join, type Person, signIn } from "../support/people";
import { createTestDatabase, type TestDatabase } from "../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let database: TestDatabase;
let server: TestAccounts;
let owner: Person;
let mailFails = false;
beforeAll(async () => {
	database = await createTestDatabase();
	server = await startAccounts(database.db, {
		beforeMail: () => {
			if (mailFails) throw new DomainError("mail_failed", 502, "The mail could not be sent.");
		},
	});
	owner = await signIn(server, "ada@example.com");
});
afterAll(async () => {
	await server.close();
	await database.close();
});

const invite = (email: string, role = "developer", by = owner) =>
	by.ask("/api/v1/invitations", { body: { email, role } });
const outcomeOf = ({ status, body }: { status: number; body: { code?: string } }) => ({ status, code: body.code });
const acceptWith = (token: string) => server.ask("/api/v1/invitations/accept", { body: { token } });
const idOf = async (email: string) => {
	const { body } = await owner.ask("/api/v1/invitations");
	return body.find((each: { email: string }) => each.email === email)?.id;
};
const unknownId = "01999999-9999-7999-8999-999999999999";

describe("an invitation", () => {
	test("is mailed, read by whoever has the link, and makes a member who is signed in, without an own organization", async () => {
		const sent = await invite("Grace@Example.com");
		expect(sent.status).toBe(201);
		expect(sent.body).toMatchObject({ email: "grace@example.com", role: "developer", invitedBy: "ada@example.com" });
		const token = invitationTokenFor(server, "grace@example.com");
		const read = await server.ask("/api/v1/invitations/read", { body: { token } });
		expect(read.body).toMatchObject({
			organization: { id: owner.organizationId, name: "ada" },
			email: "grace@example.com",
			role: "developer",
			invitedBy: "ada@example.com",
		});

		const before = await database.db.$count(organizations);
		const grace = await accept(server, "grace@example.com");
		expect(await database.db.$count(organizations)).toBe(before);
		const { body } = await grace.ask("/api/v1/session");
		expect(body).toMatchObject({
			user: { email: "grace@example.com" },
			organization: { id: owner.organizationId },
			role: "developer",
			organizations: [{ id: owner.organizationId, role: "developer" }],
		});
		expect(await idOf("grace@example.com")).toBeUndefined();
	});

	test("takes somebody who has an organization into another one, and signs them in there; they switch between both", async () => {
		const bob = await signIn(server, "bob@example.org");
		const joined = await join(server, owner, { email: "bob@example.org", role: "viewer" });
		expect(joined.userId).toBe(bob.userId);
		expect(joined.organizationId).toBe(owner.organizationId);
		const { body } = await joined.ask("/api/v1/session");
		expect(body.organizations.map(({ id, role }: { id: string; role: string }) => [id, role])).toEqual([
			[bob.organizationId, "owner"],
			[owner.organizationId, "viewer"],
		]);
		// The session from before goes on where it was.
		expect((await bob.ask("/api/v1/session")).body.organization.id).toBe(bob.organizationId);

		const to = { body: { organizationId: owner.organizationId } };
		expect((await bob.ask("/api/v1/session/organization", to)).status).toBe(204);
		expect((await bob.ask("/api/v1/session")).body).toMatchObject({
			organization: { id: owner.organizationId },
			role: "viewer",
			projects: [{ id: owner.projectId }],
		});
		expect((await joined.ask("/api/v1/session")).body.organization.id).toBe(owner.organizationId);
	});

	test("works once, also when it is opened several times at once", async () => {
		await invite("once@example.com");
		const token = invitationTokenFor(server, "once@example.com");
		const answers = await Promise.all([1, 2, 3].map(() => acceptWith(token)));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
		expect(outcomeOf(await acceptWith(token))).toEqual({ status: 410, code: "invitation_invalid" });
	});

	test("is stored as a hash only, and a token that nobody was sent opens nothing", async () => {
		await invite("hash@example.com");
		const token = invitationTokenFor(server, "hash@example.com");
		expect(JSON.stringify(await database.db.select().from(invitations))).not.toContain(token);
		expect(outcomeOf(await acceptWith("A".repeat(43)))).toEqual({ status: 410, code: "invitation_invalid" });
		expect((await acceptWith("short")).status).toBe(400);
	});

	test("opens nothing once it has expired or was revoked", async () => {
		for (const email of ["late@example.com", "revoked@example.com"]) await invite(email);
		await database.db
			.update(invitations)
			.set({ expiresAt: new Date(Date.now() - 1) })
			.where(eq(invitations.email, "late@example.com"));
		const id = await idOf("revoked@example.com");
		expect((await owner.ask(`/api/v1/invitations/${id}`, { method: "DELETE" })).status).toBe(204);
		for (const email of ["late@example.com", "revoked@example.com"]) {
			const token = invitationTokenFor(server, email);
			expect((await server.ask("/api/v1/invitations/read", { body: { token } })).status).toBe(410);
			expect(outcomeOf(await acceptWith(token))).toEqual({ status: 410, code: "invitation_invalid" });
		}
		const [nobody] = await database.db.select().from(users).where(eq(users.email, "late@example.com"));
		expect(nobody).toBeUndefined();
	});

	test("is sent again, once a minute at most, and only the newest link works", async () => {
		await invite("again@example.com");
		const first = invitationTokenFor(server, "again@example.com");
		const id = await idOf("again@example.com");
		const resend = () => owner.ask(`/api/v1/invitations/${id}/resend`, { method: "POST" });
		expect(outcomeOf(await resend())).toEqual({ status: 429, code: "resent_too_soon" });
		await database.db
			.update(invitations)
			.set({ sentAt: new Date(Date.now() - 61_000), expiresAt: new Date(Date.now() - 1) })
			.where(eq(invitations.id, id));
		expect((await resend()).status).toBe(200);
		expect((await acceptWith(first)).status).toBe(410);
		expect((await accept(server, "again@example.com")).organizationId).toBe(owner.organizationId);
	});

	test("is there to be sent again when the mail could not be sent", async () => {
		mailFails = true;
		const failed = await invite("bounced@example.com").finally(() => {
			mailFails = false;
		});
		expect(outcomeOf(failed)).toEqual({ status: 502, code: "mail_failed" });
		expect(await idOf("bounced@example.com")).toBeString();
	});

	test("is not sent twice, nor to a member, nor to what is no address", async () => {
		await invite("twice@example.com");
		expect(outcomeOf(await invite("TWICE@example.com"))).toEqual({ status: 409, code: "already_invited" });
		expect(outcomeOf(await invite("ada@example.com"))).toEqual({ status: 409, code: "already_member" });
		expect(outcomeOf(await invite("no address"))).toEqual({ status: 400, code: "invalid_request" });
	});

	test("gives no role above that of whoever sends it", async () => {
		const admin = await join(server, owner, { email: "admin@example.com", role: "admin" });
		const above = await invite("boss@example.com", "owner", admin);
		expect(outcomeOf(above)).toEqual({ status: 403, code: "role_above_yours" });
		expect((await invite("peer@example.com", "admin", admin)).status).toBe(201);
		await invite("boss@example.com", "owner");
		const resent = await admin.ask(`/api/v1/invitations/${await idOf("boss@example.com")}/resend`, { method: "POST" });
		expect(outcomeOf(resent)).toEqual({ status: 403, code: "role_above_yours" });
	});

	test("of another organization is answered like one that does not exist", async () => {
		const stranger = await signIn(server, "eve@example.net");
		await invite("mine@example.com");
		const id = await idOf("mine@example.com");
		expect((await stranger.ask("/api/v1/invitations")).body).toEqual([]);
		for (const [path, method] of [
			["", "DELETE"],
			["/resend", "POST"],
		] as const) {
			const foreign = await stranger.ask(`/api/v1/invitations/${id}${path}`, { method });
			const unknown = await stranger.ask(`/api/v1/invitations/${unknownId}${path}`, { method });
			expect(outcomeOf(foreign)).toEqual({ status: 404, code: "not_found" });
			expect(foreign.body).toEqual(unknown.body);
		}
		expect(
			outcomeOf(await stranger.ask("/api/v1/session/organization", { body: { organizationId: owner.organizationId } })),
		).toEqual({ status: 404, code: "not_found" });
	});
});

test("an organization makes a hundred invitations a day at most, revoked ones included", async () => {
	const crowd = await signIn(server, "crowd@example.com");
	const rows = Array.from({ length: 99 }, (_, index) => ({
		id: Bun.randomUUIDv7(),
		organizationId: crowd.organizationId,
		email: `guest-${index}@example.com`,
		role: "viewer" as const,
		inviterId: crowd.userId,
		tokenHash: `hash-${index}`,
		expiresAt: new Date(),
	}));
	await database.db.insert(invitations).values(rows);
	expect((await invite("hundredth@example.com", "viewer", crowd)).status).toBe(201);
	const [{ id }] = (await crowd.ask("/api/v1/invitations")).body;
	expect((await crowd.ask(`/api/v1/invitations/${id}`, { method: "DELETE" })).status).toBe(204);
	const more = await invite("more@example.com", "viewer", crowd);
	expect(outcomeOf(more)).toEqual({ status: 409, code: "too_many_invitations" });
});
