import { DomainError } from "../errors";
import type { Project, Session } from "./model";
import type { Right, Role } from "./rights";

/** Who asks, and what they may see: one organization's projects, or a lens key's own one. */
export interface Viewer {
	via: "session" | "key" | "token";
	/** Absent for a lens key and for a token. */
	user?: { id: string; email: string; name: string };
	organization: { id: string; name: string };
	/** Oldest first, and never none. */
	projects: Project[];
	/** In this organization. Of a lens key, that of its creator. */
	role: Role;
	/** What they may do: of the role, or as much of it as a key's scopes leave. */
	rights: ReadonlySet<Right>;
	/** The one project that they act for: of a lens key, and of a token that names a project. */
	boundTo?: string;
	/** The lens key that asks. */
	keyId?: string;
	keyName?: string;
	/** Whom a token speaks for, by its `sub`. */
	subject?: string;
	/** All organizations of the person who asks. */
	organizations?: { id: string; name: string; role: Role }[];
	/** Of the session, to change what it looks at. */
	sessionId?: string;
}

/** Throws DomainError `unauthenticated` (401) when the request carries no session, lens key or token that is valid. */
export type ViewerOf = (request: Request) => Promise<Viewer>;

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

/** The person who asks. Throws DomainError `session_required` (403) for a lens key and for a token. */
export function requireUser({ user }: Viewer): NonNullable<Viewer["user"]> {
	if (user) return user;
	throw new DomainError("session_required", 403, "Only a person can do this: sign in on the dashboard.");
}

/** Throws DomainError `right_missing` (403) unless the viewer may do this; see `rights.ts`. */
export function requireRight({ via, role, rights }: Viewer, right: Right): void {
	if (rights.has(right)) return;
	const why =
		via === "key"
			? "this lens key's scopes and its creator's role do not give"
			: `the role ${role} does not give here. Ask an admin or an owner`;
	throw new DomainError("right_missing", 403, `This needs the right ${right}, which ${why}.`);
}

/**
 * For what concerns all projects of an organization. Throws DomainError `right_missing` (403) for who is bound to one of them,
 * whatever they may do there.
 */
export function requireWholeOrganization({ boundTo }: Viewer): void {
	if (boundTo === undefined) return;
	throw new DomainError(
		"right_missing",
		403,
		"This concerns all projects of the organization; a lens key, or a token for one project, acts for that one only.",
	);
}

/** `GET /api/v1/session` in the shape of the API. */
export function presentSession(viewer: Viewer): Session {
	const { via, user, organization, projects, role, rights, organizations } = viewer;
	return {
		via,
		user: user ?? null,
		organization,
		organizations: organizations ?? [{ ...organization, role }],
		role,
		rights: [...rights],
		projects,
	};
}
