import { isAPIError } from "better-auth/api";
import { asc, eq } from "drizzle-orm";
import { DomainError, findDomainError } from "../errors";
import type { KeyRing } from "../keys/key-ring";
import { storeUnavailable } from "../stores/postgres/failure";
import type { Db } from "../stores/postgres/open";
import type { Auth } from "./auth";
import type { Project, Session } from "./model";
import { presentProject } from "./projects";
import { members, organizations, projects } from "./schema";

/** Who asks, and what they may see: one organization's projects, or a lens key's own one. */
export interface Viewer {
	via: "session" | "key";
	/** Absent for a lens key. */
	user?: { id: string; email: string; name: string };
	organization: { id: string; name: string };
	/** Oldest first, and never none. */
	projects: Project[];
	/** The lens key that asks. */
	keyId?: string;
}

/** Throws DomainError `unauthenticated` (401) when the request carries no session and no lens key that is valid. */
export type ViewerOf = (request: Request) => Promise<Viewer>;

export function createViewerOf({ db, auth, keyRing }: { db: Db; auth: Auth; keyRing: KeyRing }): ViewerOf {
	return async ({ headers }) => {
		const secret = lensKeyIn(headers);
		const reading = secret === undefined ? ofSession(db, auth, headers) : ofKey(db, keyRing, secret);
		const viewer = await reading.catch((error) => {
			throw findDomainError(error) ?? error;
		});
		if (viewer) return viewer;
		throw new DomainError(
			"unauthenticated",
			401,
			secret === undefined
				? "Sign in, or send a lens key as Authorization: Bearer lk_…"
				: "This lens key is unknown or was revoked.",
		);
	};
}

/**
 * The viewer's project with this id, in upper or lower case, or the first when none is named. Throws DomainError `not_found`
 * (404) for every other id, whether or not somebody else has it.
 */
export function requireProject(viewer: Viewer, projectId?: string): Project {
	const wanted = projectId?.toLowerCase();
	const found = viewer.projects.find(({ id }) => wanted === undefined || id === wanted);
	if (found) return found;
	throw new DomainError("not_found", 404, "There is no such project.");
}

/** The person who asks. Throws DomainError `session_required` (403) for a lens key: keys do not make or change anything. */
export function requireUser({ user }: Viewer): NonNullable<Viewer["user"]> {
	if (user) return user;
	throw new DomainError("session_required", 403, "A lens key cannot do this: sign in on the dashboard.");
}

/** `GET /api/v1/session` in the shape of the API. */
export function presentSession({ via, user, organization, projects }: Viewer): Session {
	return { via, user: user ?? null, organization, projects };
}

function lensKeyIn(headers: Headers): string | undefined {
	const bearer = /^bearer\s+(lk_\S*)\s*$/i.exec(headers.get("authorization") ?? "");
	return headers.get("x-lensai-key") ?? bearer?.[1];
}

async function ofKey(db: Db, keyRing: KeyRing, secret: string): Promise<Viewer | undefined> {
	const caller = await keyRing.find(secret);
	if (!caller) return undefined;
	const [row] = await db
		.select({ project: projects, organization: { id: organizations.id, name: organizations.name } })
		.from(projects)
		.innerJoin(organizations, eq(organizations.id, projects.organizationId))
		.where(eq(projects.id, caller.projectId));
	if (!row) return undefined;
	const { project, organization } = row;
	return { via: "key", organization, projects: [presentProject(project)], keyId: caller.keyId };
}

async function ofSession(db: Db, auth: Auth, headers: Headers): Promise<Viewer | undefined> {
	const found = await readSession(auth, headers);
	if (!found) return undefined;
	const { id, email, name } = found.user;
	const rows = await db
		.select({ project: projects, organization: { id: organizations.id, name: organizations.name } })
		.from(members)
		.innerJoin(organizations, eq(organizations.id, members.organizationId))
		.innerJoin(projects, eq(projects.organizationId, organizations.id))
		.where(eq(members.userId, id))
		.orderBy(asc(members.createdAt), asc(projects.id));
	// The session names the organization that was chosen; membership alone decides what may be seen.
	const home = rows.find((row) => row.organization.id === found.session.activeOrganizationId) ?? rows[0];
	if (!home) return undefined;
	const own = rows.filter((row) => row.organization.id === home.organization.id);
	return {
		via: "session",
		user: { id, email, name },
		organization: home.organization,
		projects: own.map(({ project }) => presentProject(project)),
	};
}

async function readSession(auth: Auth, headers: Headers) {
	try {
		return await auth.api.getSession({ headers });
	} catch (error) {
		// better-auth hides what went wrong behind a 500; reading a session needs the database and nothing else.
		if (isAPIError(error) && error.statusCode === 500) throw storeUnavailable("a session could not be read", error);
		throw error;
	}
}
