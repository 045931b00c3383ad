import { Elysia } from "elysia";
import { requireRight, type ViewerOf } from "../accounts/viewer";
import type { Db } from "../stores/postgres/open";
import { AuditFilter, AuditPage } from "./model";
import { listChanges } from "./queries";

/** `GET /api/v1/audit`: who changed what. There is no route that writes: features do, with `recordChange`. */
export function audit({ db, viewerOf }: { db: Db; viewerOf: ViewerOf }) {
	return new Elysia({ name: "audit" }).get(
		"/api/v1/audit",
		async ({ request, query }) => {
			const viewer = await viewerOf(request);
			requireRight(viewer, "audit.read");
			return listChanges(db, { ...query, organizationId: viewer.organization.id });
		},
		{ query: AuditFilter, response: AuditPage, detail: { summary: "Changes, newest first", tags: ["audit"] } },
	);
}
