import { gte, isNull, sql } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";
import type { RouteRow } from "./route-table";
import { routes } from "./schema";

/** What has changed of the routes since the last look. */
export interface RouteChanges {
	/** The database's clock when the look began; give it back as `since`. */
	asOf: Date;
	current: RouteRow[];
	deletedIds: string[];
}

/** A transaction may commit this long after the time that it wrote; twice what the deadline allows it. */
const overlapMs = 5000;

/** Reads every route, or with `since` those that were changed after it. */
export async function readRouteChanges(db: Db, since: Date | undefined): Promise<RouteChanges> {
	const [clock] = await db.select({ asOf: sql`now()`.mapWith(routes.changedAt) }).from(sql`(select 1) as one`);
	if (!clock) throw new Error("a select without conditions gives one row");
	const rows = await db
		.select()
		.from(routes)
		.where(since ? gte(routes.changedAt, new Date(since.getTime() - overlapMs)) : isNull(routes.deletedAt));
	return {
		asOf: clock.asOf,
		current: rows.filter(({ deletedAt }) => deletedAt === null).map(rowOf),
		deletedIds: rows.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id),
	};
}

export function rowOf(row: typeof routes.$inferSelect): RouteRow {
	const { id, organizationId, projectId, name, policy, changedAt } = row;
	return { id, organizationId, projectId, name, policy, changedAtMs: changedAt.getTime() };
}
