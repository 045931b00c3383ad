import { Elysia } from "elysia";
import { requireRight, type ViewerOf } from "../accounts/viewer";
import { DomainError } from "../errors";
import { bookOf } from "../providers/books";
import type { Provider } from "../providers/provider";
import { type CatalogModel, catalog } from "./catalog";
import { BookProviders, ModelFilter, ModelPrices, PriceSheet, SheetQuery } from "./catalog-model";
import { listDate, listName } from "./listed";
import { modelPrices, priceSheet } from "./model-prices";
import type { OwnPriceBook } from "./open-book";

export interface PriceCatalogDeps {
	viewerOf: ViewerOf;
	priceBook: OwnPriceBook;
	providers: readonly Provider[];
	/** Unix milliseconds. */
	now: () => number;
}

/** The book for reading: which providers and models it knows, what each costs now, and all that is known of one. */
export function priceCatalog({ viewerOf, priceBook, providers, now }: PriceCatalogDeps) {
	const doors = doorsOf(providers);
	const books = new Map(providers.map((provider) => [provider.id, bookOf(provider)]));
	const nameOf = (provider: string) => books.get(provider) ?? provider;

	async function lookingFor(request: Request) {
		const viewer = await viewerOf(request);
		requireRight(viewer, "prices.read");
		const { book } = priceBook;
		const organizationId = viewer.organization.id;
		const own = book.rows({ organizationId, own: true });
		const ids = [...new Set([...doors.keys(), ...own.map(({ provider }) => provider)])].sort();
		return { book, organizationId, own, ids };
	}

	return new Elysia({ name: "price catalog", prefix: "/api/v1/prices", tags: ["prices"] })
		.get(
			"/providers",
			async ({ request }) => {
				const { book, organizationId, own, ids } = await lookingFor(request);
				const models = countByProvider(catalog(book, { organizationId, providers: ids }));
				return {
					version: book.version,
					listName,
					listDate,
					providers: ids.map((id) => ({
						id,
						doors: doors.get(id) ?? [],
						models: models.get(id) ?? 0,
						ownPrices: own.filter(({ provider }) => provider === id).length,
					})),
				};
			},
			{ response: BookProviders, detail: { summary: "Providers of the price book" } },
		)
		.get(
			"/models",
			async ({ request, query: { provider, search, offset = 0, limit = 50 } }) => {
				const { book, organizationId, ids } = await lookingFor(request);
				const asked = provider === undefined ? ids : [nameOf(provider)];
				const found = catalog(book, { organizationId, providers: asked, search });
				const looking = { book, organizationId, at: new Date(now()) };
				const page = found.slice(offset, offset + limit);
				return { total: found.length, models: modelPrices(page, looking) };
			},
			{ query: ModelFilter, response: ModelPrices, detail: { summary: "What models cost now, in a line each" } },
		)
		.get(
			"/sheet",
			async ({ request, query: { provider, model, at, ...where } }) => {
				const { book, organizationId } = await lookingFor(request);
				const priced = { provider: nameOf(provider), name: model, ...where, organizationId };
				const sheet = priceSheet(priced, { book, organizationId, at: new Date(at ?? now()) });
				if (sheet === undefined) throw new DomainError("not_found", 404, `The book has no price for ${model}.`);
				return sheet;
			},
			{
				query: SheetQuery,
				response: PriceSheet,
				detail: { summary: "One model: each rate with its sources, and its history" },
			},
		);
}

/** Display names of the gateway's providers by their name in the book; one without published prices has no book. */
function doorsOf(providers: readonly Provider[]): Map<string, string[]> {
	const doors = new Map<string, string[]>();
	for (const provider of providers) {
		if (provider.priceBook === undefined) continue;
		const named = doors.get(bookOf(provider)) ?? [];
		if (!named.includes(provider.name)) doors.set(bookOf(provider), [...named, provider.name]);
	}
	return doors;
}

function countByProvider(models: readonly CatalogModel[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { provider } of models) counts.set(provider, (counts.get(provider) ?? 0) + 1);
	return counts;
}
