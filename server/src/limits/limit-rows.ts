import { and, asc, eq, gte, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { organizations, projects } from "../accounts/schema";
import { DomainError } from "../errors";
import { lensKeys } from "../keys/schema";
import type { Db } from "../stores/postgres/open";
import type { Limit, LimitScope, Measure } from "./limit";
import type { StoredLimit } from "./limit-book";
import { limits } from "./schema";

type LimitRow = typeof limits.$inferSelect;

/** A limit with the name of whom it is for. */
export interface NamedLimit extends StoredLimit {
	targetName: string;
	createdAt: Date;
}

export interface LimitTarget {
	organizationId: string;
	scope: LimitScope;
	/** The id of the organization, project or lens key. */
	targetId: string;
}

/** Which limits somebody may see: those of these projects and their keys, and the organization's own where `all`. */
export interface LimitSight {
	organizationId: string;
	projectIds: string[];
	all: boolean;
	/** Narrows the keys to this one. */
	keyId?: string;
}

/** The limits that are in force: the organization's first, then projects and keys, each by name. */
export async function listLimits(
	db: Db,
	{ organizationId, projectIds, all, keyId }: LimitSight,
): Promise<NamedLimit[]> {
	const ofKeys = and(inArray(lensKeys.projectId, projectIds), ...(keyId === undefined ? [] : [eq(lensKeys.id, keyId)]));
	const rows = await db
		.select({
			row: limits,
			organization: organizations.name,
			project: projects.name,
			key: lensKeys.name,
		})
		.from(limits)
		.innerJoin(organizations, eq(organizations.id, limits.organizationId))
		.leftJoin(projects, eq(projects.id, limits.projectId))
		.leftJoin(lensKeys, eq(lensKeys.id, limits.keyId))
		.where(
			and(
				eq(limits.organizationId, organizationId),
				isNull(limits.deletedAt),
				or(
					...(all ? [and(isNull(limits.projectId), isNull(limits.keyId))] : []),
					inArray(limits.projectId, projectIds),
					ofKeys,
				),
			),
		)
		.orderBy(
			asc(sql`(${limits.projectId} is not null)::int + 2 * (${limits.keyId} is not null)::int`),
			asc(sql`coalesce(${lensKeys.name}, ${projects.name})`),
			asc(limits.id),
		);
	return rows.map(({ row, organization, project, key }) => ({
		...storedOf(row),
		targetName: key ?? project ?? organization,
		createdAt: row.createdAt,
	}));
}

/** Makes a limit. Throws DomainError `limit_exists` (409) when there is one of this measure for the same target. */
export async function createLimit(
	db: Db,
	{ organizationId, scope, targetId, measure, max, createdBy }: LimitTarget & NewRow,
): Promise<StoredLimit> {
	const target = { projectId: scope === "project" ? targetId : null, keyId: scope === "key" ? targetId : null };
	const [row] = await db
		.insert(limits)
		.values({ id: Bun.randomUUIDv7(), organizationId, ...target, measure, max, createdBy })
		.onConflictDoNothing()
		.returning();
	if (row) return storedOf(row);
	throw new DomainError("limit_exists", 409, "There is a limit of this kind already: change that one.");
}

interface NewRow {
	measure: Measure;
	max: number;
	/** The user who makes it. */
	createdBy: string;
}

/** Changes how much a limit allows; undefined when the organization has no such limit. */
export async function changeLimit(
	db: Db,
	{ id, organizationId, max }: { id: string; organizationId: string; max: number },
): Promise<StoredLimit | undefined> {
	return update(db, { id, organizationId }, { max });
}

/** Takes a limit out of force, for good; undefined when the organization has no such limit. */
export async function deleteLimit(
	db: Db,
	which: { id: string; organizationId: string },
): Promise<StoredLimit | undefined> {
	return update(db, which, { deletedAt: sql`now()` });
}

async function update(
	db: Db,
	{ id, organizationId }: { id: string; organizationId: string },
	change: { max: number } | { deletedAt: SQL },
): Promise<StoredLimit | undefined> {
	const [row] = await db
		.update(limits)
		.set({ ...change, changedAt: sql`now()` })
		.where(and(eq(limits.id, id), eq(limits.organizationId, organizationId), isNull(limits.deletedAt)))
		.returning();
	return row && storedOf(row);
}

/** The organization's key with this id, if it was not revoked. */
export async function hasKey(db: Db, { keyId, projectIds }: { keyId: string; projectIds: string[] }): Promise<boolean> {
	const found = await db
		.select({ id: lensKeys.id })
		.from(lensKeys)
		.where(and(eq(lensKeys.id, keyId), inArray(lensKeys.projectId, projectIds), isNull(lensKeys.revokedAt)));
	return found.length > 0;
}

/** A transaction may commit this long after the `now()` that it wrote; twice what the deadline allows it. */
const overlapMs = 5000;

/** All limits in force, or with `since` those that were made, changed or deleted after it. Give `asOf` back as `since`. */
export async function readLimitChanges(
	db: Db,
	since: Date | undefined,
): Promise<{ asOf: Date; changes: StoredLimit[] }> {
	const [clock] = await db.select({ asOf: sql`now()`.mapWith(limits.changedAt) }).from(sql`(select 1) as one`);
	if (clock === undefined) throw new Error("A query that gives one row gave none.");
	const rows = await db
		.select()
		.from(limits)
		.where(since ? gte(limits.changedAt, new Date(since.getTime() - overlapMs)) : isNull(limits.deletedAt));
	return { asOf: clock.asOf, changes: rows.map(storedOf) };
}

function storedOf({ id, organizationId, projectId, keyId, measure, max, changedAt, deletedAt }: LimitRow): StoredLimit {
	const scope: Limit["scope"] = keyId !== null ? "key" : projectId !== null ? "project" : "organization";
	return {
		limit: { id, organizationId, scope, targetId: keyId ?? projectId ?? organizationId, measure, max },
		changedAtMs: changedAt.getTime(),
		deleted: deletedAt !== null,
	};
}
