import { t } from "elysia";
import { Moment, storableText } from "../stores/storable";
import { CostAdjustment } from "../traces/model";

const noDefault = { default: undefined };
const nullable = <Schema extends Parameters<typeof t.Nullable>[0]>(schema: Schema) => t.Nullable(schema);

const Minute = t.Integer({ minimum: 0, maximum: 1440 });

export const PriceConditions = t.Object({
	/** The price holds for the whole call when it has more input tokens, cached ones included. */
	aboveInputTokens: t.Optional(t.Integer({ minimum: 1, maximum: 1_000_000_000 })),
	/** After midnight UTC, `until` exclusive; may pass midnight. */
	minutes: t.Optional(t.Object({ from: Minute, until: Minute })),
	/** In UTC, 0 is Sunday. */
	days: t.Optional(t.Array(t.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7 })),
});

/** One price of the book, as it was entered: never changed, only followed by a newer one. */
export const PriceView = t.Object({
	id: t.String(),
	/** Of the organization, rather than for everybody. */
	isOwn: t.Boolean(),
	provider: t.String(),
	/** `*` stands for any characters. */
	model: t.String(),
	region: nullable(t.String()),
	serviceTier: nullable(t.String()),
	/** A bucket or unit of usage, `requests`, `searchedRequests`, `audioInputHours`, or with a factor `tokens`. */
	unit: t.String(),
	/** Decimal string of integer pico-USD for one; null with a factor, and for a price that was taken back. */
	picoUsd: nullable(t.String()),
	/** Decimal: what the price is multiplied by that would hold without it. */
	factor: nullable(t.String()),
	conditions: PriceConditions,
	sourceUrl: nullable(t.String()),
	/** When the source said so. */
	sourceDate: t.String(),
	note: nullable(t.String()),
	validFrom: nullable(t.String()),
	bookVersion: nullable(t.String()),
});
export type PriceView = typeof PriceView.static;

export const PriceFilter = t.Object({
	/** As the book or the gateway names it. */
	provider: t.Optional(storableText(64)),
	/** A model's name: what may hold for it, old prices included. */
	model: t.Optional(storableText(256)),
	own: t.Optional(t.Boolean()),
});

export const PriceList = t.Object({ version: t.String(), prices: t.Array(PriceView) });

export const RatesQuery = t.Object({
	provider: storableText(64),
	model: storableText(256),
	serviceTier: t.Optional(storableText(64)),
	region: t.Optional(storableText(64)),
	/** Defaults to now. */
	at: t.Optional(Moment),
});

/** What one model costs at a moment, with the rows that each rate comes from. */
export const RatesView = t.Object({
	source: t.String(),
	/** Nobody has said what this service tier costs. */
	isEstimate: t.Boolean(),
	/** A fee for each request goes by what the request asked for. */
	hasRequestFee: t.Boolean(),
	steps: t.Array(
		t.Object({
			/** -1 on the first; else for calls with more input tokens. */
			aboveInputTokens: t.Number(),
			rates: t.Array(t.Object({ unit: t.String(), picoUsd: t.String(), rows: t.Array(t.String()) })),
		}),
	),
});

const Decimal = t.String({ pattern: "^\\d{1,9}(\\.\\d{1,12})?$" });

export const NewPrices = t.Object({
	provider: storableText(64),
	/** `*` stands for any characters; the closest pattern wins. */
	model: storableText(256),
	/** Absent: in every region. */
	region: t.Optional(storableText(64)),
	/** Absent: for the listed tier alone; `*` for every one. */
	serviceTier: t.Optional(storableText(64)),
	conditions: t.Optional(PriceConditions),
	/** Defaults to now. An earlier moment changes no cost that was recorded. */
	validFrom: t.Optional(Moment),
	sourceUrl: t.Optional(t.String({ format: "uri", maxLength: 500 })),
	note: t.Optional(storableText(500)),
	/** Calls since `validFrom` that the price is for are priced again: their costs are adjusted, never changed. */
	reprice: t.Optional(t.Boolean({ default: undefined })),
	rates: t.Array(
		t.Object({
			unit: storableText(40),
			/** For `per` of them; with neither this nor a factor, an own price is taken back. */
			usd: t.Optional(Decimal),
			per: t.Optional(t.UnionEnum([1, 1000, 1_000_000], noDefault)),
			factor: t.Optional(Decimal),
		}),
		{ minItems: 1, maxItems: 40 },
	),
});
export const EnteredPrices = t.Object({
	ids: t.Array(t.String()),
	/** Of the run that was asked for with `reprice`; null when none was, and while another one is not done. */
	repricingId: nullable(t.String()),
});

export type NewPrices = typeof NewPrices.static;

/** A model whose calls cannot be priced, or not wholly. */
export const UnpricedModel = t.Object({
	provider: t.String(),
	/** The name under which the book has the provider. */
	priceBook: t.String(),
	model: t.String(),
	/** Calls without any price. */
	unpricedCalls: t.Number(),
	/** Calls of which only a part has one. */
	partialCalls: t.Number(),
	/** What the calls used, by bucket and unit, most of it first. */
	units: t.Array(t.String()),
	/** The book has a rate for each of them by now: only calls from before are without one. */
	isPricedNow: t.Boolean(),
	firstAt: t.String(),
	lastAt: t.String(),
});
export type UnpricedModel = typeof UnpricedModel.static;

export const UnpricedFilter = t.Object({
	/** Defaults to 30 days ago. */
	from: t.Optional(Moment),
});

export const PriceSource = t.Object({
	/** `list`: as genai-prices has it. `price`: a row of the book. `factor`: a row by which it was multiplied. */
	kind: t.UnionEnum(["list", "price", "factor"]),
	id: nullable(t.String()),
	url: nullable(t.String()),
	date: nullable(t.String()),
	note: nullable(t.String()),
	isOwn: t.Boolean(),
});
export type PriceSource = typeof PriceSource.static;

/** amount × rate / per = picoUsd, rounded half up. `rate` and `picoUsd` are null for what has no rate. */
export const CallCostLine = t.Object({
	model: nullable(t.String()),
	unit: t.String(),
	amount: t.Number(),
	rate: nullable(t.String()),
	per: t.Number(),
	picoUsd: nullable(t.String()),
	sources: t.Array(PriceSource),
});
export type CallCostLine = typeof CallCostLine.static;

export const CallCostView = t.Object({
	id: t.String(),
	/** As recorded when the call ended; nothing changes it. */
	state: t.UnionEnum(["priced", "partial", "estimated", "unpriced"]),
	/** The sum of the lines and of the earlier attempts; null when nothing is known. */
	picoUsd: nullable(t.String()),
	usageState: nullable(t.UnionEnum(["measured", "estimated"])),
	source: nullable(t.String()),
	/** How and where it was served, where that is not the listed way. */
	serviceTier: nullable(t.String()),
	region: nullable(t.String()),
	lines: t.Array(CallCostLine),
	/** What repricings found since, oldest first. */
	adjustments: t.Array(CostAdjustment),
	/** The cost now: as recorded, or as the last adjustment has it. */
	current: t.Object({
		state: t.UnionEnum(["priced", "partial", "estimated", "unpriced"], noDefault),
		picoUsd: nullable(t.String()),
	}),
	earlierAttempts: t.Array(t.Object({ target: t.String(), picoUsd: nullable(t.String()), isUnknown: t.Boolean() })),
});
export type CallCostView = typeof CallCostView.static;
