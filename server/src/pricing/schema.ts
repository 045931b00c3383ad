import { sql } from "drizzle-orm";
import {
	bigint,
	bigserial,
	check,
	index,
	integer,
	jsonb,
	numeric,
	pgTable,
	text,
	timestamp,
} from "drizzle-orm/pg-core";
import type { PriceConditions } from "./price-row";

const instant = (column: string) => timestamp(column, { withTimezone: true });

/**
 * The price book: what a release brings and what organizations negotiated. A row is followed by a newer one, and never changed
 * or deleted: a trigger refuses it (`migrations/postgres`). It points at nothing, so that it outlives what it tells of.
 */
export const prices = pgTable(
	"prices",
	{
		/** See `PriceRow`, of which these are the fields. */
		id: text("id").primaryKey(),
		/** Null: it holds for everybody. */
		organizationId: text("organization_id"),
		provider: text("provider").notNull(),
		model: text("model").notNull(),
		region: text("region"),
		serviceTier: text("service_tier"),
		unit: text("unit").notNull(),
		/** Exact: what one unit costs. */
		picoUsd: numeric("pico_usd", { precision: 40, scale: 0 }),
		/** Millionths. */
		factor: bigint("factor", { mode: "bigint" }),
		conditions: jsonb("conditions").$type<PriceConditions>().notNull(),
		sourceUrl: text("source_url").notNull(),
		sourceDate: text("source_date").notNull(),
		note: text("note"),
		validFrom: instant("valid_from").notNull(),
		bookVersion: text("book_version"),
		/** Who entered it, as the audit log names them; null for a release. */
		recordedBy: text("recorded_by"),
		/** Books ask for what was recorded since they last looked. */
		recordedAt: instant("recorded_at").notNull().default(sql`clock_timestamp()`),
		/** The order of entry, the same for every server. */
		entry: bigserial("entry", { mode: "number" }).notNull(),
	},
	(table) => [
		index().on(table.recordedAt),
		index().on(table.organizationId, table.provider),
		check("prices_price_or_factor", sql`${table.picoUsd} is null or ${table.factor} is null`),
		check("prices_not_below_zero", sql`coalesce(${table.picoUsd}, 0) >= 0 and coalesce(${table.factor}, 1) > 0`),
	],
);

/** Releases whose prices are in the table, so that a start need not look at each. */
export const priceReleases = pgTable("price_releases", {
	/** The book's version and a digest of its rows. */
	version: text("version").primaryKey(),
	prices: integer("prices").notNull(),
	loadedAt: instant("loaded_at").notNull().defaultNow(),
});
