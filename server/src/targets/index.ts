import { Elysia, t } from "elysia";
import { requireProject, requireRight, requireWholeOrganization, type Viewer, type ViewerOf } from "../accounts/viewer";
import { actorOf } from "../audit/record";
import type { Db } from "../stores/postgres/open";
import { type Breakers, healthKeyOf } from "./breakers";
import { checkRoute, type ProviderDirectory } from "./check-route";
import { explain, presentBreaker } from "./explain";
import { ExplainRoute, Explanation, NewRoute, Route, RouteContent } from "./model";
import { rowOf } from "./route-changes";
import type { OwnRouteRing } from "./route-ring";
import {
	type ChangingRoute,
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

interface Changing {
	request: Request;
	set: Parameters<typeof actorOf>[1];
	params: { id: string };
}

/** Routes: made, listed, changed, deleted, and explained for a call that might come. */
export function targets({ db, viewerOf, routeRing, breakers, providerDirectory: providers }: TargetsDeps) {
	const present = (route: StoredRoute) => presentRoute(route, breakers);

	/** Whose a route is comes first: what is wrong with its content is nobody else's business. */
	async function changing({ request, set, params: { id } }: Changing): Promise<ChangingRoute> {
		const viewer = await viewerOf(request);
		requireRight(viewer, "routes.manage");
		const scope = scopeOf(viewer);
		const { projectId } = await requireRoute(db, scope, id);
		if (projectId === null) requireWholeOrganization(viewer);
		return { id, scope, actor: actorOf(viewer, set) };
	}

	return new Elysia({ name: "targets", prefix: "/api/v1/routes", tags: ["routes"] })
		.get(
			"/",
			async ({ request, query: { projectId } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "routes.read");
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
			async ({ request, body: { projectId, ...content }, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "routes.manage");
				if (projectId === null) requireWholeOrganization(viewer);
				const project = projectId === null ? undefined : requireProject(viewer, projectId);
				const policy = await checkRoute(content, { organizationId: viewer.organization.id, providers });
				const made = { projectId: project?.id ?? null, name: content.name, policy, createdBy: viewer.user?.id };
				const route = await createRoute(db, made, actorOf(viewer, set));
				routeRing.changed(rowOf(route));
				return status(201, present(route));
			},
			{ body: NewRoute, response: { 201: Route } },
		)
		.post(
			"/explain",
			async ({ request, body: { projectId, route, call } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "routes.read");
				if (projectId !== null) requireProject(viewer, projectId);
				const organizationId = viewer.organization.id;
				await checkRoute(route, { organizationId, providers });
				return explain({ organizationId, route, call, health: breakers });
			},
			{ body: ExplainRoute, response: Explanation, detail: { summary: "Where a call would go, and why" } },
		)
		.get(
			"/:id",
			async ({ request, params: { id } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "routes.read");
				return present(await requireRoute(db, scopeOf(viewer), id));
			},
			{ params: ById, response: Route },
		)
		.put(
			"/:id",
			async ({ body, ...asked }) => {
				const which = await changing(asked);
				const policy = await checkRoute(body, { organizationId: which.scope.organizationId, providers });
				const route = await changeRoute(db, which, { name: body.name, policy });
				routeRing.changed(rowOf(route));
				return present(route);
			},
			{ params: ById, body: RouteContent, response: Route },
		)
		.delete(
			"/:id",
			async ({ status, ...asked }) => {
				const route = await deleteRoute(db, await changing(asked));
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
