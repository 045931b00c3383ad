import { sql } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";

/** Keeps when each key was last used, and writes it now and then: a call costs one entry in a map. */
export interface LastUsed {
	mark(keyId: string): void;
	/** Writes what was marked since the last time. What cannot be written is kept for the next one. */
	write(): Promise<void>;
}

/** Parameters of one statement: two a key, of the 65,535 that the protocol allows. */
const batchSize = 1000;

export function createLastUsed(db: Db): LastUsed {
	const marks = new Map<string, number>();

	async function writeBatch(batch: [string, number][]): Promise<void> {
		const rows = batch.map(([id, at]) => sql`(${id}::uuid, ${new Date(at).toISOString()}::timestamptz)`);
		await db.execute(sql`
			update lens_keys set last_used_at = greatest(last_used_at, used.at)
			from (values ${sql.join(rows, sql`, `)}) as used(id, at) where lens_keys.id = used.id`);
	}

	return {
		mark: (keyId) => marks.set(keyId, Date.now()),
		write: async () => {
			while (marks.size > 0) {
				const batch = [...marks].slice(0, batchSize);
				await writeBatch(batch);
				for (const [id, at] of batch) if (marks.get(id) === at) marks.delete(id);
			}
		},
	};
}
