import { Elysia, t } from "elysia";
import { requireProject, requireRight, type ViewerOf } from "../accounts/viewer";
import type { Analytics } from "../analytics/analytics";
import { DomainError } from "../errors";
import { adjustmentsOf, currentCosts } from "./adjustments";
import { callOf } from "./call";
import { callDetail } from "./call-detail";
import { readCursor, writeCursor } from "./cursor";
import { CallDetail, CallFilter, CallPage, Summary, SummaryFilter } from "./model";
import { getBodies, getCall, listCalls } from "./queries";
import { byHour, byModel, countOthers, isAdjusted, summarize } from "./summary";
import { listRange, summaryRange } from "./time-range";

export interface TracesOptions {
	analytics: Analytics;
	viewerOf: ViewerOf;
	/** Unix milliseconds. */
	now?: () => number;
}

/** Reading what was captured: calls, one call, sums. */
export function traces({ analytics, viewerOf, now = Date.now }: TracesOptions) {
	return new Elysia({ name: "traces", prefix: "/api/v1", tags: ["calls"] })
		.get(
			"/calls",
			async ({ request, query: { projectId, cursor, limit = 50, from, to, ...filter } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "calls.read");
				const project = requireProject(viewer, projectId);
				requireKeyBesideValue(filter);
				const found = await listCalls(analytics, {
					...filter,
					projectId: project.id,
					range: listRange({ from, to }),
					limit: limit + 1,
					...(cursor !== undefined && { cursor: readCursor(cursor) }),
				});
				const page = found.slice(0, limit);
				const last = found.length > limit ? page.at(-1) : undefined;
				const current = await currentCosts(analytics, page);
				const calls = page.map((span) => callOf(span, current.get(span.id)));
				return { calls, nextCursor: last === undefined ? null : writeCursor(last) };
			},
			{ query: CallFilter, response: CallPage, detail: { summary: "Calls, newest first" } },
		)
		.get(
			"/calls/:id",
			async ({ request, params: { id } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "calls.read");
				const { projects, rights } = viewer;
				const span = await getCall(
					analytics,
					projects.map((project) => project.id),
					id,
				);
				if (span === undefined) throw new DomainError("not_found", 404, `There is no call ${id}.`);
				const showsBodies = span.capture === "full" && rights.has("payloads.read");
				const [bodies, adjustments] = await Promise.all([
					showsBodies ? getBodies(analytics, span) : undefined,
					adjustmentsOf(analytics, span),
				]);
				return callDetail(span, bodies, adjustments);
			},
			{
				params: t.Object({ id: t.String({ format: "uuid" }) }),
				response: CallDetail,
				detail: { summary: "One call, with its bodies and its cost explained" },
			},
		)
		.get(
			"/summary",
			async ({ request, query: { projectId, from, to } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "calls.read");
				const project = requireProject(viewer, projectId);
				const range = summaryRange({ from, to }, now());
				const calls = { projectId: project.id, ...range };
				const scope = { ...calls, isAdjusted: await isAdjusted(analytics, calls) };
				const [totals, models, otherRequests] = await Promise.all([
					summarize(analytics, scope),
					byModel(analytics, scope),
					countOthers(analytics, scope),
				]);
				return {
					from: new Date(range.fromMs).toISOString(),
					to: new Date(range.toMs).toISOString(),
					...totals,
					otherRequests,
					byModel: models,
					byHour: await byHour(
						analytics,
						scope,
						models.map(({ model }) => model),
					),
				};
			},
			{ query: SummaryFilter, response: Summary, detail: { summary: "Spend, calls, errors and latency" } },
		);
}

function requireKeyBesideValue({ metadataKey, metadataValue }: CallFilter): void {
	if (metadataValue === undefined || metadataKey !== undefined) return;
	throw new DomainError("invalid_request", 400, "metadataValue: say in metadataKey whose value it is.");
}
