import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { requireRight, type Viewer } from "../accounts/viewer";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { Db, Tx } from "../stores/postgres/open";
import { readFuture, requireScopes } from "./create-key";
import type { ActiveKey } from "./key-table";
import { oldSecretOf, readKey } from "./list-keys";
import type { CreatedKey, KeyChange, LensKey, Rotation } from "./model";
import { readActiveKey } from "./ring-queries";
import { lensKeys } from "./schema";
import { createSecret, hashSecret, prefixOf } from "./secret";

/** Who changes which key. */
export interface Changing {
	/** As the database writes it. */
	id: string;
	viewer: Viewer;
	actor: Actor;
}

export interface ChangedKey {
	key: LensKey;
	active: ActiveKey;
}

type Values = { [Column in keyof typeof lensKeys.$inferInsert]?: (typeof lensKeys.$inferInsert)[Column] | SQL };

/** Renames a key or changes what it may do. Throws as `withKey` and `createKey` do. */
export async function changeKey(db: Db, changing: Changing, change: KeyChange): Promise<ChangedKey> {
	const { expiresAt, ...rest } = change;
	if (change.scopes !== undefined) requireScopes(change.scopes, changing.viewer.rights);
	const values = { ...rest, expiresAt: readFuture("expiresAt", expiresAt) };
	return withKey(db, changing, "key.changed", async () => values);
}

/**
 * Gives a key a second secret; the old one works on until it is retired, or until a given time. Throws DomainError
 * `rotation_under_way` (409) while there are two already.
 */
export async function rotateKey(
	db: Db,
	changing: Changing & { pepper: string },
	{ oldUntil }: typeof Rotation.static,
): Promise<{ shown: CreatedKey; active: ActiveKey }> {
	const secret = createSecret();
	const until = readFuture("oldUntil", oldUntil ?? null);
	const { key, active } = await withKey(db, changing, "key.rotated", async (row) => {
		if (oldSecretOf(row) !== null) {
			throw new DomainError("rotation_under_way", 409, "This key has two secrets already: retire the old one first.");
		}
		return {
			hash: hashSecret(changing.pepper, secret),
			prefix: prefixOf(secret),
			oldHash: row.hash,
			oldPrefix: row.prefix,
			oldUntil: until,
		};
	});
	return { shown: { ...key, secret }, active };
}

/** Ends the old one of two secrets now. With one secret it does nothing. */
export function retireOldSecret(db: Db, changing: Changing): Promise<ChangedKey> {
	return withKey(db, changing, "key.secretRetired", async () => ({ oldHash: null, oldPrefix: null, oldUntil: null }));
}

/** Revokes a key for good; twice is as once. Throws DomainError `not_found` (404) or `right_missing` (403). */
export async function revokeKey(db: Db, changing: Changing): Promise<void> {
	await db.transaction(async (tx) => {
		const row = await lockKey(tx, changing);
		if (row.revokedAt !== null) return;
		await write(tx, changing, { action: "key.revoked", values: { revokedAt: sql`clock_timestamp()` } });
	});
}

/** Throws DomainError `not_found` (404), `right_missing` (403) or `key_revoked` (409). */
async function withKey(
	db: Db,
	changing: Changing,
	action: `key.${string}`,
	decide: (row: typeof lensKeys.$inferSelect) => Promise<Values>,
): Promise<ChangedKey> {
	return db.transaction(async (tx) => {
		const row = await lockKey(tx, changing);
		if (row.revokedAt !== null) throw new DomainError("key_revoked", 409, "This key was revoked: make a new one.");
		const key = await write(tx, changing, { action, values: await decide(row) });
		return { key, active: await readActiveKey(tx, row.id) };
	});
}

/** Whoever may make keys may change their own; everybody's needs `keys.manage`. */
async function lockKey(tx: Tx, { id, viewer }: Changing) {
	const projectIds = viewer.projects.map((project) => project.id);
	const [row] = await tx
		.select()
		.from(lensKeys)
		.where(and(eq(lensKeys.id, id), inArray(lensKeys.projectId, projectIds)))
		.for("update");
	if (!row) throw new DomainError("not_found", 404, "There is no such key.");
	const isOwn = viewer.user !== undefined && row.createdBy === viewer.user.id;
	requireRight(viewer, isOwn ? "keys.create" : "keys.manage");
	return row;
}

async function write(
	tx: Tx,
	{ id, actor }: Changing,
	{ action, values }: { action: `key.${string}`; values: Values },
): Promise<LensKey> {
	const before = await readKey(tx, id);
	await tx
		.update(lensKeys)
		.set({ ...values, changedAt: sql`clock_timestamp()` })
		.where(eq(lensKeys.id, id));
	const after = await readKey(tx, id);
	await recordChange(tx, actor, {
		action,
		subject: { id, name: after.name },
		projectId: after.projectId,
		before,
		after,
	});
	return after;
}
