import { t } from "elysia";
import type { SpanKind } from "../journal/span";
import { labelBounds } from "../labels/labels";

const nullable = <T extends Parameters<typeof t.Nullable>[0]>(schema: T) => t.Nullable(schema);

/** An absent member stays absent: without this, Elysia puts the first choice in its place. */
const noDefault = { default: undefined };

export const CostState = t.UnionEnum(["priced", "partial", "estimated", "unpriced"], noDefault);
export const UsageState = t.UnionEnum(["measured", "estimated"], noDefault);
export const CacheState = t.UnionEnum(["hit", "miss"], noDefault);
/** `other`: a request that uses no model, like a list of models. It has no usage to be priced, and no sum counts it. */
export const CallKind = t.UnionEnum(
	[
		"llm",
		"embedding",
		"tool",
		"retrieval",
		"chain",
		"agent",
		"guardrail",
		"other",
	] as const satisfies readonly SpanKind[],
	noDefault,
);
export const CallStatus = t.UnionEnum(["ok", "error", "client_closed", "interrupted"], noDefault);

/** A call as lists and the live stream show it. */
export const Call = t.Object({
	id: t.String(),
	projectId: t.String(),
	/** ISO 8601, UTC, milliseconds. */
	startedAt: t.String(),
	/** Null when interrupted. */
	durationMs: nullable(t.Number()),
	firstByteMs: nullable(t.Number()),
	kind: CallKind,
	provider: t.String(),
	operation: t.String(),
	model: nullable(t.String()),
	responseModel: nullable(t.String()),
	stream: t.Boolean(),
	status: CallStatus,
	httpStatus: nullable(t.Number()),
	errorType: nullable(t.String()),
	errorMessage: nullable(t.String()),
	keyId: nullable(t.String()),
	/** `estimated`: the provider did not tell all; the rest is worked out from the bodies. Null: it told none. */
	usageState: nullable(UsageState),
	inputTokens: nullable(t.Number()),
	/** Those of `inputTokens` that the provider read from its own cache. */
	cachedInputTokens: nullable(t.Number()),
	outputTokens: nullable(t.Number()),
	/** What was counted, by bucket and unit (docs/reference/usage.md); what the provider did not mention is absent. */
	usage: t.Record(t.String(), t.Number()),
	/** What the call is held to cost now: as recorded, unless it was adjusted since. */
	costState: CostState,
	/** Decimal string of integer pico-USD; null when unknown. */
	costPicoUsd: nullable(t.String()),
	environment: nullable(t.String()),
	/** Whom the application made the call for. */
	user: nullable(t.String()),
	session: nullable(t.String()),
	tags: t.Array(t.String()),
	traceId: t.String(),
	/** `src/checkout.ts:42:7 placeOrder` */
	callSite: nullable(t.String()),
	/** Whether our own cache answered; null when the call did not ask for it. */
	cache: nullable(CacheState),
	/** What the call whose answer was given again had cost, as an amount; null when that is unknown, or there is none. */
	savedPicoUsd: nullable(t.String()),
	/** How often it was sent; null for a call without a route, which is sent once at most. */
	attemptCount: nullable(t.Number()),
});
export type Call = typeof Call.static;

export const Payload = t.Object({ text: t.String(), truncated: t.Boolean(), bytes: t.Number() });

/** One line of a cost: tokens × picoUsdPerToken / per = picoUsd. Both are null for a bucket, or another unit, without a rate. */
export const CostLine = t.Object({
	bucket: t.String(),
	tokens: t.Number(),
	picoUsdPerToken: nullable(t.String()),
	/** 1; 3600 for seconds at a rate by the hour. */
	per: t.Number(),
	picoUsd: nullable(t.String()),
});

/** One target of the route that a call went by, and why it stood where it stood. */
export const CallTarget = t.Object({ target: t.String(), reason: t.String(), leftOut: t.Boolean() });

/** One attempt: what was tried, how it went, and what followed. */
export const CallAttempt = t.Object({
	target: t.String(),
	/** Milliseconds after the first attempt. */
	startedAfterMs: t.Number(),
	durationMs: t.Number(),
	status: nullable(t.Number()),
	error: nullable(t.String()),
	/** Decimal string of integer pico-USD; null when nothing is known or nothing was to be paid. */
	costPicoUsd: nullable(t.String()),
	/** The provider may bill it, and did not say. */
	costUnknown: t.Boolean(),
	reason: t.String(),
});

/** By how much a call's cost was found to be another one later. Each begins where the one before ended. */
export const CostAdjustment = t.Object({
	at: t.String(),
	/** The repricing that made it, and its reason. */
	runId: t.String(),
	reason: t.String(),
	oldState: CostState,
	oldPicoUsd: nullable(t.String()),
	newState: CostState,
	newPicoUsd: nullable(t.String()),
	/** new − old, where unknown counts 0: may be below zero. */
	differencePicoUsd: t.String(),
	source: nullable(t.String()),
	bookVersion: t.String(),
});

/** As the caller named its keys. Not `t.Record`, of which Elysia makes a copy key by key, and loses one that is `__proto__`. */
const Metadata = t.Unsafe<Record<string, string>>(
	t.Unknown({ type: "object", properties: {}, additionalProperties: { type: "string" } }),
);

