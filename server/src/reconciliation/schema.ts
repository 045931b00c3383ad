import { sql } from "drizzle-orm";
import {
	boolean,
	check,
	date,
	index,
	integer,
	jsonb,
	numeric,
	pgTable,
	text,
	timestamp,
	uniqueIndex,
	uuid,
} from "drizzle-orm/pg-core";
import { organizations, users } from "../accounts/schema";
import { causes } from "./cause";
import { failures, type Tokens } from "./report";

const instant = (column: string) => timestamp(column, { withTimezone: true });
const organization = () =>
	text("organization_id")
		.notNull()
		.references(() => organizations.id, { onDelete: "cascade" });
/** Integer pico-USD, wider than 64 bits. */
const picoUsd = (column: string) => numeric(column, { precision: 38, scale: 0 });

/**
 * Keys that read what a provider has counted and billed. In a table of their own, sealed for a place of their own: the gateway
 * never reads it, and a row that is copied among the provider keys does not open there.
 */
export const adminKeys = pgTable(
	"admin_keys",
	{
		id: uuid("id").primaryKey(),
		organizationId: organization(),
		/** A built-in provider's id. */
		provider: text("provider").notNull(),
		name: text("name").notNull(),
		/** Where it may be sent. */
		hosts: text("hosts").array().notNull(),
		lastFour: text("last_four").notNull(),
		/** Null once it was deleted. */
		sealed: text("sealed"),
		createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
		createdAt: instant("created_at").notNull().defaultNow(),
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		// Two keys of one account would count everything twice.
		uniqueIndex("admin_keys_one_per_provider")
			.on(table.organizationId, table.provider)
			.where(sql`${table.deletedAt} is null`),
		check("admin_keys_deleted", sql`(${table.sealed} is null) = (${table.deletedAt} is not null)`),
	],
);

export const runOutcomes = ["running", "ok", "failed"] as const;

/** One reading of a provider's reports with one admin key. It ends once; one that never ended was cut off with its server. */
export const reconciliationRuns = pgTable(
	"reconciliation_runs",
	{
		id: uuid("id").primaryKey(),
		organizationId: organization(),
		adminKeyId: uuid("admin_key_id")
			.notNull()
			.references(() => adminKeys.id, { onDelete: "cascade" }),
		provider: text("provider").notNull(),
		startedAt: instant("started_at").notNull(),
		endedAt: instant("ended_at"),
		outcome: text("outcome", { enum: runOutcomes }).notNull(),
		/** What went wrong; null unless it failed. */
		failure: text("failure", { enum: failures }),
		message: text("message"),
		/** Not to be tried again before; null when the provider named no time. */
		retryAt: instant("retry_at"),
	},
	(table) => [
		index("reconciliation_runs_newest").on(table.adminKeyId, table.id),
		check("reconciliation_runs_outcome", sql`${table.outcome} in ('running', 'ok', 'failed')`),
		check("reconciliation_runs_ended", sql`(${table.outcome} = 'running') = (${table.endedAt} is null)`),
	],
);

/** One day as one run found it. A later run adds another one, which is followed from then on; none is ever changed. */
export const reconciliationPulls = pgTable(
	"reconciliation_pulls",
	{
		id: uuid("id").primaryKey(),
		organizationId: organization(),
		runId: uuid("run_id")
			.notNull()
			.references(() => reconciliationRuns.id, { onDelete: "cascade" }),
		provider: text("provider").notNull(),
		/** In UTC. */
		day: date("day", { mode: "string" }).notNull(),
		pulledAt: instant("pulled_at").notNull(),
		/** The provider's numbers were old enough to stand. */
		final: boolean("final").notNull(),
	},
	(table) => [index("reconciliation_pulls_newest").on(table.organizationId, table.day)],
);

/** One account and model in one pull: theirs against ours. */
export const reconciliationRows = pgTable(
	"reconciliation_rows",
	{
		id: uuid("id").primaryKey(),
		pullId: uuid("pull_id")
			.notNull()
			.references(() => reconciliationPulls.id, { onDelete: "cascade" }),
		/** The provider's id of the API key, project or workspace; several when what is ours cannot be told apart. */
		account: text("account").notNull(),
		accountName: text("account_name"),
		/** A model, or what else was billed. */
		model: text("model").notNull(),
		/** Null: the provider counts none here. */
		theirTokens: jsonb("their_tokens").$type<Tokens>(),
		/** Null: the provider says nothing of money here. */
		theirPicoUsd: picoUsd("their_pico_usd"),
		ourTokens: jsonb("our_tokens").$type<Tokens>().notNull(),
		/** Null: no call had a known cost. */
		ourPicoUsd: picoUsd("our_pico_usd"),
		ourCalls: integer("our_calls").notNull(),
		ourUnpricedCalls: integer("our_unpriced_calls").notNull(),
		/** Theirs less ours, per bucket. */
		tokenDifference: jsonb("token_difference").$type<Tokens>(),
		/** Theirs less ours; null when one of them is not known. */
		differencePicoUsd: picoUsd("difference_pico_usd"),
		cause: text("cause", { enum: causes }).notNull(),
	},
	(table) => [index("reconciliation_rows_pull").on(table.pullId)],
);
