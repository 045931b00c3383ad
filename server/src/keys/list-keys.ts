import { and, desc, eq, type SQL } from "drizzle-orm";
import { readRole } from "../accounts/rights";
import { members, projects, users } from "../accounts/schema";
import type { Db, Tx } from "../stores/postgres/open";
import type { LensKey } from "./model";
import { lensKeys } from "./schema";
import { rightsOfKey } from "./scopes";

/** The project's keys, newest first, revoked ones included. */
export async function listKeys(db: Db, projectId: string): Promise<LensKey[]> {
	const rows = await select(db, eq(lensKeys.projectId, projectId)).orderBy(desc(lensKeys.id));
	return rows.map(present);
}

/** One key in the shape of the API. Throws when it is not there. */
export async function readKey(tx: Tx, id: string): Promise<LensKey> {
	const [row] = await select(tx, eq(lensKeys.id, id));
	if (!row) throw new Error("A key that was just seen is gone.");
	return present(row);
}

type Row = Awaited<ReturnType<typeof select>>[number];

function select(db: Db | Tx, where: SQL) {
	return db
		.select({ key: lensKeys, email: users.email, role: members.role })
		.from(lensKeys)
		.innerJoin(projects, eq(projects.id, lensKeys.projectId))
		.leftJoin(users, eq(users.id, lensKeys.createdBy))
		.leftJoin(members, and(eq(members.userId, lensKeys.createdBy), eq(members.organizationId, projects.organizationId)))
		.where(where);
}

function present({ key, email, role }: Row): LensKey {
	const { id, projectId, name, prefix, scopes, providers, models, environments } = key;
	return {
		id,
		projectId,
		name,
		prefix,
		oldSecret: oldSecretOf(key),
		scopes,
		providers,
		models,
		environments,
		expiresAt: key.expiresAt?.toISOString() ?? null,
		creator: { userId: key.createdBy, email, role },
		rights: key.revokedAt === null ? [...rightsOfKey(scopes, readRole(role))] : [],
		createdAt: key.createdAt.toISOString(),
		lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
		revokedAt: key.revokedAt?.toISOString() ?? null,
	};
}

/** The old one of two secrets, as long as it works. */
export function oldSecretOf({ oldPrefix, oldUntil }: Pick<Row["key"], "oldPrefix" | "oldUntil">): LensKey["oldSecret"] {
	if (oldPrefix === null || (oldUntil !== null && oldUntil.getTime() <= Date.now())) return null;
	return { prefix: oldPrefix, until: oldUntil?.toISOString() ?? null };
}