/** One call with all that is known of it. */
export const CallDetail = t.Object({
	...Call.properties,
	parentSpanId: nullable(t.String()),
	metadata: Metadata,
	/** The call whose answer the cache gave again. */
	cachedCallId: nullable(t.String()),
	finishReason: nullable(t.String()),
	/** The provider's own usage object, as it came. */
	rawUsage: t.Unknown(),
	/** The cost as it was recorded when the call ended, which nothing changes; `costLines` sum to it. */
	recordedCost: t.Object({ state: CostState, picoUsd: nullable(t.String()) }),
	/** Oldest first. The recorded cost and their differences sum to `costPicoUsd`. */
	adjustments: t.Array(CostAdjustment),
	costLines: t.Array(CostLine),
	costSource: nullable(t.String()),
	capture: t.UnionEnum(["full", "metadata"]),
	requestBytes: t.Number(),
	responseBytes: t.Number(),
	/** Null for a call without a route; it has no targets and no attempts here. */
	routeId: nullable(t.String()),
	/** In the order of their choice; those that were left out come last. */
	targets: t.Array(CallTarget),
	attempts: t.Array(CallAttempt),
	/** Null when the body was not kept. */
	request: nullable(Payload),
	response: nullable(Payload),
});
export type CallDetail = typeof CallDetail.static;

export const CallPage = t.Object({
	calls: t.Array(Call),
	/** Give it back as `cursor` for the next, older page; null on the last one. */
	nextCursor: nullable(t.String()),
});
export type CallPage = typeof CallPage.static;

const label = (maxLength: number) => t.Optional(t.String({ maxLength }));

/** `GET /api/v1/calls`. Newest first. Times are ISO 8601; `to` is exclusive. A call must meet all that is given. */
export const CallFilter = t.Object({
	projectId: t.Optional(t.String({ format: "uuid" })),
	model: t.Optional(t.String({ maxLength: 256 })),
	status: t.Optional(CallStatus),
	keyId: t.Optional(t.String({ format: "uuid" })),
	provider: t.Optional(t.String({ maxLength: 256 })),
	user: label(labelBounds.id),
	session: label(labelBounds.id),
	environment: label(labelBounds.environment),
	/** One of the call's tags. */
	tag: label(labelBounds.tag),
	/** Alone: the call's metadata has this key, whatever its value. */
	metadataKey: label(labelBounds.metadataKey),
	/** Only with `metadataKey`. */
	metadataValue: label(labelBounds.metadataValue),
	traceId: label(labelBounds.id),
	callSite: label(labelBounds.callSite),
	cache: t.Optional(CacheState),
	from: t.Optional(t.String({ format: "date-time" })),
	to: t.Optional(t.String({ format: "date-time" })),
	cursor: t.Optional(t.String({ maxLength: 128 })),
	limit: t.Optional(t.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type CallFilter = typeof CallFilter.static;

const totals = {
	calls: t.Number(),
	/** Status `error` or `interrupted`. A call that its client left is none. */
	errors: t.Number(),
	/** Sum over the calls whose cost is known: nothing is known when there are none. */
	costPicoUsd: t.String(),
	/** Calls whose cost is known. */
	pricedCalls: t.Number(),
	/** Of `pricedCalls`, those of whose cost only a part is known: the sum is at least this. */
	partialCalls: t.Number(),
	/** Of `pricedCalls`, those whose cost is an estimate, of its rates or of its usage. One that is partial, too, counts there alone. */
	estimatedCalls: t.Number(),
	/** Calls whose cost is unknown, and so not in the sum. */
	unpricedCalls: t.Number(),
};
/** Percentiles of the durations of calls that a provider answered well (status `ok`, not from our cache); null when there are none. */
const latency = { p50Ms: nullable(t.Number()), p95Ms: nullable(t.Number()) };

/** What our own cache did. */
const cacheTotals = {
	/** Calls that it answered. */
	cacheHits: t.Number(),
	/** Sum of what the answers that it gave again had cost, where that is known. */
	savedPicoUsd: t.String(),
	/** Hits of which that is not known, and which are so not in the sum. */
	unpricedCacheHits: t.Number(),
};

export const ModelTotals = t.Object({ model: nullable(t.String()), ...totals, ...latency });
export type ModelTotals = typeof ModelTotals.static;

/** One hour (UTC) of one model; hours without calls are left out. */
export const HourTotals = t.Object({ hour: t.String(), model: nullable(t.String()), ...totals });
export type HourTotals = typeof HourTotals.static;

/** `GET /api/v1/summary`. */
export const Summary = t.Object({
	from: t.String(),
	to: t.String(),
	...totals,
	...latency,
	...cacheTotals,
	/** Requests that use no model (`kind` is `other`): they are listed, and counted nowhere else in here. */
	otherRequests: t.Number(),
	/** Costliest first, at most 100. */
	byModel: t.Array(ModelTotals),
	/** Oldest first, the models of `byModel`. */
	byHour: t.Array(HourTotals),
});
export type Summary = typeof Summary.static;

export const SummaryFilter = t.Object({
	projectId: t.Optional(t.String({ format: "uuid" })),
	/** Defaults to 24 hours before `to`. At most 92 days before it. */
	from: t.Optional(t.String({ format: "date-time" })),
	/** Defaults to now. */
	to: t.Optional(t.String({ format: "date-time" })),
});
export type SummaryFilter = typeof SummaryFilter.static;
