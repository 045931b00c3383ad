import { and, eq, gte, isNotNull, ne, or, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import type { Db } from "../stores/postgres/open";
import type { PriceRow } from "./price-row";
import { isRateUnit, tokens } from "./rate-unit";
import { priceReleases, prices } from "./schema";

type Stored = typeof prices.$inferSelect;

export interface Release {
	name: string;
	rows: readonly PriceRow[];
}

/** Enters what a release brings, once: later starts of it look at one row. Rows that an earlier release brought stay as they are. */
export async function enterRelease(db: Db, { name, rows }: Release): Promise<void> {
	const [entered] = await db.select().from(priceReleases).where(eq(priceReleases.version, name));
	if (entered !== undefined) return;
	await db.transaction(async (tx) => {
		if (rows.length > 0) await tx.insert(prices).values(rows.map(storedOf)).onConflictDoNothing();
		await tx.insert(priceReleases).values({ version: name, prices: rows.length }).onConflictDoNothing();
	});
}

/** A transaction may commit this long after the time that it wrote; twice what the deadline allows it. */
const overlapMs = 5000;

/**
 * The prices that a release does not have itself: organizations' own, and those of other releases. With `since` those that were
 * recorded after it; give `asOf` back as `since`.
 */
export async function readPriceChanges(
	db: Db,
	{ bookVersion, since }: { bookVersion: string; since: Date | undefined },
): Promise<{ asOf: Date; rows: PriceRow[] }> {
	const clock = db.select({ asOf: sql`now()`.mapWith(prices.recordedAt) }).from(sql`(select 1) as one`);
	const [{ asOf }] = (await clock) as [{ asOf: Date }];
	const others = or(isNotNull(prices.organizationId), ne(prices.bookVersion, bookVersion));
	const late = since && gte(prices.recordedAt, new Date(since.getTime() - overlapMs));
	const stored = await db.select().from(prices).where(and(others, late));
	return { asOf, rows: stored.flatMap(rowOf) };
}

/** Enters an organization's own prices, with the change in the audit log. Returns them as every server will read them. */
export async function addPrices(db: Db, rows: readonly PriceRow[], actor: Actor): Promise<PriceRow[]> {
	return db.transaction(async (tx) => {
		const values = rows.map((row) => ({ ...storedOf(row), recordedBy: actor.name }));
		const stored = await tx.insert(prices).values(values).returning();
		for (const { id, organizationId: _, picoUsd, factor, validFromMs, ...row } of rows) {
			const after = {
				...row,
				picoUsd: picoUsd?.toString() ?? null,
				factorMillionths: factor?.toString() ?? null,
				validFrom: new Date(validFromMs).toISOString(),
			};
			const subject = { id, name: `${row.provider}/${row.model} ${row.unit}` };
			await recordChange(tx, actor, { action: "price.created", subject, after });
		}
		return stored.flatMap(rowOf);
	});
}

function storedOf({ validFromMs, picoUsd, ...row }: PriceRow): typeof prices.$inferInsert {
	return { ...row, picoUsd: picoUsd?.toString(), validFrom: new Date(validFromMs) };
}

/** A unit that only a newer release knows is left out: nothing here counts it. */
function rowOf({ recordedAt: _, recordedBy: __, ...stored }: Stored): PriceRow[] {
	const { id, provider, model, unit, conditions, sourceUrl, sourceDate } = stored;
	if (unit !== tokens && !isRateUnit(unit)) return [];
	const row: PriceRow = {
		id,
		provider,
		model,
		unit,
		conditions,
		sourceUrl,
		sourceDate,
		validFromMs: stored.validFrom.getTime(),
	};
	if (stored.organizationId !== null) row.organizationId = stored.organizationId;
	if (stored.bookVersion === null) row.entry = stored.entry;
	if (stored.region !== null) row.region = stored.region;
	if (stored.serviceTier !== null) row.serviceTier = stored.serviceTier;
	if (stored.picoUsd !== null) row.picoUsd = BigInt(stored.picoUsd);
	if (stored.factor !== null) row.factor = stored.factor;
	if (stored.note !== null) row.note = stored.note;
	if (stored.bookVersion !== null) row.bookVersion = stored.bookVersion;
	return [row];
}
