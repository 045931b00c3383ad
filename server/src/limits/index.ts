import { Elysia, t } from "elysia";
import { requireProject, requireUser, type Viewer, type ViewerOf } from "../accounts/viewer";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import { isCounted, type LimitStore } from "./limit";
import {
	changeLimit,
	createLimit,
	deleteLimit,
	hasKey,
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

const Id = t.Object({ id: t.String({ format: "uuid" }) });

/** Limits: listed with how full they are, made, changed, deleted. Only a person changes them. */
export function limits({ db, viewerOf, limitBook, limitStore }: LimitsDeps) {
	return new Elysia({ name: "limits", prefix: "/api/v1/limits", tags: ["limits"] })
		.get("/", async ({ request }) => withUse(limitStore, await visibleTo(db, await viewerOf(request))), {
			response: t.Array(LimitView),
			detail: { summary: "Limits, and how full each is now" },
		})
		.post(
			"/",
			async ({ request, body, status }) => {
				const viewer = await viewerOf(request);
				const createdBy = requireUser(viewer).id;
				const target = await requireTarget(db, viewer, body);
				const stored = await createLimit(db, { ...target, measure: body.measure, max: body.max, createdBy });
				limitBook.changed(stored);
				return status(201, { id: stored.limit.id });
			},
			{ body: NewLimit, response: { 201: t.Object({ id: t.String() }) } },
		)
		.patch(
			"/:id",
			async ({ request, params, body, status }) => {
				const { organizationId } = ownerOf(await viewerOf(request));
				const stored = await changeLimit(db, { id: params.id.toLowerCase(), organizationId, max: body.max });
				if (stored === undefined) throw noSuchLimit();
				limitBook.changed(stored);
				return status(204, undefined);
			},
			{ params: Id, body: LimitChange, response: { 204: t.Void() } },
		)
		.delete(
			"/:id",
			async ({ request, params, status }) => {
				const { organizationId } = ownerOf(await viewerOf(request));
				const stored = await deleteLimit(db, { id: params.id.toLowerCase(), organizationId });
				if (stored === undefined) throw noSuchLimit();
				limitBook.changed(stored);
				return status(204, undefined);
			},
			{ params: Id, response: { 204: t.Void() } },
		);
}

/** A person sees all limits of the organization; a lens key those of its project and its own. */
function visibleTo(db: Db, { via, organization, projects, keyId }: Viewer): Promise<NamedLimit[]> {
	const projectIds = projects.map(({ id }) => id);
	return listLimits(db, { organizationId: organization.id, projectIds, all: via === "session", keyId });
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

function ownerOf(viewer: Viewer): { organizationId: string } {
	requireUser(viewer);
	return { organizationId: viewer.organization.id };
}

/** Whom a new limit is for. Throws DomainError `not_found` (404) for a project or key of somebody else. */
async function requireTarget(db: Db, viewer: Viewer, { scope, projectId, keyId }: NewLimit): Promise<LimitTarget> {
	const organizationId = viewer.organization.id;
	if (scope === "organization") return { organizationId, scope, targetId: organizationId };
	if (scope === "project") {
		if (projectId === undefined) throw targetMissing("projectId");
		return { organizationId, scope, targetId: requireProject(viewer, projectId).id };
	}
	if (keyId === undefined) throw targetMissing("keyId");
	const targetId = keyId.toLowerCase();
	const projectIds = viewer.projects.map(({ id }) => id);
	if (await hasKey(db, { keyId: targetId, projectIds })) return { organizationId, scope, targetId };
	throw new DomainError("not_found", 404, "There is no such key.");
}

function targetMissing(member: string): DomainError {
	return new DomainError("invalid_request", 400, `body.${member}: say whom the limit is for.`);
}

function noSuchLimit(): DomainError {
	return new DomainError("not_found", 404, "There is no such limit.");
}
