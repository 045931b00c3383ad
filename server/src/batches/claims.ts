import { and, eq, inArray, lt, sql } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";
import { batchCalls } from "./schema";

/** A call that wants to be recorded. */
export interface Claim {
	id: string;
	organizationId: string;
	startedAtMs: number;
}

/** How long whoever claimed a call has to record it; after that, its server has died. */
const leaseMinutes = 10;

/**
 * Of these calls, with different ids, those that are to be recorded now, with the time under which they are: new ones, and those whose
 * server died before it could say that they are recorded. One statement, so that of several servers one gets each call.
 */
export async function claim(db: Db, calls: readonly Claim[]): Promise<{ id: string; startedAtMs: number }[]> {
	return db
		.insert(batchCalls)
		.values([...calls])
		.onConflictDoUpdate({
			target: batchCalls.id,
			set: { claimedAt: sql`now()` },
			setWhere: and(
				eq(batchCalls.isRecorded, false),
				lt(batchCalls.claimedAt, sql`now() - make_interval(mins => ${leaseMinutes})`),
			),
		})
		.returning({ id: batchCalls.id, startedAtMs: batchCalls.startedAtMs });
}

/** They stand in a journal. */
export async function noteRecorded(db: Db, ids: readonly string[]): Promise<void> {
	await db
		.update(batchCalls)
		.set({ isRecorded: true })
		.where(inArray(batchCalls.id, [...ids]));
}
