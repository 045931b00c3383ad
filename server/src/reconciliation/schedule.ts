import { findDomainError } from "../errors";
import { listAllAdminKeys } from "./admin-keys";
import { type Reconciling, reconcile } from "./reconcile";
import { latestRuns, leaseMs, type RunRow } from "./runs";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Whether a key's daily run has to begin. Each organization has its minute of the day, by its id, so that not all ask at
 * midnight and every server knows the same one. A new key is due at once; what was missed while no server ran is made up for; a
 * provider that asked to wait is asked again after that; a run that was cut off with its server is made up for.
 */
export function isDue(organizationId: string, latest: RunRow | undefined, nowMs: number): boolean {
	if (latest === undefined) return true;
	if (latest.outcome === "running") return latest.startedAt.getTime() <= nowMs - leaseMs;
	if (latest.retryAt !== null) return latest.retryAt.getTime() <= nowMs;
	return latest.startedAt.getTime() < latestSlot(organizationId, nowMs);
}

/** The organization's minute that came last. */
function latestSlot(organizationId: string, nowMs: number): number {
	const offsetMs = Number(Bun.hash.xxHash64(organizationId) % 1440n) * minuteMs;
	return Math.floor((nowMs - offsetMs) / dayMs) * dayMs + offsetMs;
}

/** Runs what is due, one after the other. */
export async function runDue(world: Reconciling, isStopped: () => boolean = () => false): Promise<void> {
	const keys = await listAllAdminKeys(world.vault.db);
	const ids = keys.map(({ id }) => id);
	const runs = await latestRuns(world.vault.db, ids);
	for (const key of keys) {
		const due = (latest: RunRow | undefined) => isDue(key.organizationId, latest, world.now());
		if (isStopped()) return;
		if (due(runs.get(key.id))) await reconcile(world, key, due);
	}
}

/** Looks every minute for what is due, until the returned function is called; it waits for nothing that is under way. */
export function startSchedule(world: Reconciling, everyMs = minuteMs): () => void {
	let running = false;
	let stopped = false;
	const timer = setInterval(async () => {
		if (running) return;
		running = true;
		await runDue(world, () => stopped).catch((error) => world.onFault("reconcile", findDomainError(error) ?? error));
		running = false;
	}, everyMs);
	timer.unref();
	return () => {
		stopped = true;
		clearInterval(timer);
	};
}
