import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { Db, Tx } from "../stores/postgres/open";
import type { RoutePolicy } from "./model";
import { routes } from "./schema";

export type StoredRoute = typeof routes.$inferSelect;

/** Whose routes are meant: an organization's, of these projects and of the whole organization. */
export interface RouteScope {
	organizationId: string;
	projectIds: string[];
}

/** Routes of one organization, at most; the rest is a sign of a script gone wrong. */
const maxRoutes = 500;

const within = ({ organizationId, projectIds }: RouteScope) =>
	and(
		eq(routes.organizationId, organizationId),
		or(isNull(routes.projectId), inArray(routes.projectId, projectIds)),
		isNull(routes.deletedAt),
	);

/** By name; a project's own before the organization's. */
export function listRoutes(db: Db, scope: RouteScope): Promise<StoredRoute[]> {
	return db.select().from(routes).where(within(scope)).orderBy(asc(routes.name), sql`${routes.projectId} nulls last`);
}

/** Throws DomainError `not_found` (404) for an id that is not in scope, whether or not somebody else has it. */
export async function requireRoute(db: Db, scope: RouteScope, id: string): Promise<StoredRoute> {
	const [row] = await db
		.select()
		.from(routes)
		.where(and(within(scope), eq(routes.id, id)));
	if (row) return row;
	throw new DomainError("not_found", 404, "There is no such route.");
}

interface NewRoute {
	projectId: string | null;
	name: string;
	policy: RoutePolicy;
	/** The user who makes it; a key or a token is named by the audit log alone. */
	createdBy: string | undefined;
}

/** Throws DomainError `route_name_taken` (409), and `too_many_routes` (409). */
export async function createRoute(db: Db, route: NewRoute, actor: Actor): Promise<StoredRoute> {
	const { organizationId } = actor;
	const held = await db.$count(routes, and(eq(routes.organizationId, organizationId), isNull(routes.deletedAt)));
	if (held >= maxRoutes)
		throw new DomainError(
			"too_many_routes",
			409,
			`An organization has ${maxRoutes} routes at most. Delete some first.`,
		);
	return named(route.name, () =>
		db.transaction(async (tx) => {
			const [row] = await tx
				.insert(routes)
				.values({ id: Bun.randomUUIDv7(), organizationId, ...route })
				.returning();
			if (!row) throw new Error("An inserted route was not returned.");
			await recordRoute(tx, actor, { action: "created", after: row });
			return row;
		}),
	);
}

/** Who changes which route. */
export interface ChangingRoute {
	id: string;
	scope: RouteScope;
	actor: Actor;
}

/** Replaces what a person writes of a route. Gives its new state. Throws as `requireRoute` and `createRoute` do. */
export async function changeRoute(
	db: Db,
	changing: ChangingRoute,
	{ name, policy }: { name: string; policy: RoutePolicy },
): Promise<StoredRoute> {
	return named(name, () =>
		db.transaction(async (tx) => {
			const before = await lockRoute(tx, changing);
			const [after] = await tx
				.update(routes)
				.set({ name, policy, changedAt: sql`clock_timestamp()` })
				.where(eq(routes.id, before.id))
				.returning();
			if (!after) throw new Error("A route that was just seen is gone.");
			await recordRoute(tx, changing.actor, { action: "changed", before, after });
			return after;
		}),
	);
}

/** Deletes a route; its row stays for the calls that went by it. Gives its last state. Throws as `requireRoute` does. */
export async function deleteRoute(db: Db, changing: ChangingRoute): Promise<StoredRoute> {
	return db.transaction(async (tx) => {
		const before = await lockRoute(tx, changing);
		const now = sql`clock_timestamp()`;
		await tx.update(routes).set({ deletedAt: now, changedAt: now }).where(eq(routes.id, before.id));
		await recordRoute(tx, changing.actor, { action: "deleted", before });
		return before;
	});
}

async function lockRoute(tx: Tx, { id, scope }: ChangingRoute): Promise<StoredRoute> {
	const [row] = await tx
		.select()
		.from(routes)
		.where(and(within(scope), eq(routes.id, id)))
		.for("update");
	if (row) return row;
	throw new DomainError("not_found", 404, "There is no such route.");
}

type Recorded =
	| { action: "created"; before?: undefined; after: StoredRoute }
	| { action: "changed"; before: StoredRoute; after: StoredRoute }
	| { action: "deleted"; before: StoredRoute; after?: undefined };

async function recordRoute(tx: Tx, actor: Actor, { action, before, after }: Recorded): Promise<void> {
	const { id, name, projectId } = after ?? before;
	await recordChange(tx, actor, {
		action: `route.${action}`,
		subject: { id, name },
		projectId: projectId ?? undefined,
		before: before && told(before),
		after: after && told(after),
	});
}

/** What a person writes of a route. */
function told({ name, projectId, policy }: StoredRoute) {
	return { name, projectId, ...policy };
}

/** PostgreSQL's code for a value that a unique index already holds. https://www.postgresql.org/docs/18/errcodes-appendix.html */
const uniqueViolation = "23505";

async function named<T>(name: string, write: () => Promise<T>): Promise<T> {
	try {
		return await write();
	} catch (error) {
		if (codeOf(error) !== uniqueViolation) throw error;
		throw new DomainError(
			"route_name_taken",
			409,
			`name: there is a route ${name} already. Change that one, or choose another name.`,
		);
	}
}

function codeOf(error: unknown): unknown {
	for (let each = error; each instanceof Error; each = each.cause) if ("code" in each) return each.code;
	return undefined;
}
