import type { PriceBook } from "./book";
import { sourcesOf } from "./call-cost";
import type { CatalogModel } from "./catalog";
import type { ModelPrice, PriceSheet } from "./catalog-model";
import type { PricedModel } from "./cost";
import { type ListPeriod, listPeriods } from "./list-periods";
import { listDate, listName, listUrl } from "./listed";
import { presentPrice } from "./present";
import type { PriceRow } from "./price-row";
import type { RateUnit } from "./rate-unit";
import { rateUnits } from "./rate-unit";
import { findTariff, type Tariff } from "./tariff";

/** Whose prices are looked at, and when. The book's own memory of tariffs is left alone: it is for models that are called. */
export interface Looking {
	book: PriceBook;
	organizationId: string;
	at: Date;
}

/** What models cost now, in a line each. 0.2 ms for one on two slow cores. */
export function modelPrices(models: readonly CatalogModel[], looking: Looking): ModelPrice[] {
	const { book, organizationId } = looking;
	const providers = [...new Set(models.map(({ provider }) => provider))];
	const rows = new Map(providers.map((provider) => [provider, book.rows({ organizationId, provider })]));
	return models.map((model) => modelPrice(model, rows.get(model.provider) as PriceRow[], looking));
}

function modelPrice(model: CatalogModel, rows: readonly PriceRow[], { book, organizationId, at }: Looking): ModelPrice {
	const { provider, id, name } = model;
	const tariff = findTariff({ provider, name: id, organizationId }, at, rows, book.version);
	const rates = tariff?.steps[0]?.rates ?? {};
	const units = rateUnits.filter((unit) => rates[unit] !== undefined && !fees.has(unit));
	return {
		provider,
		model: id,
		name: name ?? null,
		input: rates.uncachedInput?.toString() ?? null,
		cacheRead: rates.cacheRead?.toString() ?? null,
		output: rates.output?.toString() ?? null,
		others: units.filter((unit) => !leading.has(unit)),
		isDearerWhenLong: (tariff?.steps.length ?? 0) > 1,
		...wordFor(model, tariff, { units, book, at }),
	};
}

/** Whose word the rate for input is, or for what else a model is billed by, and since when the dearest of its rates hold. */
function wordFor(
	{ provider, id }: CatalogModel,
	tariff: Tariff | undefined,
	{ units, book, at }: { units: readonly RateUnit[]; book: PriceBook; at: Date },
): Pick<ModelPrice, "says" | "since" | "sourceUrl" | "sourceDate"> {
	const { source = null, steps = [] } = (tariff ?? {}) as Partial<Tariff>;
	const origins = steps[0]?.origins ?? {};
	const main = units.filter((unit) => leading.has(unit));
	const used = (main.length > 0 ? main : units).flatMap((unit) => origins[unit] ?? []);
	const sources = [...new Set(used)].flatMap((origin) => sourcesOf(origin, source, book));
	// The list's own name is the id of no row.
	const rows = sources.flatMap(({ id }) => book.row(String(id)) ?? []);
	const lead = sources.find(({ isOwn }) => isOwn) ?? sources.find(({ kind }) => kind === "price");
	const listed = sources.some(({ kind }) => kind === "list") || lead === undefined ? listedSince(provider, id, at) : 0;
	return {
		says: lead === undefined ? "list" : lead.isOwn ? "own" : "book",
		since: dateOf(Math.max(listed, ...rows.map(({ validFromMs }) => validFromMs))),
		sourceUrl: lead === undefined ? (listUrl(provider) ?? null) : lead.url,
		sourceDate: lead === undefined ? listDate : lead.date,
	};
}

/** What tools cost, for every model of a provider alike, and writing to the cache, which follows input. */
const fees: ReadonlySet<RateUnit> = new Set([
	"webSearches",
	"fileSearches",
	"codeSessions",
	"searchedRequests",
	"cacheWrite5m",
	"cacheWrite1h",
]);

/** The three that a line shows, and what is billed as they are wherever it has no rate of its own. */
const leading: ReadonlySet<RateUnit> = new Set(["uncachedInput", "cacheRead", "output", "reasoning", "imageInput"]);

function listedSince(provider: string, model: string, at: Date): number {
	const begun = listPeriods(provider, model).filter(({ fromMs }) => fromMs <= at.getTime());
	return begun.at(-1)?.fromMs ?? 0;
}

/** All that the book knows of a model: each rate with its sources, and all prices that it had. Undefined when it knows nothing. */
export function priceSheet(model: PricedModel, { book, organizationId, at }: Looking): PriceSheet | undefined {
	const { provider, name } = model;
	const rows = book.rows({ organizationId, provider, model: name });
	const tariff = findTariff(model, at, rows, book.version);
	if (tariff === undefined) return undefined;
	return {
		provider,
		model: name,
		at: at.toISOString(),
		source: tariff.source,
		isEstimate: tariff.isEstimate,
		hasRequestFee: tariff.hasRequestFee,
		tiers: named(rows.map(({ serviceTier }) => serviceTier)),
		regions: named(rows.map(({ region }) => region)),
		steps: tariff.steps.map(({ above, rates, origins }) => ({
			aboveInputTokens: above,
			rates: rateUnits.flatMap((unit) => {
				const rate = rates[unit];
				if (rate === undefined) return [];
				return [{ unit, picoUsd: rate.toString(), sources: sourcesOf(origins[unit], tariff.source, book) }];
			}),
		})),
		listName,
		listUrl: listUrl(provider) ?? null,
		listDate,
		listed: listPeriods(provider, name).map(presentPeriod),
		prices: rows.map(presentPrice),
	};
}

function presentPeriod({ fromMs, hours, rates }: ListPeriod): PriceSheet["listed"][number] {
	return {
		from: dateOf(fromMs),
		hours: hours ?? null,
		rates: [...rates].flatMap(([unit, steps]) =>
			steps.map(({ above, picoUsd }) => ({ unit, aboveInputTokens: above, picoUsd: picoUsd.toString() })),
		),
	};
}

/** Tiers or regions by name, without patterns. */
function named(all: readonly (string | undefined)[]): string[] {
	return [...new Set(all)].filter((each) => each !== undefined && !each.includes("*")).sort() as string[];
}

function dateOf(ms: number): string | null {
	return ms === 0 ? null : new Date(ms).toISOString();
}
