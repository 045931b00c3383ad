import { Elysia, t } from "elysia";
import { requireProject, requireUser, type Viewer, type ViewerOf } from "../accounts/viewer";
import type { Db } from "../stores/postgres/open";
import { type Breakers, healthKeyOf } from "./breakers";
import { checkRoute, type ProviderDirectory } from "./check-route";
import { explain, presentBreaker } from "./explain";
import { ExplainRoute, Explanation, NewRoute, Route, RouteContent } from "./model";
import { rowOf } from "./route-changes";
import type { OwnRouteRing } from "./route-ring";
import {
	changeRoute,
	createRoute,
	deleteRoute,
	listRoutes,
	type RouteScope,
	requireRoute,
	type StoredRoute,
} from "./routes";

export interface TargetsDeps {
	db: Db;
	viewerOf: ViewerOf;
	/** Told at once of routes that are made, changed or deleted. */
	routeRing: OwnRouteRing;
	breakers: Breakers;
	providerDirectory: ProviderDirectory;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });

/** Routes: made, listed, changed, deleted, and explained for a call that might come. */
export function targets({ db, viewerOf, routeRing, breakers, providerDirectory: providers }: TargetsDeps) {
	const present = (route: StoredRoute) => presentRoute(route, breakers);
	return new Elysia({ name: "targets", prefix: "/api/v1/routes", tags: ["routes"] })
		.get(
			"/",
			async ({ request, query: { projectId } }) => {
				const viewer = await viewerOf(request);
				const { id } = requireProject(viewer, projectId);
				const found = await listRoutes(db, { organizationId: viewer.organization.id, projectIds: [id] });
				return found.map(present);
			},
			{
				query: t.Object({ projectId: t.Optional(t.String({ format: "uuid" })) }),
				response: t.Array(Route),
				detail: { summary: "A project's routes and its organization's, by name" },
			},
		)
		.post(
			"/",
			async ({ request, body: { projectId, ...content }, status }) => {
				const viewer = await viewerOf(request);
				const user = requireUser(viewer);
				const organizationId = viewer.organization.id;
				const project = projectId === null ? null : requireProject(viewer, projectId);
				const policy = await checkRoute(content, { organizationId, providers });
				const made = { organizationId, projectId: project?.id ?? null, name: content.name, policy, createdBy: user.id };
				const route = await createRoute(db, made);
				routeRing.changed(rowOf(route));
				return status(201, present(route));
			},
			{ body: NewRoute, response: { 201: Route } },
		)
		.post(
			"/explain",
			async ({ request, body: { projectId, route, call } }) => {
				const viewer = await viewerOf(request);
				if (projectId !== null) requireProject(viewer, projectId);
				const organizationId = viewer.organization.id;
				await checkRoute(route, { organizationId, providers });
				return explain({ organizationId, route, call, health: breakers });
			},
			{ body: ExplainRoute, response: Explanation, detail: { summary: "Where a call would go, and why" } },
		)
		.get(
			"/:id",
			async ({ request, params: { id } }) => present(await requireRoute(db, scopeOf(await viewerOf(request)), id)),
			{ params: ById, response: Route },
		)
		.put(
			"/:id",
			async ({ request, params: { id }, body }) => {
				const viewer = await viewerOf(request);
				requireUser(viewer);
				// Whose it is comes first: what is wrong with its content is nobody else's business.
				await requireRoute(db, scopeOf(viewer), id);
				const policy = await checkRoute(body, { organizationId: viewer.organization.id, providers });
				const { after } = await changeRoute(db, scopeOf(viewer), { id, name: body.name, policy });
				routeRing.changed(rowOf(after));
				return present(after);
			},
			{ params: ById, body: RouteContent, response: Route },
		)
		.delete(
			"/:id",
			async ({ request, params: { id }, status }) => {
				const viewer = await viewerOf(request);
				requireUser(viewer);
				const route = await deleteRoute(db, scopeOf(viewer), id);
				routeRing.deleted(route.id);
				return status(204, undefined);
			},
			{ params: ById, response: { 204: t.Void() } },
		);
}

function scopeOf({ organization, projects }: Viewer): RouteScope {
	return { organizationId: organization.id, projectIds: projects.map(({ id }) => id) };
}

function presentRoute(
	{ id, organizationId, projectId, name, policy, createdAt, changedAt }: StoredRoute,
	breakers: Breakers,
) {
	return {
		id,
		organizationId,
		projectId,
		name,
		...policy,
		breakers: policy.targets.map((target) => presentBreaker(breakers.of(healthKeyOf(organizationId, target)))),
		createdAt: createdAt.toISOString(),
		changedAt: changedAt.toISOString(),
	};
}
