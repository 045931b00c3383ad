import { and, eq, gte, isNull, or, type SQL, sql } from "drizzle-orm";
import { projects } from "../accounts/schema";
import { StartError } from "../errors";
import type { Db } from "../stores/postgres/open";
import type { Caller } from "./caller";
import type { ActiveKey } from "./key-table";
import { lensKeys } from "./schema";

/** What has changed of the keys since the last look. */
export interface KeyChanges {
	/** The database's clock when the look began; give it back as `since`. */
	asOf: Date;
	/** Who a call from this machine without a lens key is. */
	loopback: Loopback;
	active: ActiveKey[];
	revokedIds: string[];
}

/** The project that calls from this machine without a lens key belong to. */
export interface Loopback {
	caller: Caller;
	projectChangedAtMs: number;
}

/** A transaction may commit this long after the `now()` that it wrote; twice what the deadline allows it. */
const overlapMs = 5000;

/** Reads every active key, or with `since` the keys and projects that were changed after it: two queries, 1 ms. */
export async function readKeyChanges(db: Db, since: Date | undefined): Promise<KeyChanges> {
	const { asOf, loopback } = await readLoopback(db);
	const rows = await db
		.select({
			id: lensKeys.id,
			hash: lensKeys.hash,
			revokedAt: lensKeys.revokedAt,
			projectId: projects.id,
			organizationId: projects.organizationId,
			capture: projects.capture,
			projectChangedAt: projects.changedAt,
		})
		.from(lensKeys)
		.innerJoin(projects, eq(projects.id, lensKeys.projectId))
		.where(since ? changedAfter(new Date(since.getTime() - overlapMs)) : isNull(lensKeys.revokedAt));
	return {
		asOf,
		loopback,
		revokedIds: rows.filter((row) => row.revokedAt !== null).map((row) => row.id),
		active: rows
			.filter((row) => row.revokedAt === null)
			.map(({ id, hash, projectId, organizationId, capture, projectChangedAt }) => ({
				id,
				hash,
				caller: { organizationId, projectId, keyId: id, capture },
				projectChangedAtMs: projectChangedAt.getTime(),
			})),
	};
}

function changedAfter(time: Date): SQL | undefined {
	return or(gte(lensKeys.changedAt, time), and(isNull(lensKeys.revokedAt), gte(projects.changedAt, time)));
}

async function readLoopback(db: Db) {
	const [project] = await db
		.select({
			asOf: sql`now()`.mapWith(projects.changedAt),
			projectId: projects.id,
			organizationId: projects.organizationId,
			capture: projects.capture,
			changedAt: projects.changedAt,
		})
		.from(projects)
		.where(eq(projects.takesLoopback, true));
	if (!project) throw new StartError("The database holds no project for calls from this machine: run the first start.");
	const { asOf, changedAt, ...caller } = project;
	return { asOf, loopback: { caller, projectChangedAtMs: changedAt.getTime() } };
}
