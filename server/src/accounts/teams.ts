import { and, asc, eq, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { Db, Tx } from "../stores/postgres/open";
import type { Team } from "./model";
import { members, projects, teamMembers, teams } from "./schema";
import { isUniqueViolation } from "./single-users";

/** An organization's teams by name. */
export async function listTeams(db: Db | Tx, organizationId: string): Promise<Team[]> {
	const [rows, membership, owned] = await Promise.all([
		db.select().from(teams).where(eq(teams.organizationId, organizationId)).orderBy(asc(teams.name)),
		db
			.select({ teamId: teamMembers.teamId, memberId: teamMembers.memberId })
			.from(teamMembers)
			.innerJoin(teams, eq(teams.id, teamMembers.teamId))
			.where(eq(teams.organizationId, organizationId))
			.orderBy(asc(teamMembers.memberId)),
		db
			.select({ teamId: projects.teamId, id: projects.id })
			.from(projects)
			.where(eq(projects.organizationId, organizationId)),
	]);
	return rows.map(({ id, name, createdAt }) => ({
		id,
		name,
		members: membership.filter(({ teamId }) => teamId === id).map(({ memberId }) => memberId),
		projects: owned.filter(({ teamId }) => teamId === id).map((project) => project.id),
		createdAt: createdAt.toISOString(),
	}));
}

/** The organization's team, locked. Throws DomainError `not_found` (404) for every other id. */
export async function requireTeam(tx: Tx, organizationId: string, teamId: string) {
	const [team] = await tx
		.select()
		.from(teams)
		.where(and(eq(teams.id, teamId), eq(teams.organizationId, organizationId)))
		.for("update");
	if (team) return team;
	throw new DomainError("not_found", 404, "There is no such team.");
}

/** Throws DomainError `name_taken` (409). */
export function createTeam(db: Db, actor: Actor, name: string): Promise<Team> {
	return named(name, () =>
		db.transaction(async (tx) => {
			const id = Bun.randomUUIDv7();
			await tx.insert(teams).values({ id, organizationId: actor.organizationId, name });
			return recorded(tx, actor, { id, action: "team.created" });
		}),
	);
}

/** Throws DomainError `not_found` (404) or `name_taken` (409). */
export function renameTeam(db: Db, actor: Actor, { id, name }: { id: string; name: string }): Promise<Team> {
	return named(name, () =>
		db.transaction(async (tx) => {
			const before = await requireTeam(tx, actor.organizationId, id);
			await tx.update(teams).set({ name }).where(eq(teams.id, before.id));
			return recorded(tx, actor, { id: before.id, action: "team.changed", before: { name: before.name } });
		}),
	);
}

/** Its projects stay, and belong to no team then. Throws DomainError `not_found` (404). */
export async function deleteTeam(db: Db, actor: Actor, id: string): Promise<void> {
	await db.transaction(async (tx) => {
		const { name } = await requireTeam(tx, actor.organizationId, id);
		const before = (await listTeams(tx, actor.organizationId)).find((team) => team.name === name);
		await tx.delete(teams).where(eq(teams.id, id));
		await recordChange(tx, actor, { action: "team.deleted", subject: { id, name }, before });
	});
}

interface Membership {
	teamId: string;
	memberId: string;
	/** False takes the member out. */
	isIn: boolean;
}

/** Puts a member into a team, or takes them out; twice is as once. Throws DomainError `not_found` (404). */
export async function changeTeamMember(db: Db, actor: Actor, { teamId, memberId, isIn }: Membership): Promise<Team> {
	return db.transaction(async (tx) => {
		const team = await requireTeam(tx, actor.organizationId, teamId);
		const [member] = await tx
			.select({ id: members.id })
			.from(members)
			.where(and(eq(members.id, memberId), eq(members.organizationId, actor.organizationId)));
		if (!member) throw new DomainError("not_found", 404, "There is no such member.");
		const before = (await listTeams(tx, actor.organizationId)).find(({ id }) => id === team.id);
		const row = { teamId: team.id, memberId: member.id };
		if (isIn) await tx.insert(teamMembers).values(row).onConflictDoNothing();
		else
			await tx
				.delete(teamMembers)
				.where(sql`${teamMembers.teamId} = ${row.teamId} and ${teamMembers.memberId} = ${row.memberId}`);
		return recorded(tx, actor, { id: team.id, action: "team.changed", before });
	});
}

interface Recorded {
	id: string;
	action: "team.created" | "team.changed";
	before?: object;
}

async function recorded(tx: Tx, actor: Actor, { id, action, before }: Recorded): Promise<Team> {
	const team = (await listTeams(tx, actor.organizationId)).find((each) => each.id === id);
	if (!team) throw new Error("A team that was just written is gone.");
	const state = before && "members" in before ? before : before && { ...team, ...before };
	await recordChange(tx, actor, { action, subject: team, before: state, after: team });
	return team;
}

async function named<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!isUniqueViolation(error)) throw error;
		throw new DomainError("name_taken", 409, `There is a team with the name ${name} already.`);
	}
}
