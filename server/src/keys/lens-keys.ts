import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Project } from "../accounts/model";
import type { Db } from "../stores/postgres/open";
import type { ActiveKey } from "./key-table";
import type { CreatedKey, LensKey } from "./model";
import { lensKeys } from "./schema";
import { createSecret, hashSecret, prefixOf } from "./secret";

type KeyRow = typeof lensKeys.$inferSelect;

interface NewKey {
	project: Project;
	name: string;
	pepper: string;
	/** The user who makes it. */
	createdBy: string;
}

/** Makes a key. `shown` is the only place that holds its secret; `active` is what the key ring keeps. */
export async function createKey(
	db: Db,
	{ project, name, pepper, createdBy }: NewKey,
): Promise<{ shown: CreatedKey; active: ActiveKey }> {
	const secret = createSecret();
	const hash = hashSecret(pepper, secret);
	const [row] = await db
		.insert(lensKeys)
		.values({ id: Bun.randomUUIDv7(), projectId: project.id, name, prefix: prefixOf(secret), hash, createdBy })
		.returning();
	if (!row) throw new Error("An inserted key was not returned.");
	const caller = {
		organizationId: project.organizationId,
		projectId: project.id,
		keyId: row.id,
		capture: project.capture,
	};
	return {
		shown: { ...present(row), secret },
		active: { id: row.id, hash, caller, projectChangedAtMs: 0 },
	};
}

/** The project's keys, newest first, revoked ones included. */
export async function listKeys(db: Db, projectId: string): Promise<LensKey[]> {
	const rows = await db.select().from(lensKeys).where(eq(lensKeys.projectId, projectId)).orderBy(desc(lensKeys.id));
	return rows.map(present);
}

/** Revokes a key for good, if it belongs to one of these projects. False when there is no such key; twice is as once. */
export async function revokeKey(db: Db, { id, projectIds }: { id: string; projectIds: string[] }): Promise<boolean> {
	const revoked = await db
		.update(lensKeys)
		.set({ revokedAt: sql`coalesce(${lensKeys.revokedAt}, now())`, changedAt: sql`now()` })
		.where(and(eq(lensKeys.id, id), inArray(lensKeys.projectId, projectIds)))
		.returning({ id: lensKeys.id });
	return revoked.length > 0;
}

function present({ id, projectId, name, prefix, createdAt, lastUsedAt, revokedAt }: KeyRow): LensKey {
	return {
		id,
		projectId,
		name,
		prefix,
		createdAt: createdAt.toISOString(),
		lastUsedAt: lastUsedAt?.toISOString() ?? null,
		revokedAt: revokedAt?.toISOString() ?? null,
	};
}
