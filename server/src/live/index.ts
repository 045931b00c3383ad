import { Elysia, t } from "elysia";
import { requireProject, requireRight, type ViewerOf } from "../accounts/viewer";
import { findDomainError } from "../errors";
import type { Hub } from "./hub";

/** `GET /api/v1/live`: the project's calls as they end. Resumes from `Last-Event-ID`. */
export function live({ hub, viewerOf }: { hub: Hub; viewerOf: ViewerOf }) {
	return new Elysia({ name: "live" }).get(
		"/api/v1/live",
		async ({ request, query }) => {
			const viewer = await viewerOf(request);
			requireRight(viewer, "calls.read");
			const { id: projectId } = requireProject(viewer, query.projectId);
			const events = hub.open({
				projectId,
				lastEventId: request.headers.get("last-event-id") || undefined,
				stillAllowed: () =>
					viewerOf(request).then(
						({ projects, rights }) => rights.has("calls.read") && projects.some(({ id }) => id === projectId),
						isNoRefusal,
					),
			});
			return new Response(events, {
				headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
			});
		},
		{
			query: t.Object({ projectId: t.Optional(t.String({ format: "uuid" })) }),
			detail: { summary: "Calls as they end, as server-sent events", tags: ["live"] },
		},
	);
}

/** A store that does not answer ends nobody's stream. */
function isNoRefusal(error: unknown): boolean {
	return findDomainError(error)?.status !== 401;
}
