import { t } from "elysia";
import { Moment, storableText } from "../stores/storable";
import { PriceSource, PriceView } from "./model";

const noDefault = { default: undefined };
const nullable = <Schema extends Parameters<typeof t.Nullable>[0]>(schema: Schema) => t.Nullable(schema);

/** A provider of the price book. */
export const BookProvider = t.Object({
	/** As the book names it. */
	id: t.String(),
	/** The doors that are priced by it, as people write them: Gemini and Vertex AI for `google`. */
	doors: t.Array(t.String()),
	/** Models that the book knows by name. */
	models: t.Number(),
	/** Prices of the organization's own, old ones included. */
	ownPrices: t.Number(),
});
export type BookProvider = typeof BookProvider.static;

export const BookProviders = t.Object({
	/** E.g. `lensai@2026-11-22`. */
	version: t.String(),
	/** The list below it, e.g. `genai-prices@0.1.8`, and when it was released. */
	listName: t.String(),
	listDate: t.String(),
	providers: t.Array(BookProvider),
});

/** What a model costs now, in a line. Amounts are decimal strings of integer pico-USD for a token; null: the book has none. */
export const ModelPrice = t.Object({
	provider: t.String(),
	model: t.String(),
	name: nullable(t.String()),
	input: nullable(t.String()),
	cacheRead: nullable(t.String()),
	output: nullable(t.String()),
	/** Further buckets and units that have a rate of their own. */
	others: t.Array(t.String()),
	/** Other rates hold for calls with many input tokens. */
	isDearerWhenLong: t.Boolean(),
	/** Whose word it is: the organization's, ours, or that of the list. */
	says: t.UnionEnum(["own", "book", "list"], noDefault),
	/** Null: as long as anybody knows. */
	since: nullable(t.String()),
	sourceUrl: nullable(t.String()),
	/** When the source said so. */
	sourceDate: nullable(t.String()),
});
export type ModelPrice = typeof ModelPrice.static;

export const ModelPrices = t.Object({
	/** How many there are; these are a page of them. */
	total: t.Number(),
	models: t.Array(ModelPrice),
});

export const ModelFilter = t.Object({
	/** As the book or the gateway names it. */
	provider: t.Optional(storableText(64)),
	/** Words that all stand in the provider, id or name of a model. */
	search: t.Optional(t.String({ maxLength: 100 })),
	offset: t.Optional(t.Integer({ minimum: 0, maximum: 100_000, description: "0 where it is not said" })),
	limit: t.Optional(t.Integer({ minimum: 1, maximum: 100, description: "50 where it is not said" })),
});

export const SheetQuery = t.Object({
	provider: storableText(64),
	model: storableText(256),
	serviceTier: t.Optional(storableText(64)),
	region: t.Optional(storableText(64)),
	/** Defaults to now. */
	at: t.Optional(Moment),
});

const above = {
	/** -1: from the first token on; else for calls with more input tokens. */
	aboveInputTokens: t.Number(),
};

/** All that the book knows of a model. */
export const PriceSheet = t.Object({
	provider: t.String(),
	model: t.String(),
	at: t.String(),
	source: t.String(),
	/** Nobody has said what this service tier costs. */
	isEstimate: t.Boolean(),
	/** A fee for each request goes by what the request asked for. */
	hasRequestFee: t.Boolean(),
	/** Service tiers and regions that prices of this model name. */
	tiers: t.Array(t.String()),
	regions: t.Array(t.String()),
	steps: t.Array(
		t.Object({
			...above,
			rates: t.Array(t.Object({ unit: t.String(), picoUsd: t.String(), sources: t.Array(PriceSource) })),
		}),
	),
	listName: t.String(),
	listUrl: nullable(t.String()),
	listDate: t.String(),
	/** What it cost by the list, oldest first. */
	listed: t.Array(
		t.Object({
			from: nullable(t.String()),
			hours: nullable(t.String()),
			rates: t.Array(t.Object({ unit: t.String(), ...above, picoUsd: t.String() })),
		}),
	),
	/** Prices of ours and of the organization's own that may hold for it, old ones included. */
	prices: t.Array(PriceView),
});
export type PriceSheet = typeof PriceSheet.static;
