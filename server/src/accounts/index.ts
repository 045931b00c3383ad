import { Elysia, t } from "elysia";
import type { OwnKeyRing } from "../keys/key-ring";
import type { Db } from "../stores/postgres/open";
import type { Auth } from "./auth";
import { answerAuth } from "./auth-door";
import { NewProject, Project, ProjectChange, Session } from "./model";
import { changeProject, createProject } from "./projects";
import { presentSession, requireProject, requireUser, type ViewerOf } from "./viewer";

export interface AccountsDeps {
	db: Db;
	auth: Auth;
	viewerOf: ViewerOf;
	/** Told at once of a project that was changed. */
	keyRing: OwnKeyRing;
}

/** Who is signed in, the organization's projects, and better-auth's own routes below `/api/auth`. */
export function accounts({ db, auth, viewerOf, keyRing }: AccountsDeps) {
	return new Elysia({ name: "accounts" })
		.get("/api/v1/session", async ({ request }) => presentSession(await viewerOf(request)), { response: Session })
		.get("/api/v1/projects", async ({ request }) => (await viewerOf(request)).projects, { response: t.Array(Project) })
		.post(
			"/api/v1/projects",
			async ({ request, body, status }) => {
				const viewer = await viewerOf(request);
				requireUser(viewer);
				return status(201, await createProject(db, viewer.organization.id, body));
			},
			{ body: NewProject, response: { 201: Project } },
		)
		.patch(
			"/api/v1/projects/:id",
			async ({ request, body, params }) => {
				const viewer = await viewerOf(request);
				requireUser(viewer);
				const { id } = requireProject(viewer, params.id);
				const { project, changedAtMs } = await changeProject(db, id, body);
				keyRing.projectChanged({ id, capture: project.capture, changedAtMs });
				return project;
			},
			{ body: ProjectChange, response: Project },
		)
		.all(
			"/api/auth/*",
			({ request, server }) => answerAuth(auth, { request, address: server?.requestIP(request)?.address }),
			{
				parse: "none",
				detail: { hide: true },
			},
		);
}
