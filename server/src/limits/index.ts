import { Elysia, t } from "elysia";
import { requireProject, requireRight, requireWholeOrganization, type Viewer, type ViewerOf } from "../accounts/viewer";
import { actorOf } from "../audit/record";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import { isCounted, type LimitStore } from "./limit";
import {
	type ChangingLimit,
	changeLimit,
	createLimit,
	deleteLimit,
	hasKey,
	type LimitSight,
	type LimitTarget,
	listLimits,
	type NamedLimit,
} from "./limit-rows";
import { LimitChange, LimitView, NewLimit } from "./model";
import type { OwnLimitBook } from "./open-book";

export interface LimitsDeps {
	db: Db;
	viewerOf: ViewerOf;
	/** Told at once of limits that are made, changed or deleted. */
	limitBook: OwnLimitBook;
	limitStore: LimitStore;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });

interface Changing {
	request: Request;
	set: Parameters<typeof actorOf>[1];
	params: { id: string };
}

/** Limits: listed with how full they are, made, changed, deleted. */
export function limits({ db, viewerOf, limitBook, limitStore }: LimitsDeps) {
	async function changing({ request, set, params }: Changing): Promise<ChangingLimit> {
		const viewer = await viewerOf(request);
		requireRight(viewer, "limits.manage");
		return { id: params.id.toLowerCase(), sight: sightOf(viewer), actor: actorOf(viewer, set) };
	}

	return new Elysia({ name: "limits", prefix: "/api/v1/limits", tags: ["limits"] })
		.get(
			"/",
			async ({ request }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "limits.read");
				return withUse(limitStore, await listLimits(db, sightOf(viewer)));
			},
			{
				response: t.Array(LimitView),
				detail: { summary: "Limits, and how full each is now" },
			},
		)
		.post(
			"/",
			async ({ request, body, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "limits.manage");
				const target = await requireTarget(db, viewer, body);
				const wanted = { ...target, measure: body.measure, max: body.max, createdBy: viewer.user?.id };
				const stored = await createLimit(db, wanted, actorOf(viewer, set));
				limitBook.changed(stored);
				return status(201, { id: stored.limit.id });
			},
			{ body: NewLimit, response: { 201: t.Object({ id: t.String() }) } },
		)
		.patch(
			"/:id",
			async ({ body, status, ...asked }) => {
				const { after } = await changeLimit(db, await changing(asked), body.max);
				limitBook.changed(after);
				return status(204, undefined);
			},
			{ params: ById, body: LimitChange, response: { 204: t.Void() } },
		)
		.delete(
			"/:id",
			async ({ status, ...asked }) => {
				const { after } = await deleteLimit(db, await changing(asked));
				limitBook.changed(after);
				return status(204, undefined);
			},
			{ params: ById, response: { 204: t.Void() } },
		);
}

/**
 * Whoever acts for the whole organization sees all its limits; who is bound to a project those of that project, and a lens key
 * of its keys only itself. What somebody does not see they do not change either.
 */
function sightOf({ boundTo, organization, projects, keyId }: Viewer): LimitSight {
	const projectIds = projects.map(({ id }) => id);
	return { organizationId: organization.id, projectIds, all: boundTo === undefined, keyId };
}

async function withUse(store: LimitStore, named: NamedLimit[]): Promise<LimitView[]> {
	const counted = named.map(({ limit }) => limit).filter(isCounted);
	const used = await store.used(counted);
	const byId = new Map(counted.map(({ id }, index) => [id, used[index] ?? null]));
	return named.map(({ limit, targetName, createdAt, changedAtMs }) => ({
		id: limit.id,
		scope: limit.scope,
		targetId: limit.targetId,
		targetName,
		measure: limit.measure,
		max: limit.max,
		used: byId.get(limit.id) ?? null,
		createdAt: createdAt.toISOString(),
		changedAt: new Date(changedAtMs).toISOString(),
	}));
}

/** Whom a new limit is for. Throws DomainError `not_found` (404) for a project or key of somebody else. */
async function requireTarget(db: Db, viewer: Viewer, { scope, projectId, keyId }: NewLimit): Promise<LimitTarget> {
	if (scope === "organization") {
		requireWholeOrganization(viewer);
		return { scope, targetId: viewer.organization.id };
	}
	if (scope === "project") {
		if (projectId === undefined) throw targetMissing("projectId");
		return { scope, targetId: requireProject(viewer, projectId).id };
	}
	if (keyId === undefined) throw targetMissing("keyId");
	const targetId = keyId.toLowerCase();
	const { projectIds, keyId: only } = sightOf(viewer);
	const isInSight = only === undefined || only === targetId;
	if (isInSight && (await hasKey(db, { keyId: targetId, projectIds }))) return { scope, targetId };
	throw new DomainError("not_found", 404, "There is no such key.");
}

function targetMissing(member: string): DomainError {
	return new DomainError("invalid_request", 400, `body.${member}: say whom the limit is for.`);
}
