import { asc, eq } from "drizzle-orm";
import { projects } from "../accounts/schema";
import type { Analytics, AnalyticsWriter } from "../analytics/analytics";
import type { PriceBook } from "../pricing/book";
import { createPrice } from "../pricing/price";
import type { Db } from "../stores/postgres/open";
import { matchesGlob } from "../targets/glob";
import { type PageQuery, readAdjusted, readBegun, readPage, readWritten } from "./queries";
import { repricePage } from "./reprice-page";
import { notePage, type PageCounts, type Runner, type StoredRun } from "./runs";

export interface RunDeps {
	db: Db;
	analytics: Analytics & AnalyticsWriter;
	book: PriceBook;
	/** Providers as spans name them, with the price book's name of each. */
	providerNames: (organizationId: string) => ReadonlyMap<string, string>;
	runner: Runner;
	/** Calls in one page. */
	pageSize: number;
	/** Called between pages with how long the last one took, so that others get their turn. */
	rest: (tookMs: number) => Promise<void>;
	/** Ends the run at the next page; it stays unfinished. */
	signal: AbortSignal;
	/** Unix milliseconds. */
	now: () => number;
}

/**
 * Does a run from where it is, page by page: reads calls, prices them by the book as it is, writes what differs, and then notes how far
 * it has come. Cut off in between, the page comes again: what landed of it counts as adjusted before, so nothing is written twice.
 * True when it came to its end. Throws as the stores do.
 */
export async function doRun(run: StoredRun, deps: RunDeps): Promise<boolean> {
	const ids = await projectIds(deps.db, run.organizationId);
	let { after } = run.progress ?? {};
	for (const projectId of ids.slice(Math.max(0, ids.indexOf(run.progress?.projectId ?? "")))) {
		for (let more = true; more; ) {
			if (deps.signal.aborted) return false;
			const beganMs = performance.now();
			const page = await doPage(run, { projectId, after }, deps);
			const goesOn = await notePage(deps.db, run.id, deps.runner, page);
			if (!goesOn) return false;
			more = page.calls === deps.pageSize;
			after = page.progress.after;
			await deps.rest(performance.now() - beganMs);
		}
		after = undefined;
	}
	return true;
}

async function projectIds(db: Db, organizationId: string): Promise<string[]> {
	const rows = await db
		.select({ id: projects.id })
		.from(projects)
		.where(eq(projects.organizationId, organizationId))
		.orderBy(asc(projects.id));
	return rows.map(({ id }) => id);
}

function queryOf(
	{ organizationId, provider, model, from, until, startedAt }: StoredRun,
	names: ReadonlyMap<string, string>,
): Omit<PageQuery, "projectId" | "limit"> {
	const end = until ?? startedAt;
	if (end === null) throw new Error("A run that has begun has no end in time.");
	return {
		organizationId,
		fromMs: from.getTime(),
		untilMs: end.getTime(),
		...(provider !== null && { providers: matchingProviders(provider, names) }),
		...(model !== null && { model }),
	};
}

/** Those that have the pattern in either of their names; a name alone also stands for a provider that is not there any more. */
function matchingProviders(pattern: string, names: ReadonlyMap<string, string>): string[] {
	const known = [...names].filter(([id, name]) => matchesGlob(pattern, id) || matchesGlob(pattern, name));
	return [...new Set([pattern, ...known.map(([id]) => id)])];
}

async function doPage(run: StoredRun, progress: PageCounts["progress"], deps: RunDeps): Promise<PageCounts> {
	const { analytics, book, pageSize, now } = deps;
	const { projectId, after } = progress;
	const names = deps.providerNames(run.organizationId);
	const bookNameOf = (provider: string) => names.get(provider) ?? provider;
	const calls = await readPage(analytics, { ...queryOf(run, names), projectId, after, limit: pageSize });
	const [first, last] = [calls.at(0), calls.at(-1)];
	if (first === undefined || last === undefined)
		return { progress, calls: 0, adjusted: 0, kept: 0, differencePicoUsd: 0n };
	const range = { projectId, fromMs: first.startedAtMs, toMs: last.startedAtMs };
	const [adjusted, written, begun] = await Promise.all([
		readAdjusted(analytics, range),
		readWritten(analytics, { projectId, runId: run.id, after, upTo: last }),
		readBegun(analytics, { projectId, ids: calls.flatMap(({ settlesCallId }) => settlesCallId ?? []) }),
	]);
	const repricing = { runId: run.id, reason: run.reason, book, price: createPrice(book), bookNameOf, now };
	const { adjustments, kept } = repricePage({ calls, adjusted, begun }, repricing);
	if (adjustments.length > 0) {
		const lines = adjustments.map((adjustment) => `${JSON.stringify(adjustment)}\n`).join("");
		await analytics.insert("cost_adjustments", Buffer.from(lines));
	}
	return {
		progress: { projectId, after: { startedAtMs: last.startedAtMs, id: last.id } },
		calls: calls.length,
		adjusted: written.adjusted + adjustments.length,
		kept,
		differencePicoUsd: adjustments.reduce(
			(sum, { differencePicoUsd }) => sum + BigInt(differencePicoUsd),
			written.differencePicoUsd,
		),
	};
}
