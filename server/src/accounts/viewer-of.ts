import { isAPIError } from "better-auth/api";
import { and, asc, eq } from "drizzle-orm";
import { DomainError, findDomainError } from "../errors";
import type { KeyRing } from "../keys/key-ring";
import { refusalNow } from "../keys/refusal-for";
import { lensKeys } from "../keys/schema";
import { storeUnavailable } from "../stores/postgres/failure";
import type { Db } from "../stores/postgres/open";
import type { Auth } from "./auth";
import { presentProject } from "./projects";
import { projectRightsIn, rightsOf } from "./rights";
import { members, organizations, projects } from "./schema";
import { isToken, type TokenVerifier } from "./token-verifier";
import type { Viewer, ViewerOf } from "./viewer";

interface Doors {
	db: Db;
	auth: Auth;
	keyRing: KeyRing;
	/** Absent when the server takes no tokens. */
	tokens?: TokenVerifier;
}

/** Reads who asks: by a lens key, a token, or a session's cookie, in this order. */
export function createViewerOf(doors: Doors): ViewerOf {
	return async ({ headers }) => {
		const secret = secretIn(headers);
		const reading = secret === undefined ? ofSession(doors, headers) : ofSecret(doors, secret);
		const viewer = await reading.catch((error) => {
			throw findDomainError(error) ?? error;
		});
		if (viewer) return viewer;
		throw unauthenticated(
			secret === undefined
				? "Sign in, or send a lens key as Authorization: Bearer lk_…"
				: "This lens key is unknown or was revoked.",
		);
	};
}

function unauthenticated(detail: string): DomainError {
	return new DomainError("unauthenticated", 401, detail);
}

/** A lens key or a token. `Authorization` with anything else is not for us. */
function secretIn(headers: Headers): string | undefined {
	const bearer = /^bearer\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "")?.[1];
	const ours = bearer !== undefined && (bearer.startsWith("lk_") || isToken(bearer)) ? bearer : undefined;
	return headers.get("x-lensai-key") ?? ours;
}

function ofSecret(doors: Doors, secret: string): Promise<Viewer | undefined> {
	return isToken(secret) ? ofToken(doors, secret) : ofKey(doors, secret);
}

async function ofKey({ db, keyRing }: Doors, secret: string): Promise<Viewer | undefined> {
	const caller = await keyRing.find(secret);
	if (!caller?.keyId || !caller.grant) return undefined;
	const { role, rights } = caller.grant;
	const refusal = refusalNow(caller, Date.now());
	if (refusal?.code === "lens_key_expired") throw unauthenticated(`This lens key has expired. ${refusal.message}`);
	if (role === undefined) throw unauthenticated("Whoever made this lens key is no member any more. Make a new key.");
	const [row] = await db
		.select({
			project: projects,
			organization: { id: organizations.id, name: organizations.name },
			keyName: lensKeys.name,
		})
		.from(projects)
		.innerJoin(organizations, eq(organizations.id, projects.organizationId))
		.innerJoin(lensKeys, eq(lensKeys.id, caller.keyId))
		.where(eq(projects.id, caller.projectId));
	if (!row) return undefined;
	const { project, organization, keyName } = row;
	const shown = presentProject(project);
	return {
		via: "key",
		organization,
		projects: [shown],
		boundTo: shown.id,
		role,
		rights,
		keyId: caller.keyId,
		keyName,
	};
}

async function ofToken({ db, tokens }: Doors, token: string): Promise<Viewer | undefined> {
	if (tokens === undefined) throw unauthenticated("This server takes no tokens: set JWT_SECRET or JWT_JWKS_URL there.");
	const { organizationId, projectId, role, subject } = await tokens.verify(token);
	const rows = await db
		.select({ project: projects, organization: { id: organizations.id, name: organizations.name } })
		.from(projects)
		.innerJoin(organizations, eq(organizations.id, projects.organizationId))
		.where(
			and(
				eq(projects.organizationId, organizationId),
				projectId === undefined ? undefined : eq(projects.id, projectId),
			),
		)
		.orderBy(asc(projects.id));
	const [first] = rows;
	if (!first) throw unauthenticated("The token names an organization or a project that is not there.");
	const rights = rightsOf(role);
	return {
		via: "token",
		organization: first.organization,
		projects: rows.map(({ project }) => presentProject(project)),
		boundTo: projectId,
		role,
		rights: projectId === undefined ? rights : projectRightsIn(rights),
		subject,
	};
}

async function ofSession({ db, auth }: Doors, headers: Headers): Promise<Viewer | undefined> {
	const found = await readSession(auth, headers);
	if (!found) return undefined;
	const { id, email, name } = found.user;
	const rows = await db
		.select({
			project: projects,
			organization: { id: organizations.id, name: organizations.name, role: members.role },
		})
		.from(members)
		.innerJoin(organizations, eq(organizations.id, members.organizationId))
		.innerJoin(projects, eq(projects.organizationId, organizations.id))
		.where(eq(members.userId, id))
		.orderBy(asc(members.createdAt), asc(projects.id));
	// The session names the organization that was chosen; membership alone decides what may be seen.
	const home = rows.find((row) => row.organization.id === found.session.activeOrganizationId) ?? rows[0];
	if (!home) return undefined;
	const own = rows.filter((row) => row.organization.id === home.organization.id);
	const { role, ...organization } = home.organization;
	return {
		via: "session",
		user: { id, email, name },
		organization,
		projects: own.map(({ project }) => presentProject(project)),
		role,
		rights: rightsOf(role),
		organizations: [...new Map(rows.map((row) => [row.organization.id, row.organization])).values()],
		sessionId: found.session.id,
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
