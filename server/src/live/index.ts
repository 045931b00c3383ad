import { Elysia, t } from "elysia";
import { requireProject, type ViewerOf } from "../accounts/viewer";
import type { Hub } from "./hub";

/** `GET /api/v1/live`: the project's calls as they end. Resumes from `Last-Event-ID`. */
export function live({ hub, viewerOf }: { hub: Hub; viewerOf: ViewerOf }) {
	return new Elysia({ name: "live" }).get(
		"/api/v1/live",
		async ({ request, query }) => {
			const project = requireProject(await viewerOf(request), query.projectId);
			const lastEventId = Number(request.headers.get("last-event-id") ?? Number.NaN);
			return new Response(hub.open(project.id, Number.isSafeInteger(lastEventId) ? lastEventId : undefined), {
				headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
			});
		},
		{
			query: t.Object({ projectId: t.Optional(t.String({ format: "uuid" })) }),
			detail: { summary: "Calls as they end, as server-sent events", tags: ["live"] },
		},
	);
}
