import { and, eq, gte, isNull, or, type SQL, sql } from "drizzle-orm";
import { readRole } from "../accounts/rights";
import { members, projects } from "../accounts/schema";
import { StartError } from "../errors";
import type { Db, Tx } from "../stores/postgres/open";
import type { Caller } from "./caller";
import type { ActiveKey } from "./key-table";
import { readPatterns } from "./patterns";
import { lensKeys } from "./schema";
import { rightsOfKey } from "./scopes";

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
	const rows = await selectKeys(
		db,
		since ? changedAfter(new Date(since.getTime() - overlapMs)) : isNull(lensKeys.revokedAt),
	);
	return {
		asOf,
		loopback,
		revokedIds: rows.filter((row) => row.key.revokedAt !== null).map((row) => row.key.id),
		active: rows.filter((row) => row.key.revokedAt === null).map(activeKey),
	};
}

/** One key as the ring holds it. Throws when there is none that is active. */
export async function readActiveKey(tx: Tx, keyId: string): Promise<ActiveKey> {
	const [row] = await selectKeys(tx, and(eq(lensKeys.id, keyId), isNull(lensKeys.revokedAt)));
	if (!row) throw new Error("A key that was just written is not there.");
	return activeKey(row);
}

type Row = Awaited<ReturnType<typeof selectKeys>>[number];

/** The role is what the creator has now, and null for somebody who is no member any more. */
function selectKeys(db: Db | Tx, where: SQL | undefined) {
	return db
		.select({
			key: lensKeys,
			organizationId: projects.organizationId,
			capture: projects.capture,
			projectChangedAt: projects.changedAt,
			creatorRole: members.role,
		})
		.from(lensKeys)
		.innerJoin(projects, eq(projects.id, lensKeys.projectId))
		.leftJoin(members, and(eq(members.userId, lensKeys.createdBy), eq(members.organizationId, projects.organizationId)))
		.where(where);
}

function activeKey({ key, organizationId, capture, projectChangedAt, creatorRole }: Row): ActiveKey {
	const { id, hash, oldHash, oldUntil, projectId } = key;
	return {
		id,
		secrets: [
			{ hash, untilMs: Number.POSITIVE_INFINITY },
			...(oldHash === null ? [] : [{ hash: oldHash, untilMs: oldUntil?.getTime() ?? Number.POSITIVE_INFINITY }]),
		],
		caller: { organizationId, projectId, keyId: id, capture, grant: grantOf(key, creatorRole) },
		keyChangedAtMs: key.changedAt.getTime(),
		projectChangedAtMs: projectChangedAt.getTime(),
	};
}

function grantOf(key: Row["key"], creatorRole: string | null) {
	const role = readRole(creatorRole);
	return {
		role,
		rights: rightsOfKey(key.scopes, role),
		expiresAtMs: key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
		...(key.providers && { providers: readPatterns(key.providers) }),
		...(key.models && { models: readPatterns(key.models) }),
		...(key.environments && { environments: key.environments }),
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
