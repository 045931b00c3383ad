import type { Span } from "../journal/span";
import { presentAdjustment, type RecordedAdjustment } from "../traces/adjustments";
import { readAttempts } from "../traces/attempts";
import type { PriceBook } from "./book";
import type { RateOrigins, Rates } from "./cost";
import { type CostLine, costLines } from "./cost-lines";
import { listDate, listUrl } from "./listed";
import type { CallCostLine, CallCostView, PriceSource } from "./model";
import { readRates } from "./rates-text";
import type { Usage } from "./usage";

type PricedSpan = Pick<
	Span,
	| "id"
	| "usage"
	| "usageState"
	| "costState"
	| "costPicoUsd"
	| "costRates"
	| "costSource"
	| "attempts"
	| "serviceTier"
	| "region"
	| "model"
	| "responseModel"
>;

/**
 * A call's cost as the sum that it is: what its answer used, what further models did inside of it, and what earlier attempts
 * cost. Lines with an amount sum to `picoUsd` exactly; what has no rate has none.
 */
export function callCost(
	span: PricedSpan,
	book: PriceBook,
	adjustments: readonly RecordedAdjustment[] = [],
): CallCostView {
	const { rates, origins, further } = readRates(span.costRates);
	const model = span.responseModel ?? span.model;
	const answer = linesOf({ usage: span.usage, rates, origins, model, source: span.costSource }, book);
	const ofFurther = further.flatMap((part) => linesOf(part, book));
	return {
		id: span.id,
		state: span.costState,
		picoUsd: span.costPicoUsd,
		usageState: span.usageState ?? null,
		source: span.costSource,
		serviceTier: span.serviceTier ?? null,
		region: span.region ?? null,
		lines: [...answer, ...ofFurther],
		adjustments: adjustments.map(presentAdjustment),
		current: currentOf(span, adjustments.at(-1)),
		earlierAttempts: readAttempts(span.attempts)
			.slice(0, -1)
			.map(({ target, costPicoUsd, costUnknown }) => ({ target, picoUsd: costPicoUsd, isUnknown: costUnknown })),
	};
}

function currentOf({ costState, costPicoUsd }: PricedSpan, last: RecordedAdjustment | undefined) {
	return last === undefined
		? { state: costState, picoUsd: costPicoUsd }
		: { state: last.newState, picoUsd: last.newPicoUsd };
}

interface Part {
	usage: Usage;
	rates: Rates;
	origins: RateOrigins;
	model: string | null;
	source: string | null;
}

function linesOf({ usage, rates, origins, model, source }: Part, book: PriceBook): CallCostLine[] {
	return costLines(usage, rates).map((line) => ({
		model,
		...inJson(line),
		sources: line.rate === undefined ? [] : sourcesOf(origins[line.unit], source, book),
	}));
}

function inJson({ unit, amount, rate, per, picoUsd }: CostLine) {
	return { unit, amount, rate: rate?.toString() ?? null, per, picoUsd: picoUsd?.toString() ?? null };
}

/** Where a rate is from: the list, unless a row sets it, and the rows by which it was changed, in this order. */
export function sourcesOf(origin = "", source: string | null, book: PriceBook): PriceSource[] {
	const ids = origin.split(" ").filter((part) => part !== "");
	const rows = ids.map((part): PriceSource => {
		const row = book.row(part.slice(1));
		return {
			kind: part.startsWith("*") ? "factor" : "price",
			id: part.slice(1),
			url: row?.sourceUrl || null,
			date: row?.sourceDate ?? null,
			note: row?.note ?? null,
			isOwn: row?.organizationId !== undefined,
		};
	});
	return ids.some((part) => part.startsWith("=")) ? rows : [listSource(source), ...rows];
}

/** `lensai@2026-11-22 genai-prices@0.1.8 openai/gpt-4o batch` */
function listSource(source: string | null): PriceSource {
	const [, list = null, model = ""] = source?.split(" ") ?? [];
	const provider = model.slice(0, model.indexOf("/"));
	return { kind: "list", id: list, url: listUrl(provider) ?? null, date: listDate, note: null, isOwn: false };
}
