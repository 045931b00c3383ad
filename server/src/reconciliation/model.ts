import { t } from "elysia";
import { Name } from "../accounts/model";
import { causes } from "./cause";
import { failures } from "./report";

/** An absent member stays absent: without this, Elysia puts the first choice in its place. */
const noDefault = { default: undefined };

/** A reading of a provider's reports. */
export const RunShown = t.Object({
	startedAt: t.String(),
	/** Null while it is under way. */
	endedAt: t.Nullable(t.String()),
	/** `running` for ten minutes at most: then it was cut off with its server, and is `failed`. */
	outcome: t.UnionEnum(["running", "ok", "failed"], noDefault),
	failure: t.Nullable(t.UnionEnum([...failures], noDefault)),
	/** What went wrong and what to do. */
	message: t.Nullable(t.String()),
	/** When the provider lets itself be asked again. */
	retryAt: t.Nullable(t.String()),
});
export type RunShown = typeof RunShown.static;

/** An admin key as it is listed: never the secret itself. */
export const AdminKeyShown = t.Object({
	id: t.String(),
	/** A built-in provider's id. */
	provider: t.String(),
	name: t.String(),
	hosts: t.Array(t.String()),
	lastFour: t.String(),
	createdAt: t.String(),
	/** Null before the first one. */
	lastRun: t.Nullable(RunShown),
});
export type AdminKeyShown = typeof AdminKeyShown.static;

export const NewAdminKey = t.Object({
	provider: t.String({ maxLength: 80 }),
	name: Name,
	secret: t.String({ minLength: 1, maxLength: 1024 }),
});

const PicoUsd = t.Nullable(t.String());
const TokensShown = t.Record(t.String(), t.Number());
const CauseShown = t.UnionEnum([...causes], noDefault);

/** One account and model on one day. */
export const RowShown = t.Object({
	account: t.String(),
	accountName: t.Nullable(t.String()),
	model: t.String(),
	/** Null: the provider counts no tokens here. */
	theirTokens: t.Nullable(TokensShown),
	/** Decimal text of integer pico-USD; null: not known. So are all amounts. */
	theirPicoUsd: PicoUsd,
	ourTokens: TokensShown,
	ourPicoUsd: PicoUsd,
	ourCalls: t.Integer(),
	ourUnpricedCalls: t.Integer(),
	/** Theirs less ours, of the buckets that differ. */
	tokenDifference: t.Nullable(TokensShown),
	/** Theirs less ours. */
	differencePicoUsd: PicoUsd,
	cause: CauseShown,
});
export type RowShown = typeof RowShown.static;

/** One provider on one day, as the newest run found it. */
export const DayShown = t.Object({
	provider: t.String(),
	/** In UTC: `2026-11-22`. */
	day: t.String(),
	pulledAt: t.String(),
	/** Its numbers were old enough to stand. */
	final: t.Boolean(),
	/** What was found before it, of the same day. */
	earlierPulls: t.Integer(),
	/** Sums of what is known of the rows; null when nothing is. */
	theirPicoUsd: PicoUsd,
	ourPicoUsd: PicoUsd,
	ourUnpricedCalls: t.Integer(),
	/** Theirs less ours; null when either sum is not known. */
	differencePicoUsd: PicoUsd,
	/** Of the row that differs most. */
	cause: CauseShown,
	rows: t.Array(RowShown),
});
export type DayShown = typeof DayShown.static;

const Day = t.String({ pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$" });

export const ReconciliationQuery = t.Object({
	/** The first day; by default 31 days before `to`. */
	from: t.Optional(Day),
	/** The day after the last; by default today. */
	to: t.Optional(Day),
});

export const Reconciliation = t.Object({
	from: t.String(),
	to: t.String(),
	/** Newest first. */
	days: t.Array(DayShown),
});

/** What a run on request came to, per admin key. */
export const RunsShown = t.Array(t.Object({ adminKeyId: t.String(), provider: t.String(), run: RunShown }));
