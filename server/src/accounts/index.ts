import { Elysia, t } from "elysia";
import { actorOf } from "../audit/record";
import type { OwnKeyRing } from "../keys/key-ring";
import type { SendMail } from "../mail/mail";
import type { Db } from "../stores/postgres/open";
import type { Auth } from "./auth";
import { answerAuth } from "./auth-door";
import { requireAccepted } from "./auth-refusal";
import { invitationRoutes } from "./invitation-routes";
import { NewProject, Project, ProjectChange, Session } from "./model";
import { people } from "./people";
import { changeProject, createProject } from "./projects";
import { presentSession, requireProject, requireRight, type ViewerOf } from "./viewer";

export interface AccountsDeps {
	db: Db;
	auth: Auth;
	viewerOf: ViewerOf;
	/** Told at once of what concerns keys: a project or a member that was changed. */
	keyRing: OwnKeyRing;
	/** Sends invitations. */
	sendMail: SendMail;
	/** Base of the links in them. */
	publicUrl: string;
}

/** Who is signed in, the organization's projects, its people, and better-auth's own routes below `/api/auth`. */
export function accounts(deps: AccountsDeps) {
	const { db, auth, viewerOf, keyRing } = deps;
	return new Elysia({ name: "accounts" })
		.get("/api/v1/session", async ({ request }) => presentSession(await viewerOf(request)), { response: Session })
		.get(
			"/api/v1/projects",
			async ({ request }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "projects.read");
				return viewer.projects;
			},
			{ response: t.Array(Project) },
		)
		.post(
			"/api/v1/projects",
			async ({ request, body, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "projects.create");
				return status(201, await createProject(db, actorOf(viewer, set), body));
			},
			{ body: NewProject, response: { 201: Project } },
		)
		.patch(
			"/api/v1/projects/:id",
			async ({ request, body: change, params, set }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "projects.manage");
				const { id } = requireProject(viewer, params.id);
				const { project, changedAtMs } = await changeProject(db, { id, actor: actorOf(viewer, set), change });
				keyRing.projectChanged({ id, capture: project.capture, changedAtMs });
				return project;
			},
			{ body: ProjectChange, response: Project },
		)
		.use(people({ db, viewerOf, keyRing }))
		.use(invitationRoutes(deps))
		.all(
			"/api/auth/*",
			async ({ request, server, set }) => {
				const answer = await answerAuth(auth, { request, address: server?.requestIP(request)?.address });
				return requireAccepted(answer, (seconds) => {
					set.headers["retry-after"] = seconds;
				});
			},
			{
				parse: "none",
				detail: { hide: true },
			},
		);
}
