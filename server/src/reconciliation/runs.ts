import { and, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";
import type { LiveAdminKey } from "./admin-keys";
import type { ComparedRow } from "./compare";
import type { FailureCode, ReportFailure } from "./report";
import { reconciliationPulls, reconciliationRows, reconciliationRuns } from "./schema";

export type RunRow = typeof reconciliationRuns.$inferSelect;

/** A run ends by itself before that; one that has not was cut off with its server, and holds nobody up. */
export const leaseMs = 10 * 60_000;

/** What is said of a run whose server ended, or that took longer than a run may. */
export const cutOff = {
	failure: "internal",
	message: "It was cut off: the server ended while it ran, or it took too long. It is tried again.",
} as const;

/**
 * Begins a run, unless one of this admin key is under way on any server: then undefined. Who may is settled under an advisory
 * lock, and remembered by the row: no transaction is open while the provider is asked, which takes minutes.
 * `ifDue`: looks under the lock once more whether it still has to be.
 */
export async function claimRun(
	db: Db,
	key: LiveAdminKey,
	nowMs: number,
	ifDue: (latest: RunRow | undefined) => boolean = () => true,
): Promise<RunRow | undefined> {
	return db.transaction(async (tx) => {
		await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`reconciliation ${key.id}`}, 0))`);
		const ofKey = eq(reconciliationRuns.adminKeyId, key.id);
		const isRunning = and(ofKey, eq(reconciliationRuns.outcome, "running"));
		await tx
			.update(reconciliationRuns)
			.set({ outcome: "failed", endedAt: new Date(nowMs), retryAt: new Date(nowMs), ...cutOff })
			.where(and(isRunning, lte(reconciliationRuns.startedAt, new Date(nowMs - leaseMs))));
		const [underWay] = await tx.select({ id: reconciliationRuns.id }).from(reconciliationRuns).where(isRunning);
		if (underWay !== undefined) return undefined;
		const [latest] = await tx
			.select()
			.from(reconciliationRuns)
			.where(ofKey)
			.orderBy(desc(reconciliationRuns.id))
			.limit(1);
		if (!ifDue(latest)) return undefined;
		const [run] = await tx
			.insert(reconciliationRuns)
			.values({
				id: Bun.randomUUIDv7(),
				organizationId: key.organizationId,
				adminKeyId: key.id,
				provider: key.provider,
				startedAt: new Date(nowMs),
				outcome: "running",
			})
			.returning();
		return run;
	});
}

export interface PulledDay {
	day: string;
	final: boolean;
	rows: readonly ComparedRow[];
}

const rowsPerInsert = 500;

/** Ends a run with what it found, all of it or nothing. Gives false when the run was given up as cut off meanwhile. */
export async function finishRun(db: Db, run: RunRow, days: readonly PulledDay[], nowMs: number): Promise<boolean> {
	return db.transaction(async (tx) => {
		const now = new Date(nowMs);
		const ended = await tx
			.update(reconciliationRuns)
			.set({ outcome: "ok", endedAt: now })
			.where(
				and(
					eq(reconciliationRuns.id, run.id),
					eq(reconciliationRuns.outcome, "running"),
					gt(reconciliationRuns.startedAt, new Date(nowMs - leaseMs)),
				),
			)
			.returning({ id: reconciliationRuns.id });
		if (ended.length === 0) return false;
		const { organizationId, provider, id: runId } = run;
		const pulls = days.map(({ day, final }) => {
			const id = Bun.randomUUIDv7();
			return { id, organizationId, runId, provider, day, pulledAt: now, final };
		});
		if (pulls.length > 0) await tx.insert(reconciliationPulls).values(pulls);
		const rows = days.flatMap((day, index) => day.rows.map((row) => storedRow(pulls[index]?.id ?? "", row)));
		for (let at = 0; at < rows.length; at += rowsPerInsert)
			await tx.insert(reconciliationRows).values(rows.slice(at, at + rowsPerInsert));
		return true;
	});
}

function storedRow(pullId: string, row: ComparedRow): typeof reconciliationRows.$inferInsert {
	return {
		id: Bun.randomUUIDv7(),
		pullId,
		...row,
		theirPicoUsd: row.theirPicoUsd?.toString(),
		ourPicoUsd: row.ourPicoUsd?.toString(),
		differencePicoUsd: row.differencePicoUsd?.toString(),
	};
}

const hourMs = 3_600_000;
/** What may pass by itself is tried again before the next day. */
const passing: ReadonlySet<FailureCode> = new Set(["rate_limited", "provider_trouble", "unreachable", "internal"]);

/** When a run that failed is tried again: after the wait that was asked for, at most a day, else in an hour, or with the next day's run. */
function retryAtOf({ code, retryAfterMs }: Pick<ReportFailure, "code" | "retryAfterMs">, nowMs: number): Date | null {
	if (retryAfterMs !== undefined) return new Date(nowMs + Math.min(retryAfterMs, 24 * hourMs));
	return passing.has(code) ? new Date(nowMs + hourMs) : null;
}

/** Ends a run with what went wrong. */
export async function failRun(db: Db, run: RunRow, failure: ReportFailure, nowMs: number): Promise<void> {
	const { code, message } = failure;
	const retryAt = retryAtOf(failure, nowMs);
	await db
		.update(reconciliationRuns)
		.set({ outcome: "failed", endedAt: new Date(nowMs), failure: code, message, retryAt })
		.where(and(eq(reconciliationRuns.id, run.id), eq(reconciliationRuns.outcome, "running")));
}

/** The newest run of each admin key. */
export async function latestRuns(db: Db, adminKeyIds: readonly string[]): Promise<Map<string, RunRow>> {
	if (adminKeyIds.length === 0) return new Map();
	const rows = await db
		.selectDistinctOn([reconciliationRuns.adminKeyId])
		.from(reconciliationRuns)
		.where(inArray(reconciliationRuns.adminKeyId, [...adminKeyIds]))
		.orderBy(reconciliationRuns.adminKeyId, desc(reconciliationRuns.id));
	return new Map(rows.map((row) => [row.adminKeyId, row]));
}

/** Days whose numbers stand, as some run with this provider has found them. */
export async function finalDays(db: Db, organizationId: string, provider: string): Promise<Set<string>> {
	const rows = await db
		.selectDistinct({ day: reconciliationPulls.day })
		.from(reconciliationPulls)
		.where(
			and(
				eq(reconciliationPulls.organizationId, organizationId),
				eq(reconciliationPulls.provider, provider),
				eq(reconciliationPulls.final, true),
			),
		);
	return new Set(rows.map(({ day }) => day));
}
