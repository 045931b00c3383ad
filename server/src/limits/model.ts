import { t } from "elysia";

/** An absent member stays absent: without this, Elysia puts the first choice in its place. */
const noDefault = { default: undefined };

export const LimitMeasure = t.UnionEnum(["requests", "tokens", "streams", "body_bytes", "header_bytes"], noDefault);
export const LimitTarget = t.UnionEnum(["organization", "project", "key"], noDefault);

/** Larger than anything that is meant, and exact in JSON. */
const Max = t.Integer({ minimum: 1, maximum: 1_000_000_000_000 });

/** A limit, and how full it is. */
export const LimitView = t.Object({
	id: t.String(),
	scope: LimitTarget,
	/** Of the organization, project or lens key. */
	targetId: t.String(),
	targetName: t.String(),
	/** `requests` and `tokens` per minute, `streams` at one time, and bytes of one request. */
	measure: LimitMeasure,
	max: t.Number(),
	/** What is taken of it now; null for a cap on one request. More than `max` when calls used more than was estimated. */
	used: t.Nullable(t.Number()),
	createdAt: t.String(),
	changedAt: t.String(),
});
export type LimitView = typeof LimitView.static;

export const NewLimit = t.Object({
	scope: LimitTarget,
	/** For a limit of one project. */
	projectId: t.Optional(t.String({ format: "uuid" })),
	/** For a limit of one lens key. */
	keyId: t.Optional(t.String({ format: "uuid" })),
	measure: LimitMeasure,
	max: Max,
});
export type NewLimit = typeof NewLimit.static;

export const LimitChange = t.Object({ max: Max });
