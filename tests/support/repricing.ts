import { Elysia } from "elysia";
import { type Role, rightsOf } from "../../server/src/accounts/rights";
import type { Viewer } from "../../server/src/accounts/viewer";
import type { Analytics, AnalyticsWriter } from "../../server/src/analytics/analytics";
import type { Span } from "../../server/src/journal/span";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { pricesApi } from "../../server/src/pricing";
import { PriceBook } from "../../server/src/pricing/book";
import type { OwnPriceBook } from "../../server/src/pricing/open-book";
import type { PriceRow } from "../../server/src/pricing/price-row";
import { releasedRows } from "../../server/src/pricing/released";
import { openProviders } from "../../server/src/providers/environment";
import { repricingApi } from "../../server/src/repricing";
import type { RepricingView } from "../../server/src/repricing/model";
import { type Repricer, type RepricerOptions, startRepricer } from "../../server/src/repricing/repricer";
import { traces } from "../../server/src/traces";
import { startAccounts } from "./accounts";
import { openTestClickHouse } from "./clickhouse";
import { type Person, signIn } from "./people";
import { createTestDatabase } from "./postgres";
import { spanFixture } from "./spans";
import { until } from "./until";

export const noon = Date.UTC(2026, 10, 22, 12);
const hourMs = 3_600_000;

/** What a run is asked for with where a test is not about that. */
export const always = { from: "2026-01-01T00:00:00Z", reason: "contract signed" };

/** Calls at one moment and later, three in each millisecond. */
export const calls = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ startedAtMs: noon + Math.floor(index / 3) }));

/** An organization's own price: 12,000,000 pico-USD for an output token of gpt-4o, instead of 10,000,000. */
export const ownPrice = (organizationId: string, row: Partial<PriceRow> = {}): PriceRow => ({
	id: crypto.randomUUID().slice(0, 10),
	organizationId,
	provider: "openai",
	model: "gpt-4o*",
	unit: "output",
	picoUsd: 12_000_000n,
	conditions: {},
	sourceUrl: "",
	sourceDate: "2026-11-22",
	validFromMs: 0,
	...row,
});

export type RepricingStores = Awaited<ReturnType<typeof openRepricingStores>>;

/** Real stores in which organizations have their calls repriced. */
export async function openRepricingStores() {
	const database = await createTestDatabase();
	const accounts = await startAccounts(database.db);
	const clickhouse = await openTestClickHouse();
	const analytics: Analytics & AnalyticsWriter = {
		query: clickhouse.query,
		insert: (table, lines) => clickhouse.insert(table, lines, ""),
	};
	const repricers: Repricer[] = [];
	let people = 0;

	/** Somebody with an organization, a project, calls and a price book of their own. */
	async function tenant(spans: Partial<Span>[]) {
		const person = await signIn(accounts, `ada${people++}@example.com`);
		const { organizationId, projectId } = person;
		const complete = spans.map((span) => spanFixture({ organizationId, projectId, startedAtMs: noon, ...span }));
		await clickhouse.insertSpans(complete);
		const book = new PriceBook("lensai@test", releasedRows);
		const price = (row: Partial<PriceRow> = {}) => book.add([ownPrice(organizationId, row)]);
		return { person, organizationId, projectId, spans: complete, book, price };
	}

	function start(book: PriceBook, options: Partial<RepricerOptions> = {}): Repricer {
		const repricer = startRepricer({
			db: database.db,
			analytics,
			book,
			providerNames: () => new Map([["gemini", "google"]]),
			rest: async () => undefined,
			waitMs: 0,
			lookEveryMs: 20,
			retryMs: 20,
			onFailure: () => undefined,
			...options,
		});
		repricers.push(repricer);
		return repricer;
	}

	/** The API as one person sees it. */
	function apiOf(
		{ organizationId, projectId }: Pick<Person, "organizationId" | "projectId">,
		role: Role = "owner",
		book = new PriceBook("lensai@test", []),
	) {
		const viewerOf = async () =>
			({
				via: "session",
				user: { id: "user-1", email: "ada@example.com", name: "Ada" },
				organization: { id: organizationId, name: "One" },
				projects: [{ id: projectId }],
				role,
				rights: rightsOf(role),
			}) as unknown as Viewer;
		const app = new Elysia()
			.onError(({ error }) => problemResponse(problemOf(error, "request-1")))
			.use(
				pricesApi({
					db: database.db,
					analytics: clickhouse,
					viewerOf,
					priceBook: ownBook(book),
					providers,
					now: () => noon,
				}),
			)
			.use(repricingApi({ db: database.db, viewerOf, repricer: { wake: () => undefined } }))
			.use(traces({ analytics: clickhouse, viewerOf, now: () => noon + hourMs }));
		return (path: string, body?: object) => asking(app, path, body);
	}

	return {
		database,
		clickhouse,
		analytics,
		tenant,
		start,
		apiOf,
		/** Ends all that `start` started. */
		stopAll: () => Promise.all(repricers.splice(0).map((repricer) => repricer.close())),
		rowsOf: (projectId: string) =>
			clickhouse.query<{ spanId: string; revision: number; differencePicoUsd: string }>(
				`SELECT spanId, revision, differencePicoUsd FROM cost_adjustments WHERE projectId = {projectId:UUID}
				ORDER BY startedAtMs, spanId, revision`,
				{ projectId },
			),
		async close() {
			await accounts.close();
			await clickhouse.close();
			await database.close();
		},
	};
}

const providers = openProviders({}, { fetch, clock: Date.now }, () => undefined);
const ownBook = (book: PriceBook): OwnPriceBook => ({
	book,
	added: (rows) => book.add(rows),
	close: () => undefined,
});

export type Api = ReturnType<RepricingStores["apiOf"]>;

async function asking(app: { handle(request: Request): Promise<Response> }, path: string, body?: object) {
	const init = body && {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	};
	const answer = await app.handle(new Request(`http://localhost/api/v1${path}`, init));
	const text = await answer.text();
	// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes.
	return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as any };
}

/** Asks for a run. Throws when that is refused. */
export async function request(ask: Api, wanted: object = always): Promise<string> {
	const { status, body } = await ask("/prices/repricings", wanted);
	if (status !== 202) throw new Error(`the run was refused: ${JSON.stringify(body)}`);
	return body.id;
}

/** Waits for a run's end. */
export async function ended(ask: Api, id: string): Promise<RepricingView> {
	let view: RepricingView | undefined;
	await until(async () => {
		view = (await ask(`/prices/repricings/${id}`)).body;
		return view?.state === "done" || view?.state === "cancelled";
	}, 20_000);
	return view as RepricingView;
}
