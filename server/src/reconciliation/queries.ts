import { and, asc, desc, eq, gte, inArray, lt } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";
import type { DayShown, RowShown } from "./model";
import type { DayRange } from "./report";
import { reconciliationPulls, reconciliationRows } from "./schema";

type PullRow = typeof reconciliationPulls.$inferSelect;
type StoredRow = typeof reconciliationRows.$inferSelect;

/** Days of an organization as the newest pull of each found them, the newest first. */
export async function readDays(db: Db, organizationId: string, { from, to }: DayRange): Promise<DayShown[]> {
	const { organizationId: owner, day, provider, id } = reconciliationPulls;
	const pulls = await db
		.select()
		.from(reconciliationPulls)
		.where(and(eq(owner, organizationId), gte(day, from), lt(day, to)))
		.orderBy(desc(day), asc(provider), desc(id));
	const newest = new Map<string, { pull: PullRow; earlier: number }>();
	for (const pull of pulls) {
		const place = `${pull.day} ${pull.provider}`;
		const found = newest.get(place);
		if (found === undefined) newest.set(place, { pull, earlier: 0 });
		else found.earlier++;
	}
	const followed = [...newest.values()];
	const rows = await readRows(
		db,
		followed.map((each) => each.pull.id),
	);
	return followed.map(({ pull, earlier }) => dayShown(pull, earlier, rows.get(pull.id) ?? []));
}

async function readRows(db: Db, pullIds: string[]): Promise<Map<string, StoredRow[]>> {
	const byPull = new Map<string, StoredRow[]>();
	if (pullIds.length === 0) return byPull;
	const rows = await db
		.select()
		.from(reconciliationRows)
		.where(inArray(reconciliationRows.pullId, pullIds))
		.orderBy(asc(reconciliationRows.model), asc(reconciliationRows.account));
	for (const row of rows) {
		const found = byPull.get(row.pullId);
		if (found === undefined) byPull.set(row.pullId, [row]);
		else found.push(row);
	}
	return byPull;
}

function dayShown({ provider, day, pulledAt, final }: PullRow, earlierPulls: number, stored: StoredRow[]): DayShown {
	const rows = stored.map(rowShown).sort((a, b) => weightOf(b) - weightOf(a));
	const theirs = sumOf(rows.map((row) => row.theirPicoUsd));
	const ours = sumOf(rows.map((row) => row.ourPicoUsd));
	return {
		provider,
		day,
		pulledAt: pulledAt.toISOString(),
		final,
		earlierPulls,
		theirPicoUsd: theirs?.toString() ?? null,
		ourPicoUsd: ours?.toString() ?? null,
		ourUnpricedCalls: rows.reduce((sum, row) => sum + row.ourUnpricedCalls, 0),
		differencePicoUsd: theirs === undefined || ours === undefined ? null : String(theirs - ours),
		cause: rows.find(({ cause }) => cause !== "none")?.cause ?? "none",
		rows,
	};
}

/** Undefined when nothing is known; the sum of nothing at all is zero. */
function sumOf(amounts: (string | null)[]): bigint | undefined {
	const known = amounts.filter((amount) => amount !== null);
	if (known.length === 0 && amounts.length > 0) return undefined;
	return known.reduce((sum, amount) => sum + BigInt(amount), 0n);
}

/** How much a row is to be looked at: for the order alone. */
function weightOf({ differencePicoUsd, cause }: RowShown): number {
	if (differencePicoUsd === null) return cause === "none" ? -1 : 0.5;
	return Math.abs(Number(differencePicoUsd));
}

function rowShown(row: StoredRow): RowShown {
	return {
		account: row.account,
		accountName: row.accountName,
		model: row.model,
		theirTokens: row.theirTokens,
		theirPicoUsd: row.theirPicoUsd,
		ourTokens: row.ourTokens,
		ourPicoUsd: row.ourPicoUsd,
		ourCalls: row.ourCalls,
		ourUnpricedCalls: row.ourUnpricedCalls,
		tokenDifference: row.tokenDifference,
		differencePicoUsd: row.differencePicoUsd,
		cause: row.cause,
	};
}
