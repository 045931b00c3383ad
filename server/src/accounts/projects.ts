import { eq, sql } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";
import type { NewProject, Project, ProjectChange } from "./model";
import { projects } from "./schema";

type ProjectRow = typeof projects.$inferSelect;

/** A project in the shape of the API. */
export function presentProject({ id, organizationId, name, capture, createdAt }: ProjectRow): Project {
	return { id, organizationId, name, capture, createdAt: createdAt.toISOString() };
}

export async function createProject(
	db: Db,
	organizationId: string,
	wanted: typeof NewProject.static,
): Promise<Project> {
	const [row] = await db
		.insert(projects)
		.values({ id: Bun.randomUUIDv7(), organizationId, ...wanted })
		.returning();
	if (!row) throw new Error("An inserted project was not returned.");
	return presentProject(row);
}

/** Changes a project, which the caller has checked to be the viewer's. Also gives when, for the key ring. */
export async function changeProject(
	db: Db,
	id: string,
	change: typeof ProjectChange.static,
): Promise<{ project: Project; changedAtMs: number }> {
	const [row] = await db
		.update(projects)
		.set({ ...change, changedAt: sql`clock_timestamp()` })
		.where(eq(projects.id, id))
		.returning();
	if (!row) throw new Error("A project that was just seen is gone.");
	return { project: presentProject(row), changedAtMs: row.changedAt.getTime() };
}
