import { and, asc, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import { lensKeys } from "../keys/schema";
import type { Db, Tx } from "../stores/postgres/open";
import type { Member } from "./model";
import { mayGrant, type Role } from "./rights";
import { members, organizations, projects, sessions, teamMembers, users } from "./schema";
import { requireRight, type Viewer } from "./viewer";

/** An organization's members, in the order in which they joined. */
export async function listMembers(db: Db | Tx, organizationId: string): Promise<Member[]> {
	const [rows, inTeams, keys] = await Promise.all([
		db
			.select({ member: members, email: users.email, name: users.name })
			.from(members)
			.innerJoin(users, eq(users.id, members.userId))
			.where(eq(members.organizationId, organizationId))
			.orderBy(asc(members.createdAt), asc(members.id)),
		db
			.select({ memberId: teamMembers.memberId, teamId: teamMembers.teamId })
			.from(teamMembers)
			.innerJoin(members, eq(members.id, teamMembers.memberId))
			.where(eq(members.organizationId, organizationId)),
		db
			.select({ userId: lensKeys.createdBy, active: count() })
			.from(lensKeys)
			.innerJoin(projects, eq(projects.id, lensKeys.projectId))
			.where(and(eq(projects.organizationId, organizationId), isNull(lensKeys.revokedAt)))
			.groupBy(lensKeys.createdBy),
	]);
	return rows.map(({ member: { id, userId, role, createdAt }, email, name }) => ({
		id,
		userId,
		email,
		name,
		role,
		teams: inTeams.filter(({ memberId }) => memberId === id).map(({ teamId }) => teamId),
		activeKeys: keys.find((each) => each.userId === userId)?.active ?? 0,
		joinedAt: createdAt.toISOString(),
	}));
}

/** Who changes which member. */
export interface ChangingMember {
	id: string;
	viewer: Viewer;
	actor: Actor;
}

/**
 * Gives a member another role; what their lens keys may do shrinks or grows with it. Throws DomainError `not_found` (404),
 * `right_missing` or `role_above_yours` (403), or `last_owner` (409).
 */
export async function changeRole(db: Db, changing: ChangingMember, role: Role): Promise<Member> {
	const { viewer, actor } = changing;
	requireRight(viewer, "members.manage");
	requireGrantable(viewer, role);
	return db.transaction(async (tx) => {
		const before = await lockMember(tx, changing);
		requireGrantable(viewer, before.role);
		if (before.role === "owner" && role !== "owner") await requireAnotherOwner(tx, before);
		await tx.update(members).set({ role }).where(eq(members.id, before.id));
		await touchKeys(tx, before);
		await recordChange(tx, actor, {
			action: "member.changed",
			subject: { id: before.id, name: before.email },
			before: { role: before.role },
			after: { role },
		});
		return requireListed(await listMembers(tx, actor.organizationId), before.id);
	});
}

/** What becomes of the lens keys that a member answers for when they go. */
type KeyFate = "revoke" | "takeOver";

/**
 * Ends a membership: somebody else's with `members.manage`, one's own always, but for the last owner. The keys that they answer
 * for are revoked, or taken over by whoever removes them. Throws as `changeRole` does. Gives the ids of the revoked keys.
 */
export async function removeMember(
	db: Db,
	removing: ChangingMember,
	fate: KeyFate,
): Promise<{ revokedKeys: string[] }> {
	const { viewer, actor } = removing;
	return db.transaction(async (tx) => {
		const member = await lockMember(tx, removing);
		const isSelf = member.userId === viewer.user?.id;
		if (!isSelf) {
			requireRight(viewer, "members.manage");
			requireGrantable(viewer, member.role);
		}
		if (member.role === "owner") await requireAnotherOwner(tx, member);
		const heir = fate === "takeOver" && !isSelf ? viewer.user?.id : undefined;
		const keys = await settleKeys(tx, actor, { member, heir });
		await tx.delete(members).where(eq(members.id, member.id));
		await tx
			.update(sessions)
			.set({ activeOrganizationId: null })
			.where(and(eq(sessions.userId, member.userId), eq(sessions.activeOrganizationId, actor.organizationId)));
		await recordChange(tx, actor, {
			action: isSelf ? "member.left" : "member.removed",
			subject: { id: member.id, name: member.email },
			before: { email: member.email, role: member.role },
		});
		return { revokedKeys: heir === undefined ? keys : [] };
	});
}

/** Throws DomainError `role_above_yours` (403) when a role may do what the viewer may not. */
export function requireGrantable({ rights }: Viewer, role: Role): void {
	if (mayGrant(rights, role)) return;
	throw new DomainError(
		"role_above_yours",
		403,
		`The role ${role} may do more than you: only somebody who may do as much gives or takes it.`,
	);
}

interface LockedMember {
	id: string;
	userId: string;
	email: string;
	role: Role;
	organizationId: string;
}

/** The organization is locked first, so that of two owners who demote each other one stays. */
async function lockMember(tx: Tx, { id, actor: { organizationId } }: ChangingMember): Promise<LockedMember> {
	await tx
		.select({ id: organizations.id })
		.from(organizations)
		.where(eq(organizations.id, organizationId))
		.for("update");
	const [found] = await tx
		.select({
			id: members.id,
			userId: members.userId,
			email: users.email,
			role: members.role,
			organizationId: members.organizationId,
		})
		.from(members)
		.innerJoin(users, eq(users.id, members.userId))
		.where(and(eq(members.id, id.toLowerCase()), eq(members.organizationId, organizationId)));
	if (found) return found;
	throw new DomainError("not_found", 404, "There is no such member.");
}

async function requireAnotherOwner(tx: Tx, { organizationId }: LockedMember): Promise<void> {
	const owners = await tx.$count(members, and(eq(members.organizationId, organizationId), eq(members.role, "owner")));
	if (owners > 1) return;
	throw new DomainError("last_owner", 409, "An organization keeps an owner: make somebody else one first.");
}

/** The key rings of all servers look for keys that were changed. */
async function touchKeys(tx: Tx, member: LockedMember): Promise<void> {
	await tx.update(lensKeys).set({ changedAt: sql`clock_timestamp()` }).where(ofMember(tx, member));
}

function ofMember(tx: Tx, { userId, organizationId }: LockedMember) {
	const inOrganization = tx
		.select({ id: projects.id })
		.from(projects)
		.where(eq(projects.organizationId, organizationId));
	return and(eq(lensKeys.createdBy, userId), isNull(lensKeys.revokedAt), inArray(lensKeys.projectId, inOrganization));
}

async function settleKeys(
	tx: Tx,
	actor: Actor,
	{ member, heir }: { member: LockedMember; heir: string | undefined },
): Promise<string[]> {
	const now = sql`clock_timestamp()`;
	const values = heir === undefined ? { revokedAt: now, changedAt: now } : { createdBy: heir, changedAt: now };
	const keys = await tx
		.update(lensKeys)
		.set(values)
		.where(ofMember(tx, member))
		.returning({ id: lensKeys.id, name: lensKeys.name, projectId: lensKeys.projectId });
	for (const { id, name, projectId } of keys) {
		await recordChange(tx, actor, {
			action: heir === undefined ? "key.revoked" : "key.takenOver",
			subject: { id, name },
			projectId,
			before: { creator: member.email },
			...(heir !== undefined && { after: { creator: actor.name } }),
		});
	}
	return keys.map(({ id }) => id);
}

function requireListed(listed: Member[], id: string): Member {
	const member = listed.find((each) => each.id === id);
	if (!member) throw new Error("A member that was just changed is gone.");
	return member;
}
