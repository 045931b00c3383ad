import { createHash } from "node:crypto";
import { and, desc, eq, gt, or, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { SendMail } from "../mail/mail";
import type { Db, Tx } from "../stores/postgres/open";
import { requireGrantable } from "./members";
import type { Invitation } from "./model";
import type { Role } from "./rights";
import { invitations, members, organizations, users } from "./schema";
import { isUniqueViolation } from "./single-users";
import { requireUser, type Viewer } from "./viewer";

/** How long the link in an invitation works. */
const lifetimeMs = 7 * 24 * 60 * 60 * 1000;
/**
 * Mails go to addresses that nobody has confirmed, and whoever signs in has an organization: so many may wait for an answer or
 * have been made within a day, whatever became of them.
 */
const maxInvitations = 100;
const dayMs = 24 * 60 * 60 * 1000;
const resendAfterMs = 60_000;

export interface Inviting {
	db: Db;
	sendMail: SendMail;
	/** Base of the link. */
	publicUrl: string;
	viewer: Viewer;
	actor: Actor;
}

/** What is stored of an invitation's token: a copy of the database opens no door. */
export function hashInvitationToken(token: string): string {
	return createHash("sha256").update(token).digest("base64url");
}

/** The invitations that wait for an answer, newest first; those that have expired wait to be sent again. */
export async function listInvitations(db: Db, organizationId: string): Promise<Invitation[]> {
	const rows = await select(
		db,
		and(eq(invitations.organizationId, organizationId), eq(invitations.status, "pending")),
	).orderBy(desc(invitations.createdAt));
	return rows.map(present);
}

/**
 * Mails somebody a link to join with a role. Throws DomainError `role_above_yours` (403), `already_member`, `already_invited` or
 * `too_many_invitations` (409), or `mail_failed` (502): the invitation is there then, and can be sent again.
 */
export async function invite(inviting: Inviting, wanted: { email: string; role: Role }): Promise<Invitation> {
	const { db, viewer, actor } = inviting;
	const email = wanted.email.toLowerCase();
	const inviter = requireUser(viewer);
	requireGrantable(viewer, wanted.role);
	const { token, tokenHash } = createToken();
	const invitation = await db
		.transaction(async (tx) => {
			await requireRoom(tx, { email, organizationId: actor.organizationId });
			const id = Bun.randomUUIDv7();
			const values = { id, organizationId: actor.organizationId, email, role: wanted.role, inviterId: inviter.id };
			await tx.insert(invitations).values({ ...values, tokenHash, expiresAt: new Date(Date.now() + lifetimeMs) });
			await recordChange(tx, actor, {
				action: "invitation.sent",
				subject: { id, name: email },
				after: { email, role: wanted.role },
			});
			return requireOne(tx, id);
		})
		.catch((error) => {
			throw isUniqueViolation(error) ? alreadyInvited(email) : error;
		});
	await mail(inviting, invitation, token);
	return invitation;
}

/** Mails a new link; the one before opens nothing any more. Throws DomainError `resent_too_soon` (429), and as `invite` does. */
export async function resendInvitation(inviting: Inviting, id: string): Promise<Invitation> {
	const { db, viewer, actor } = inviting;
	const { token, tokenHash } = createToken();
	const invitation = await db.transaction(async (tx) => {
		const row = await lockPending(tx, { id, organizationId: actor.organizationId });
		requireGrantable(viewer, row.role);
		if (Date.now() - row.sentAt.getTime() < resendAfterMs) {
			throw new DomainError("resent_too_soon", 429, "This invitation was sent less than a minute ago: wait a moment.");
		}
		const renewed = { tokenHash, sentAt: new Date(), expiresAt: new Date(Date.now() + lifetimeMs) };
		await tx.update(invitations).set(renewed).where(eq(invitations.id, row.id));
		const after = await requireOne(tx, row.id);
		await recordChange(tx, actor, {
			action: "invitation.resent",
			subject: { id: row.id, name: row.email },
			before: { expiresAt: row.expiresAt.toISOString() },
			after: { expiresAt: after.expiresAt },
		});
		return after;
	});
	await mail(inviting, invitation, token);
	return invitation;
}

/** The link opens nothing from now on. Throws DomainError `not_found` (404). */
export async function revokeInvitation(db: Db, actor: Actor, id: string): Promise<void> {
	await db.transaction(async (tx) => {
		const { email, role, ...row } = await lockPending(tx, { id, organizationId: actor.organizationId });
		await tx.update(invitations).set({ status: "revoked" }).where(eq(invitations.id, row.id));
		const change = {
			action: "invitation.revoked",
			subject: { id: row.id, name: email },
			before: { email, role },
		} as const;
		await recordChange(tx, actor, change);
	});
}

function createToken() {
	const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
	return { token, tokenHash: hashInvitationToken(token) };
}

async function requireRoom(
	tx: Tx,
	{ email, organizationId }: { email: string; organizationId: string },
): Promise<void> {
	await tx
		.select({ id: organizations.id })
		.from(organizations)
		.where(eq(organizations.id, organizationId))
		.for("update");
	const [member] = await tx
		.select({ id: members.id })
		.from(members)
		.innerJoin(users, eq(users.id, members.userId))
		.where(and(eq(members.organizationId, organizationId), eq(sql`lower(${users.email})`, email)));
	if (member) throw new DomainError("already_member", 409, `${email} is a member already.`);
	const counted = and(
		eq(invitations.organizationId, organizationId),
		or(eq(invitations.status, "pending"), gt(invitations.createdAt, new Date(Date.now() - dayMs))),
	);
	if ((await tx.$count(invitations, counted)) < maxInvitations) return;
	throw new DomainError(
		"too_many_invitations",
		409,
		`An organization sends ${maxInvitations} invitations a day, and no more may wait for an answer. Revoke old ones, or try again tomorrow.`,
	);
}

function alreadyInvited(email: string): DomainError {
	return new DomainError("already_invited", 409, `${email} is invited already: send that invitation again.`);
}

async function lockPending(tx: Tx, { id, organizationId }: { id: string; organizationId: string }) {
	const [row] = await tx
		.select()
		.from(invitations)
		.where(
			and(
				eq(invitations.id, id.toLowerCase()),
				eq(invitations.organizationId, organizationId),
				eq(invitations.status, "pending"),
			),
		)
		.for("update");
	if (row) return row;
	throw new DomainError("not_found", 404, "There is no such invitation.");
}

function select(db: Db | Tx, where: ReturnType<typeof and>) {
	return db
		.select({ invitation: invitations, invitedBy: users.email })
		.from(invitations)
		.innerJoin(users, eq(users.id, invitations.inviterId))
		.where(where);
}

async function requireOne(tx: Tx, id: string): Promise<Invitation> {
	const [row] = await select(tx, eq(invitations.id, id));
	if (!row) throw new Error("An invitation that was just written is gone.");
	return present(row);
}

function present({ invitation, invitedBy }: Awaited<ReturnType<typeof select>>[number]): Invitation {
	const { id, email, role, sentAt, expiresAt } = invitation;
	return { id, email, role, invitedBy, sentAt: sentAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

/** The token stands behind `#`: a browser sends that part to no server, so it is in nobody's log. */
async function mail(
	{ sendMail, publicUrl, viewer }: Inviting,
	{ email, role }: Invitation,
	token: string,
): Promise<void> {
	const days = lifetimeMs / 86_400_000;
	await sendMail({
		to: email,
		subject: `Join ${viewer.organization.name} on LensAI`,
		text: `${viewer.user?.email ?? "A program"} invites you to ${viewer.organization.name} on LensAI, as ${role}.\n\nOpen this link to join. It works once, within ${days} days:\n\n${publicUrl}/invitation#${token}\n\nIf you did not expect it, ignore this message.`,
	});
}
