import { and, eq } from "drizzle-orm";
import { Elysia, t } from "elysia";
import { actorOf } from "../audit/record";
import { DomainError } from "../errors";
import type { OwnKeyRing } from "../keys/key-ring";
import type { Db } from "../stores/postgres/open";
import { changeRole, listMembers, removeMember } from "./members";
import { Member, MemberChange, MemberRemoval, Team, TeamName } from "./model";
import { members, sessions } from "./schema";
import { changeTeamMember, createTeam, deleteTeam, listTeams, renameTeam } from "./teams";
import { requireRight, requireUser, type Viewer, type ViewerOf } from "./viewer";

interface PeopleDeps {
	db: Db;
	viewerOf: ViewerOf;
	/** Told when what keys may do has changed with their creator's role. */
	keyRing: OwnKeyRing;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });
const InTeam = t.Object({ id: t.String({ format: "uuid" }), memberId: t.String({ format: "uuid" }) });
const NoContent = { 204: t.Void() };

/** Members of an organization, and its teams. */
export function people({ db, viewerOf, keyRing }: PeopleDeps) {
	return new Elysia({ name: "people", prefix: "/api/v1", tags: ["members"] })
		.get(
			"/members",
			async ({ request }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "members.read");
				return listMembers(db, viewer.organization.id);
			},
			{ response: t.Array(Member) },
		)
		.patch(
			"/members/:id",
			async ({ request, params: { id }, body: { role }, set }) => {
				const viewer = await viewerOf(request);
				const member = await changeRole(db, { id, viewer, actor: actorOf(viewer, set) }, role);
				await keyRing.refresh();
				return member;
			},
			{ params: ById, body: MemberChange, response: Member },
		)
		.delete(
			"/members/:id",
			async ({ request, params: { id }, query: { keys = "revoke" }, set, status }) => {
				const viewer = await viewerOf(request);
				const { revokedKeys } = await removeMember(db, { id, viewer, actor: actorOf(viewer, set) }, keys);
				for (const keyId of revokedKeys) keyRing.revoked(keyId);
				await keyRing.refresh();
				return status(204, undefined);
			},
			{ params: ById, query: MemberRemoval, response: NoContent },
		)
		.post(
			"/session/organization",
			async ({ request, body, status }) => {
				await switchOrganization(db, await viewerOf(request), body.organizationId);
				return status(204, undefined);
			},
			{ body: t.Object({ organizationId: t.String({ format: "uuid" }) }), response: NoContent },
		)
		.use(teamRoutes({ db, viewerOf }));
}

function teamRoutes({ db, viewerOf }: Pick<PeopleDeps, "db" | "viewerOf">) {
	async function actorFor(request: Request, set: { headers: Record<string, unknown> }) {
		const viewer = await viewerOf(request);
		requireRight(viewer, "teams.manage");
		return actorOf(viewer, set);
	}

	return new Elysia({ prefix: "/teams", tags: ["members"] })
		.get(
			"/",
			async ({ request }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "members.read");
				return listTeams(db, viewer.organization.id);
			},
			{ response: t.Array(Team) },
		)
		.post(
			"/",
			async ({ request, body: { name }, set, status }) =>
				status(201, await createTeam(db, await actorFor(request, set), name)),
			{ body: TeamName, response: { 201: Team } },
		)
		.patch(
			"/:id",
			async ({ request, params: { id }, body: { name }, set }) =>
				renameTeam(db, await actorFor(request, set), { id, name }),
			{ params: ById, body: TeamName, response: Team },
		)
		.delete(
			"/:id",
			async ({ request, params: { id }, set, status }) => {
				await deleteTeam(db, await actorFor(request, set), id);
				return status(204, undefined);
			},
			{ params: ById, response: NoContent },
		)
		.put(
			"/:id/members/:memberId",
			async ({ request, params: { id, memberId }, set }) =>
				changeTeamMember(db, await actorFor(request, set), { teamId: id, memberId, isIn: true }),
			{ params: InTeam, response: Team },
		)
		.delete(
			"/:id/members/:memberId",
			async ({ request, params: { id, memberId }, set }) =>
				changeTeamMember(db, await actorFor(request, set), { teamId: id, memberId, isIn: false }),
			{ params: InTeam, response: Team },
		);
}

/** From now on the session looks at another organization of the person's. Throws DomainError `not_found` (404). */
async function switchOrganization(db: Db, viewer: Viewer, organizationId: string): Promise<void> {
	const { id: userId } = requireUser(viewer);
	const wanted = organizationId.toLowerCase();
	const [membership] = await db
		.select({ id: members.id })
		.from(members)
		.where(and(eq(members.userId, userId), eq(members.organizationId, wanted)));
	if (!membership || viewer.sessionId === undefined) {
		throw new DomainError("not_found", 404, "There is no such organization.");
	}
	await db.update(sessions).set({ activeOrganizationId: wanted }).where(eq(sessions.id, viewer.sessionId));
}
