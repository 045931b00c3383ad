import { and, eq, gt } from "drizzle-orm";
import { recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { Db, Tx } from "../stores/postgres/open";
import type { Auth } from "./auth";
import { answerAuth } from "./auth-door";
import { createSignInUrl } from "./first-start";
import { hashInvitationToken } from "./invitations";
import type { OpenInvitation } from "./model";
import { invitations, members, organizations, sessions, users } from "./schema";

/** What the link of an invitation is for. Throws DomainError `invitation_invalid` (410) when it opens nothing any more. */
export async function readInvitation(db: Db, token: string): Promise<OpenInvitation> {
	const [row] = await db
		.select({
			invitation: invitations,
			invitedBy: users.email,
			organization: { id: organizations.id, name: organizations.name },
		})
		.from(invitations)
		.innerJoin(organizations, eq(organizations.id, invitations.organizationId))
		.innerJoin(users, eq(users.id, invitations.inviterId))
		.where(isOpen(token));
	if (!row) throw invalid();
	const { email, role, expiresAt } = row.invitation;
	return { organization: row.organization, email, role, invitedBy: row.invitedBy, expiresAt: expiresAt.toISOString() };
}

interface Accepting {
	db: Db;
	auth: Auth;
	publicUrl: string;
	token: string;
	/** The caller's address, for the limit on sign-ins; undefined when called in process. */
	address: string | undefined;
	requestId: string | undefined;
}

/**
 * Makes the invited address a member and signs it in: whoever has the link reads that address's mail, which is what a sign-in
 * link shows, too. Gives the cookies of the new session, which looks at the organization. Throws as `readInvitation` does.
 */
export async function acceptInvitation(accepting: Accepting): Promise<{ organizationId: string; cookies: string[] }> {
	const { db, auth, publicUrl } = accepting;
	const { organizationId, email } = await db.transaction((tx) => join(tx, accepting));
	// The session is made by the route that makes all of them. The member is there already, so no organization is made for them.
	const url = await createSignInUrl({ auth, publicUrl, email, lifetimeMs: 60_000 });
	const answer = await answerAuth(auth, { request: new Request(url), address: accepting.address });
	const cookies = answer.headers.getSetCookie();
	await lookAt(accepting, { organizationId, cookies });
	return { organizationId, cookies };
}

async function join(tx: Tx, { token, requestId }: Accepting) {
	const [invitation] = await tx.select().from(invitations).where(isOpen(token)).for("update");
	if (!invitation) throw invalid();
	const { id, organizationId, email, role } = invitation;
	const userId = await ensureUser(tx, email);
	const memberId = Bun.randomUUIDv7();
	const joined = await tx
		.insert(members)
		.values({ id: memberId, organizationId, userId, role })
		.onConflictDoNothing()
		.returning({ id: members.id });
	await tx.update(invitations).set({ status: "accepted" }).where(eq(invitations.id, id));
	if (joined.length > 0) {
		const actor = { organizationId, kind: "user", id: userId, name: email, role, requestId } as const;
		const change = { action: "member.joined", subject: { id: memberId, name: email }, after: { email, role } } as const;
		await recordChange(tx, actor, change);
	}
	return { organizationId, email };
}

async function ensureUser(tx: Tx, email: string): Promise<string> {
	await tx
		.insert(users)
		.values({ id: Bun.randomUUIDv7(), email, name: email.split("@")[0] ?? email })
		.onConflictDoNothing();
	const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
	if (!user) throw new Error("A user that was just made is not there.");
	return user.id;
}

/** The session that was just made looks at the organization that was just joined, whatever else the person belongs to. */
async function lookAt({ db, auth }: Accepting, looking: { organizationId: string; cookies: string[] }): Promise<void> {
	const cookie = looking.cookies.map((line) => line.split(";")[0]).join("; ");
	const made = await auth.api.getSession({ headers: new Headers({ cookie }) });
	if (!made) return;
	const values = { activeOrganizationId: looking.organizationId };
	await db.update(sessions).set(values).where(eq(sessions.id, made.session.id));
}

function isOpen(token: string) {
	return and(
		eq(invitations.tokenHash, hashInvitationToken(token)),
		eq(invitations.status, "pending"),
		gt(invitations.expiresAt, new Date()),
	);
}

function invalid(): DomainError {
	return new DomainError(
		"invitation_invalid",
		410,
		"This invitation was used, revoked or replaced, or has expired. Ask whoever invited you for a new one.",
	);
}
