import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import { type Progress, repricings } from "./schema";

export type StoredRun = typeof repricings.$inferSelect;

export interface WantedRun {
	/** Unix milliseconds. */
	fromMs: number;
	provider?: string;
	model?: string;
	reason: string;
}

/**
 * Asks for a run over an organization's calls, with an entry in the audit log. Throws DomainError `repricing_runs` (409) while
 * another one of the organization is not done.
 */
export async function requestRun(db: Db, wanted: WantedRun, actor: Actor): Promise<StoredRun> {
	const { fromMs, provider, model, reason } = wanted;
	return db.transaction(async (tx) => {
		const [run] = await tx
			.insert(repricings)
			.values({
				id: Bun.randomUUIDv7(),
				organizationId: actor.organizationId,
				provider,
				model,
				from: new Date(fromMs),
				reason,
				requestedBy: actor.name,
			})
			.onConflictDoNothing()
			.returning();
		if (run === undefined) {
			throw new DomainError("repricing_runs", 409, "Another repricing is not done yet: wait for it, or cancel it.");
		}
		const after = { from: run.from.toISOString(), provider: run.provider, model: run.model, reason };
		await recordChange(tx, actor, { action: "repricing.created", subject: { id: run.id, name: reason }, after });
		return run;
	});
}

const maxListed = 100;

/** An organization's runs, newest first, at most 100. */
export function listRuns(db: Db, organizationId: string): Promise<StoredRun[]> {
	return db
		.select()
		.from(repricings)
		.where(eq(repricings.organizationId, organizationId))
		.orderBy(desc(repricings.requestedAt))
		.limit(maxListed);
}

/** Throws DomainError `not_found` (404), also for a run of another organization. */
export async function requireRun(db: Db, { id, organizationId }: RunName): Promise<StoredRun> {
	const [run] = await db
		.select()
		.from(repricings)
		.where(and(eq(repricings.id, id), eq(repricings.organizationId, organizationId)));
	if (run !== undefined) return run;
	throw new DomainError("not_found", 404, "There is no such repricing.");
}

interface RunName {
	id: string;
	organizationId: string;
}

const unfinished = inArray(repricings.state, ["waiting", "running"]);

/**
 * Ends a run where it is; what it adjusted stays. One that has ended stays as it is. Throws as `requireRun` does.
 */
export async function cancelRun(db: Db, id: string, actor: Actor): Promise<void> {
	const { organizationId } = actor;
	await db.transaction(async (tx) => {
		const [run] = await tx
			.update(repricings)
			.set({ state: "cancelled", endedAt: sql`clock_timestamp()` })
			.where(and(eq(repricings.id, id), eq(repricings.organizationId, organizationId), unfinished))
			.returning();
		if (run === undefined) return void (await requireRun(tx, { id, organizationId }));
		const after = { calls: run.calls, adjusted: run.adjusted, differencePicoUsd: run.difference };
		await recordChange(tx, actor, { action: "repricing.cancelled", subject: { id, name: run.reason }, after });
	});
}

/** One process among those that may do runs. */
export interface Runner {
	id: string;
	/** How long a run is its own without a sign of life. */
	leaseMs: number;
}

const inMs = (ms: number) => sql`clock_timestamp() + ${ms} * interval '1 millisecond'`;

/**
 * The run that has waited longest, from now on this process's own: one that nobody does, or whose process has been silent for too
 * long. A run waits `waitMs` before it begins. Undefined when there is nothing to do.
 */
export async function claimRun(db: Db, runner: Runner, waitMs: number): Promise<StoredRun | undefined> {
	const free = sql`select id from repricings
		where state in ('waiting', 'running')
			and requested_at <= clock_timestamp() - ${waitMs} * interval '1 millisecond'
			and (leased_until is null or leased_until < clock_timestamp())
		order by requested_at limit 1 for update skip locked`;
	const [run] = await db
		.update(repricings)
		.set({
			state: "running",
			runner: runner.id,
			leasedUntil: inMs(runner.leaseMs),
			startedAt: sql`coalesce(started_at, clock_timestamp())`,
			until: sql`coalesce(until_at, clock_timestamp())`,
		})
		.where(sql`id = (${free})`)
		.returning();
	return run;
}

/** What one more page added. */
export interface PageCounts {
	progress: Progress;
	calls: number;
	adjusted: number;
	kept: number;
	differencePicoUsd: bigint;
}

const ownedBy = (runId: string, { id }: Runner) => and(eq(repricings.id, runId), eq(repricings.runner, id));

/** Notes a page. False when the run is not to go on: it was cancelled, or another process does it. */
export async function notePage(db: Db, runId: string, runner: Runner, page: PageCounts): Promise<boolean> {
	const [run] = await db
		.update(repricings)
		.set({
			progress: page.progress,
			calls: sql`${repricings.calls} + ${page.calls}`,
			adjusted: sql`${repricings.adjusted} + ${page.adjusted}`,
			kept: sql`${repricings.kept} + ${page.kept}`,
			difference: sql`${repricings.difference} + ${page.differencePicoUsd.toString()}::numeric`,
			problem: null,
			leasedUntil: inMs(runner.leaseMs),
		})
		.where(ownedBy(runId, runner))
		.returning({ state: repricings.state });
	return run?.state === "running";
}

export async function finishRun(db: Db, runId: string, runner: Runner): Promise<void> {
	await db
		.update(repricings)
		.set({ state: "done", endedAt: sql`clock_timestamp()`, problem: null })
		.where(and(ownedBy(runId, runner), eq(repricings.state, "running")));
}

/** Leaves a run to whoever comes, this process included, after a while; with a problem that kept it from going on. */
export async function releaseRun(
	db: Db,
	runId: string,
	runner: Runner,
	{ afterMs = 0, problem }: { afterMs?: number; problem?: string } = {},
): Promise<void> {
	await db
		.update(repricings)
		.set({ leasedUntil: inMs(afterMs), ...(problem !== undefined && { problem }) })
		.where(and(ownedBy(runId, runner), unfinished));
}
