import { t } from "elysia";
import { Moment, storableText } from "../stores/storable";

export const runStates = ["waiting", "running", "done", "cancelled"] as const;
export type RunState = (typeof runStates)[number];

const nullable = <Schema extends Parameters<typeof t.Nullable>[0]>(schema: Schema) => t.Nullable(schema);

/** Which calls to price again. */
export const NewRepricing = t.Object({
	/** Calls that began at this moment or later. */
	from: Moment,
	/** A provider as the gateway or the price book names it; `*` stands for any characters. Absent: all. */
	provider: t.Optional(storableText(64)),
	/** A model as its provider named it; `*` stands for any characters. Absent: all. */
	model: t.Optional(storableText(256)),
	/** Why; it stands with each adjustment. */
	reason: storableText(200),
});
export type NewRepricing = typeof NewRepricing.static;

/** A run, and how far it has come. */
export const RepricingView = t.Object({
	id: t.String(),
	state: t.UnionEnum(runStates, { default: undefined }),
	from: t.String(),
	/** Later calls were priced by the book as it is; null while it waits. */
	until: nullable(t.String()),
	provider: nullable(t.String()),
	model: nullable(t.String()),
	reason: t.String(),
	/** Looked at so far. */
	calls: t.Number(),
	adjusted: t.Number(),
	/** Calls whose cost stayed because the book has no price for them any more. */
	kept: t.Number(),
	/** Sum of all adjustments of this run: decimal string of integer pico-USD, which may be below zero. */
	differencePicoUsd: t.String(),
	/** Why it does not go on at the moment. It is tried again. */
	problem: nullable(t.String()),
	requestedBy: t.String(),
	requestedAt: t.String(),
	startedAt: nullable(t.String()),
	endedAt: nullable(t.String()),
});
export type RepricingView = typeof RepricingView.static;
