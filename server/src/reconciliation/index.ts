import { Elysia, t } from "elysia";
import type { Right } from "../accounts/rights";
import { requireRight, type ViewerOf } from "../accounts/viewer";
import { actorOf } from "../audit/record";
import { DomainError } from "../errors";
import { createAdminKey, deleteAdminKey, listAdminKeys, presentAdminKey } from "./admin-keys";
import { addDays, dayOf, isDay } from "./days";
import { AdminKeyShown, NewAdminKey, Reconciliation, ReconciliationQuery, type RunShown, RunsShown } from "./model";
import { readDays } from "./queries";
import { type Reconciling, reconcile, reportReaders } from "./reconcile";
import type { DayRange } from "./report";
import { cutOff, latestRuns, leaseMs, type RunRow } from "./runs";

export interface ReconciliationDeps {
	viewerOf: ViewerOf;
	reconciling: Reconciling;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });
/** As much as one page shows. */
const mostDays = 366;
type Set = Parameters<typeof actorOf>[1];

/** What providers say they billed, against what went through here; and the admin keys that this is read with. */
export function reconciliation({ viewerOf, reconciling }: ReconciliationDeps) {
	const { vault, now } = reconciling;
	const { db } = vault;
	async function enter({ request, set }: { request: Request; set: Set }, right: Right) {
		const viewer = await viewerOf(request);
		requireRight(viewer, right);
		return { organizationId: viewer.organization.id, userId: viewer.user?.id, actor: actorOf(viewer, set) };
	}

	return new Elysia({ name: "reconciliation", prefix: "/api/v1/reconciliation", tags: ["reconciliation"] })
		.get(
			"/",
			async ({ query, ...asked }) => {
				const { organizationId } = await enter(asked, "reconciliation.read");
				const range = rangeOf(query, now());
				return { ...range, days: await readDays(db, organizationId, range) };
			},
			{ query: ReconciliationQuery, response: Reconciliation, detail: { summary: "Theirs, ours, difference, cause" } },
		)
		.post(
			"/run",
			async (asked) => {
				const { organizationId } = await enter(asked, "reconciliation.manage");
				const keys = await listAdminKeys(db, organizationId);
				const runs = await Promise.all(keys.map((key) => reconcile(reconciling, key)));
				if (keys.length > 0 && runs.every((run) => run === undefined))
					throw new DomainError("reconciliation_running", 409, "A run is under way. Its results show when it ends.");
				const latest = await latestRuns(
					db,
					keys.map(({ id }) => id),
				);
				return keys.flatMap(({ id, provider }) => {
					const run = latest.get(id);
					return run === undefined ? [] : [{ adminKeyId: id, provider, run: presentRun(run, now()) }];
				});
			},
			{ response: RunsShown, detail: { summary: "Reads the reports of all admin keys now" } },
		)
		.get(
			"/keys",
			async (asked) => {
				const { organizationId } = await enter(asked, "reconciliation.read");
				const keys = await listAdminKeys(db, organizationId);
				const runs = await latestRuns(
					db,
					keys.map(({ id }) => id),
				);
				return keys.map((key) => {
					const run = runs.get(key.id);
					return { ...presentAdminKey(key), lastRun: run === undefined ? null : presentRun(run, now()) };
				});
			},
			{ response: t.Array(AdminKeyShown) },
		)
		.post(
			"/keys",
			async ({ body, status, ...asked }) => {
				const { userId, actor } = await enter(asked, "reconciliation.manage");
				const provider = reconciling.providers.find(({ id }) => id === body.provider && id in reportReaders);
				if (provider === undefined) throw new DomainError("not_found", 404, "There are no reports of such a provider.");
				const row = await createAdminKey(vault, { ...body, provider, createdBy: userId, actor });
				return status(201, { ...presentAdminKey(row), lastRun: null });
			},
			{ body: NewAdminKey, response: { 201: AdminKeyShown } },
		)
		.delete(
			"/keys/:id",
			async ({ params, status, ...asked }) => {
				const { actor } = await enter(asked, "reconciliation.manage");
				await deleteAdminKey(db, params.id, actor);
				return status(204, undefined);
			},
			{ params: ById, response: { 204: t.Void() } },
		);
}

/** Throws DomainError `invalid_request` (400) for days that there are not, or too many. */
function rangeOf(query: { from?: string; to?: string }, nowMs: number): DayRange {
	const to = query.to ?? dayOf(nowMs);
	if (!isDay(to)) throw new DomainError("invalid_request", 400, "query.to: there is no such day.");
	const from = query.from ?? addDays(to, -31);
	if (!isDay(from)) throw new DomainError("invalid_request", 400, "query.from: there is no such day.");
	if (from <= to && from >= addDays(to, -mostDays)) return { from, to };
	throw new DomainError("invalid_request", 400, `query.from: at most ${mostDays} days before \`to\`.`);
}

function presentRun(run: RunRow, nowMs: number): RunShown {
	const isCutOff = run.outcome === "running" && run.startedAt.getTime() <= nowMs - leaseMs;
	return {
		startedAt: run.startedAt.toISOString(),
		endedAt: run.endedAt?.toISOString() ?? null,
		outcome: isCutOff ? "failed" : run.outcome,
		failure: isCutOff ? cutOff.failure : run.failure,
		message: isCutOff ? cutOff.message : run.message,
		retryAt: run.retryAt?.toISOString() ?? null,
	};
}
