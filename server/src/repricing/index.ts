import { Elysia, t } from "elysia";
import { requireRight, type ViewerOf } from "../accounts/viewer";
import { actorOf } from "../audit/record";
import type { Db } from "../stores/postgres/open";
import { listRange } from "../traces/time-range";
import { NewRepricing, RepricingView } from "./model";
import type { Repricer } from "./repricer";
import { cancelRun, listRuns, requestRun, requireRun, type StoredRun } from "./runs";

export interface RepricingDeps {
	db: Db;
	viewerOf: ViewerOf;
	/** Told at once of a run that is asked for. */
	repricer: Pick<Repricer, "wake">;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });

/** Runs that price an organization's recorded calls again: asked for, watched, cancelled. */
export function repricingApi({ db, viewerOf, repricer }: RepricingDeps) {
	return new Elysia({ name: "repricing", prefix: "/api/v1/prices/repricings", tags: ["prices"] })
		.get(
			"/",
			async ({ request }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.read");
				return (await listRuns(db, viewer.organization.id)).map(presentRun);
			},
			{ response: t.Array(RepricingView), detail: { summary: "Repricings, newest first" } },
		)
		.post(
			"/",
			async ({ request, body: { from, ...wanted }, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.manage");
				const run = await requestRun(db, { ...wanted, fromMs: listRange({ from }).fromMs }, actorOf(viewer, set));
				repricer.wake();
				return status(202, { id: run.id });
			},
			{
				body: NewRepricing,
				response: { 202: t.Object({ id: t.String() }) },
				detail: {
					summary: "Prices recorded calls again, by the price book as it is; costs are adjusted, never changed",
				},
			},
		)
		.get(
			"/:id",
			async ({ request, params: { id } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.read");
				return presentRun(await requireRun(db, { id, organizationId: viewer.organization.id }));
			},
			{ params: ById, response: RepricingView, detail: { summary: "One repricing, and how far it has come" } },
		)
		.post(
			"/:id/cancel",
			async ({ request, params: { id }, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.manage");
				await cancelRun(db, id, actorOf(viewer, set));
				return status(204, undefined);
			},
			{ params: ById, response: { 204: t.Void() }, detail: { summary: "Ends a repricing; what it adjusted stays" } },
		);
}

function presentRun(run: StoredRun): RepricingView {
	const { id, state, provider, model, reason, calls, adjusted, kept, difference, problem, requestedBy } = run;
	return {
		id,
		state,
		provider,
		model,
		reason,
		from: run.from.toISOString(),
		until: run.until?.toISOString() ?? null,
		calls,
		adjusted,
		kept,
		differencePicoUsd: difference,
		problem,
		requestedBy,
		requestedAt: run.requestedAt.toISOString(),
		startedAt: run.startedAt?.toISOString() ?? null,
		endedAt: run.endedAt?.toISOString() ?? null,
	};
}
