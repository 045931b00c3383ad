import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
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
	organizationId: string;
	projectId: string | null;
	name: string;
	policy: RoutePolicy;
	createdBy: string;
}

/** Throws DomainError `route_name_taken` (409), and `too_many_routes` (409). */
export async function createRoute(db: Db, route: NewRoute): Promise<StoredRoute> {
	const held = await db.$count(routes, and(eq(routes.organizationId, route.organizationId), isNull(routes.deletedAt)));
	if (held >= maxRoutes)
		throw new DomainError(
			"too_many_routes",
			409,
			`An organization has ${maxRoutes} routes at most. Delete some first.`,
		);
	const [row] = await named(route.name, () =>
		db
			.insert(routes)
			.values({ id: Bun.randomUUIDv7(), ...route })
			.returning(),
	);
	if (!row) throw new Error("An inserted route was not returned.");
	return row;
}

/** Replaces what a person writes of a route. Gives its state before and after. Throws as `requireRoute` and `createRoute` do. */
export async function changeRoute(
	db: Db,
	scope: RouteScope,
	{ id, name, policy }: { id: string; name: string; policy: RoutePolicy },
): Promise<{ before: StoredRoute; after: StoredRoute }> {
	return named(name, () =>
		db.transaction(async (tx) => {
			const before = await lockRoute(tx, scope, id);
			const [after] = await tx
				.update(routes)
				.set({ name, policy, changedAt: sql`clock_timestamp()` })
				.where(eq(routes.id, id))
				.returning();
			if (!after) throw new Error("A route that was just seen is gone.");
			return { before, after };
		}),
	);
}

/** Deletes a route; its row stays for the calls that went by it. Gives its last state. Throws as `requireRoute` does. */
export async function deleteRoute(db: Db, scope: RouteScope, id: string): Promise<StoredRoute> {
	return db.transaction(async (tx) => {
		const before = await lockRoute(tx, scope, id);
		const now = sql`clock_timestamp()`;
		await tx.update(routes).set({ deletedAt: now, changedAt: now }).where(eq(routes.id, id));
		return before;
	});
}

async function lockRoute(tx: Parameters<Parameters<Db["transaction"]>[0]>[0], scope: RouteScope, id: string) {
	const [row] = await tx
		.select()
		.from(routes)
		.where(and(within(scope), eq(routes.id, id)))
		.for("update");
	if (row) return row;
	throw new DomainError("not_found", 404, "There is no such route.");
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
