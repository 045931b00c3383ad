import { eq, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import type { Db, Tx } from "../stores/postgres/open";
import type { NewProject, Project, ProjectChange } from "./model";
import { projects } from "./schema";
import { requireTeam } from "./teams";

type ProjectRow = typeof projects.$inferSelect;

/** A project in the shape of the API. */
export function presentProject({ id, organizationId, teamId, name, capture, createdAt }: ProjectRow): Project {
	return { id, organizationId, teamId, name, capture, createdAt: createdAt.toISOString() };
}

/** Throws DomainError `not_found` (404) for a team that the organization does not have. */
export async function createProject(db: Db, actor: Actor, wanted: typeof NewProject.static): Promise<Project> {
	return db.transaction(async (tx) => {
		if (wanted.teamId) await requireTeam(tx, actor.organizationId, wanted.teamId);
		return insertProject(tx, actor, wanted);
	});
}

interface ProjectValues {
	name: string;
	capture?: Project["capture"];
	teamId?: string | null;
	takesLoopback?: boolean;
}

/** Writes a project and that it was made. */
export async function insertProject(tx: Tx, actor: Actor, values: ProjectValues): Promise<Project> {
	const [row] = await tx
		.insert(projects)
		.values({ id: Bun.randomUUIDv7(), organizationId: actor.organizationId, ...values })
		.returning();
	if (!row) throw new Error("An inserted project was not returned.");
	const project = presentProject(row);
	await recordChange(tx, actor, {
		action: "project.created",
		subject: project,
		projectId: project.id,
		after: project,
	});
	return project;
}

interface ChangingProject {
	/** Checked to be the viewer's. */
	id: string;
	actor: Actor;
	change: typeof ProjectChange.static;
}

/** Changes a project. Also gives when, for the key ring. Throws as `createProject` does. */
export async function changeProject(
	db: Db,
	{ id, actor, change }: ChangingProject,
): Promise<{ project: Project; changedAtMs: number }> {
	return db.transaction(async (tx) => {
		if (change.teamId) await requireTeam(tx, actor.organizationId, change.teamId);
		const [before] = await tx.select().from(projects).where(eq(projects.id, id)).for("update");
		const [row] = await tx
			.update(projects)
			.set({ ...change, changedAt: sql`clock_timestamp()` })
			.where(eq(projects.id, id))
			.returning();
		if (!before || !row) throw new Error("A project that was just seen is gone.");
		const project = presentProject(row);
		await recordChange(tx, actor, {
			action: "project.changed",
			subject: project,
			projectId: id,
			before: presentProject(before),
			after: project,
		});
		return { project, changedAtMs: row.changedAt.getTime() };
	});
}
