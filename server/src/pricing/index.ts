import { Elysia, t } from "elysia";
import { requireRight, type ViewerOf } from "../accounts/viewer";
import type { Analytics } from "../analytics/analytics";
import { actorOf } from "../audit/record";
import { DomainError } from "../errors";
import { bookOf } from "../providers/books";
import type { Provider } from "../providers/provider";
import { repriceAfter } from "../repricing/reprice-after";
import type { Db } from "../stores/postgres/open";
import { adjustmentsOf } from "../traces/adjustments";
import { getCall } from "../traces/queries";
import { callCost } from "./call-cost";
import { hasRatesFor } from "./has-rates";
import {
	CallCostView,
	EnteredPrices,
	NewPrices,
	PriceFilter,
	PriceList,
	RatesQuery,
	RatesView,
	UnpricedFilter,
	UnpricedModel,
} from "./model";
import type { OwnPriceBook } from "./open-book";
import { ownRows } from "./own-prices";
import { presentPrice, presentTariff } from "./present";
import { addPrices } from "./stored-prices";
import { listUnpriced } from "./unpriced";

export interface PricesDeps {
	db: Db;
	analytics: Analytics;
	viewerOf: ViewerOf;
	/** Told at once of prices that are added. */
	priceBook: OwnPriceBook;
	providers: readonly Provider[];
	/** Unix milliseconds. */
	now: () => number;
}

const unpricedDays = 30;
const dayMs = 86_400_000;

/** The price book, organizations' own prices, what has none, and the sum that a call's cost is. */
export function pricesApi({ db, analytics, viewerOf, priceBook, providers, now }: PricesDeps) {
	const books = new Map(providers.map((provider) => [provider.id, bookOf(provider)]));
	const nameOf = (provider: string) => books.get(provider) ?? provider;

	return new Elysia({ name: "prices", prefix: "/api/v1", tags: ["prices"] })
		.get(
			"/prices",
			async ({ request, query: { provider, ...filter } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.read");
				const { book } = priceBook;
				const rows = book.rows({
					...filter,
					organizationId: viewer.organization.id,
					provider: provider && nameOf(provider),
				});
				return { version: book.version, prices: rows.map(presentPrice) };
			},
			{ query: PriceFilter, response: PriceList, detail: { summary: "The price book, with its history and sources" } },
		)
		.get(
			"/prices/rates",
			async ({ request, query: { provider, model, at, ...where } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.read");
				const priced = { provider: nameOf(provider), name: model, ...where, organizationId: viewer.organization.id };
				const tariff = priceBook.book.tariff(priced, new Date(at ?? now()));
				if (tariff === undefined) throw new DomainError("not_found", 404, `The book has no price for ${model}.`);
				return presentTariff(tariff);
			},
			{ query: RatesQuery, response: RatesView, detail: { summary: "What one model costs at a moment" } },
		)
		.get(
			"/prices/unpriced",
			async ({ request, query: { from } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.read");
				const projectIds = viewer.projects.map(({ id }) => id);
				const fromMs = from === undefined ? now() - unpricedDays * dayMs : Date.parse(from);
				const found = await listUnpriced(analytics, { projectIds, fromMs });
				return found.map((each) => {
					const priced = { provider: nameOf(each.provider), name: each.model, organizationId: viewer.organization.id };
					const tariff = priceBook.book.tariff(priced, new Date(now()));
					return { ...each, priceBook: priced.provider, isPricedNow: hasRatesFor(each.units, tariff) };
				});
			},
			{
				query: UnpricedFilter,
				response: t.Array(UnpricedModel),
				detail: { summary: "Models whose calls have no price, or not a whole one" },
			},
		)
		.post(
			"/prices",
			async ({ request, body: { reprice, ...prices }, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "prices.manage");
				const wanted = { ...prices, provider: nameOf(prices.provider) };
				const own = ownRows(wanted, { organizationId: viewer.organization.id, now: new Date(now()) });
				const actor = actorOf(viewer, set);
				const rows = await addPrices(db, own, actor);
				priceBook.added(rows);
				const run = reprice ? await repriceAfter(db, rows, actor) : undefined;
				return status(201, { ids: rows.map(({ id }) => id), repricingId: run?.id ?? null });
			},
			{
				body: NewPrices,
				response: { 201: EnteredPrices },
				detail: { summary: "Enters prices of the organization's own, from a moment on" },
			},
		)
		.get(
			"/calls/:id/cost",
			async ({ request, params: { id } }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "calls.read");
				const projectIds = viewer.projects.map((project) => project.id);
				const span = await getCall(analytics, projectIds, id);
				if (span === undefined) throw new DomainError("not_found", 404, `There is no call ${id}.`);
				return callCost(span, priceBook.book, await adjustmentsOf(analytics, span));
			},
			{
				params: t.Object({ id: t.String({ format: "uuid" }) }),
				response: CallCostView,
				detail: { summary: "A call's cost, line by line, with the source of each rate" },
			},
		);
}
