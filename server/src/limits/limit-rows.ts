import { and, asc, eq, gte, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { organizations, projects } from "../accounts/schema";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import { lensKeys } from "../keys/schema";
import type { Db, Tx } from "../stores/postgres/open";
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
export async function listLimits(db: Db, sight: LimitSight): Promise<NamedLimit[]> {
	const rows = await selectNamed(db)
		.where(inSight(sight))
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

function selectNamed(db: Db | Tx) {
	return db
		.select({
			row: limits,
			organization: organizations.name,
			project: projects.name,
			key: lensKeys.name,
			keyProjectId: lensKeys.projectId,
		})
		.from(limits)
		.innerJoin(organizations, eq(organizations.id, limits.organizationId))
		.leftJoin(projects, eq(projects.id, limits.projectId))
		.leftJoin(lensKeys, eq(lensKeys.id, limits.keyId));
}

function inSight({ organizationId, projectIds, all, keyId }: LimitSight): SQL | undefined {
	const ofKeys = and(inArray(lensKeys.projectId, projectIds), keyId === undefined ? undefined : eq(lensKeys.id, keyId));
	const ofOrganization = all ? and(isNull(limits.projectId), isNull(limits.keyId)) : undefined;
	return and(
		eq(limits.organizationId, organizationId),
		isNull(limits.deletedAt),
		or(ofOrganization, inArray(limits.projectId, projectIds), ofKeys),
	);
}

interface NewLimit extends LimitTarget {
	measure: Measure;
	max: number;
	/** The user who makes it; a key or a token is named by the audit log alone. */
	createdBy: string | undefined;
}

/** Makes a limit. Throws DomainError `limit_exists` (409) when there is one of this measure for the same target. */
export async function createLimit(
	db: Db,
	{ scope, targetId, measure, max, createdBy }: NewLimit,
	actor: Actor,
): Promise<StoredLimit> {
	const { organizationId } = actor;
	const target = { projectId: scope === "project" ? targetId : null, keyId: scope === "key" ? targetId : null };
	return db.transaction(async (tx) => {
		const [row] = await tx
			.insert(limits)
			.values({ id: Bun.randomUUIDv7(), organizationId, ...target, measure, max, createdBy })
			.onConflictDoNothing()
			.returning();
		if (!row) throw new DomainError("limit_exists", 409, "There is a limit of this kind already: change that one.");
		await recordLimit(tx, actor, { action: "created", after: row });
		return storedOf(row);
	});
}

/** Who changes which limit. */
export interface ChangingLimit {
	id: string;
	sight: LimitSight;
	actor: Actor;
}

/** A limit as it was and as it is. */
export interface ChangedLimit {
	before: StoredLimit;
	after: StoredLimit;
}

/** Changes how much a limit allows. Throws DomainError `not_found` (404) for one that is not in sight. */
export function changeLimit(db: Db, changing: ChangingLimit, max: number): Promise<ChangedLimit> {
	return update(db, changing, { max });
}

/** Takes a limit out of force, for good. Throws as `changeLimit` does. */
export function deleteLimit(db: Db, changing: ChangingLimit): Promise<ChangedLimit> {
	return update(db, changing, { deletedAt: sql`now()` });
}

async function update(
	db: Db,
	{ id, sight, actor }: ChangingLimit,
	change: { max: number } | { deletedAt: SQL },
): Promise<ChangedLimit> {
	return db.transaction(async (tx) => {
		const [found] = await selectNamed(tx)
			.where(and(inSight(sight), eq(limits.id, id)))
			.for("update", { of: limits });
		if (!found) throw new DomainError("not_found", 404, "There is no such limit.");
		const [after] = await tx
			.update(limits)
			.set({ ...change, changedAt: sql`clock_timestamp()` })
			.where(eq(limits.id, id))
			.returning();
		if (!after) throw new Error("A limit that was just seen is gone.");
		const states = after.deletedAt === null ? { before: found.row, after } : { before: found.row };
		await recordLimit(tx, actor, { action: after.deletedAt === null ? "changed" : "deleted", ...states });
		return { before: storedOf(found.row), after: storedOf(after) };
	});
}

interface Recorded {
	action: "created" | "changed" | "deleted";
	before?: LimitRow;
	after?: LimitRow;
}

/** By whom it is for: limits have no names of their own. */
async function recordLimit(tx: Tx, actor: Actor, { action, before, after }: Recorded): Promise<void> {
	const id = (after ?? before)?.id ?? "";
	const [found] = await selectNamed(tx).where(eq(limits.id, id));
	if (!found) throw new Error("A limit that was just written is gone.");
	await recordChange(tx, actor, {
		action: `limit.${action}`,
		subject: { id, name: found.key ?? found.project ?? found.organization },
		projectId: found.row.projectId ?? found.keyProjectId ?? undefined,
		before: before && told(before),
		after: after && told(after),
	});
}

function told(row: LimitRow) {
	const { scope, targetId, measure, max } = storedOf(row).limit;
	return { scope, targetId, measure, max };
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
