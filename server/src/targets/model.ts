import { type TSchema, t } from "elysia";
import { storableText } from "../stores/storable";

const listOf = <Item extends TSchema>(item: Item, maxItems: number) => t.Array(item, { minItems: 1, maxItems });
const wholeNumber = (minimum: number, maximum: number) => t.Integer({ minimum, maximum });

/**
 * How an attempt may fail without a status. `not_sent`: there is no way to this target for this call. `broke_off`: after the
 * headers, before the first byte of the body.
 */
export const attemptErrors = [
	"not_sent",
	"connection_failed",
	"connect_timeout",
	"first_byte_timeout",
	"total_timeout",
	"broke_off",
	"caller_left",
] as const;
export type AttemptError = (typeof attemptErrors)[number];

/** Which calls a target takes: all members that are given have to hold, and of each, any one of its entries. */
export const Condition = t.Object({
	/** As the caller wrote it; `*` stands for any characters. */
	models: t.Optional(listOf(storableText(256), 20)),
	tags: t.Optional(listOf(storableText(128), 20)),
	environments: t.Optional(listOf(storableText(64), 20)),
});
export type Condition = typeof Condition.static;

/** One place that a call may be sent to. */
export const Target = t.Object({
	/** Provider id, e.g. `openai`. */
	provider: storableText(64),
	/** The model to ask for; absent: the caller's own. */
	model: t.Optional(storableText(256)),
	/** One of the provider's regions; at Azure, the name of a resource. */
	region: t.Optional(storableText(64)),
	/** A key of the vault; absent: the caller's, or the server's own. */
	providerKeyId: t.Optional(t.String({ format: "uuid" })),
	/** Neighbours with a weight share their place in the order, by weight. 0: takes no calls. Absent: a place of its own. */
	weight: t.Optional(wholeNumber(0, 1000)),
	when: t.Optional(Condition),
});
export type Target = typeof Target.static;

/** In milliseconds. */
export const Timeouts = t.Object({
	/** Until the connection stands, where the sender can tell. */
	connectMs: wholeNumber(10, 60_000),
	/** Of one attempt, from its start to the first byte of its body. */
	firstByteMs: wholeNumber(10, 3_600_000),
	/** Of the call: all attempts, and the answer to its last byte. */
	totalMs: wholeNumber(10, 3_600_000),
});
export type Timeouts = typeof Timeouts.static;

/** Further tries of the same target, before the next one has its turn. */
export const Retries = t.Object({
	count: wholeNumber(0, 5),
	/** Waits are drawn between 0 and this, doubled with each try. */
	baseMs: wholeNumber(1, 10_000),
	/** No wait is longer. A `Retry-After` beyond it moves on at once. */
	maxWaitMs: wholeNumber(1, 60_000),
});
export type Retries = typeof Retries.static;

/** What makes the gateway try again or elsewhere. Everything else is the caller's answer. */
export const MoveOn = t.Object({
	statuses: t.Array(wholeNumber(400, 599), { maxItems: 50 }),
	errors: t.Array(t.UnionEnum(["connection_failed", "connect_timeout", "first_byte_timeout", "broke_off"]), {
		maxItems: 4,
	}),
});
export type MoveOn = typeof MoveOn.static;

/** What a route does with a call. */
export const RoutePolicy = t.Object({
	targets: listOf(Target, 16),
	timeouts: Timeouts,
	retries: Retries,
	moveOn: MoveOn,
});
export type RoutePolicy = typeof RoutePolicy.static;

/** What holds for members that are not given. */
export const defaultPolicy: Omit<RoutePolicy, "targets"> = {
	timeouts: { connectMs: 5_000, firstByteMs: 300_000, totalMs: 900_000 },
	retries: { count: 1, baseMs: 200, maxWaitMs: 2_000 },
	moveOn: {
		// 529: Anthropic's "overloaded", https://docs.anthropic.com/en/api/errors (2026-11-22)
		statuses: [408, 429, 500, 502, 503, 504, 529],
		errors: ["connection_failed", "connect_timeout", "first_byte_timeout", "broke_off"],
	},
};

/** Callers write it as their model, or in the header `x-lensai-route`. */
export const RouteName = t.String({
	minLength: 1,
	maxLength: 80,
	pattern: "^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$",
	error: "letters, digits and . _ : / @ + - only, 80 at most, and a letter or digit first.",
});

/** What a person writes of a route. */
export const RouteContent = t.Object({
	name: RouteName,
	targets: listOf(Target, 16),
	timeouts: t.Optional(t.Partial(Timeouts)),
	retries: t.Optional(t.Partial(Retries)),
	moveOn: t.Optional(t.Partial(MoveOn)),
});
export type RouteContent = typeof RouteContent.static;

export const NewRoute = t.Object({
	...RouteContent.properties,
	/** Null: it serves every project of the organization. */
	projectId: t.Nullable(t.String({ format: "uuid" })),
});

export const Breaker = t.Object({
	state: t.UnionEnum(["closed", "open", "half_open"]),
	/** ISO 8601; null unless open. */
	until: t.Nullable(t.String()),
	/** What opened it; null while closed. */
	cause: t.Nullable(t.String()),
});

export const Route = t.Object({
	id: t.String(),
	organizationId: t.String(),
	projectId: t.Nullable(t.String()),
	name: t.String(),
	...RoutePolicy.properties,
	/** Of each target, in the same order, as this server sees it now. */
	breakers: t.Array(Breaker),
	createdAt: t.String(),
	changedAt: t.String(),
});
export type Route = typeof Route.static;

/** A call that might come. */
export const ExampleCall = t.Object({
	/** Absent: the route's name, as a caller who names the route by it would send. */
	model: t.Optional(storableText(256)),
	tags: t.Optional(t.Array(storableText(128), { maxItems: 20 })),
	environment: t.Optional(storableText(64)),
});

/** `POST /api/v1/routes/explain`: a route as it is being written. */
export const ExplainRoute = t.Object({
	projectId: t.Nullable(t.String({ format: "uuid" })),
	route: RouteContent,
	call: ExampleCall,
});

const placed = { index: t.Number(), target: t.String() };

/** Where an example call would go, and why. */
export const Explanation = t.Object({
	/** In the order in which they are tried. `share`: of the calls, how many it is tried first for, 0 to 1. */
	targets: t.Array(t.Object({ ...placed, model: t.Nullable(t.String()), share: t.Number(), reason: t.String() })),
	leftOut: t.Array(t.Object({ ...placed, reason: t.String() })),
});
export type Explanation = typeof Explanation.static;
