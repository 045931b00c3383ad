import type { Price, PriceSheet, PriceSource } from "../api/model";
import { formatCount } from "../format/count";
import { describeConditions } from "./conditions";
import { formatFullRate, formatRate } from "./rate";
import { describeUnit, pricedUnits } from "./unit";

/** What one source has said of a model's price, from one moment on. */
export interface HistoryEntry {
	/** ISO; null: as long as anybody knows. */
	from: string | null;
	/** It has not begun. */
	isAhead: boolean;
	/** What it is for, beside the model: a tier, a region, an hour. Empty: always. */
	when: string[];
	/** `Input $2.50 · Output $10.00 per 1M tokens`, `All tokens × 0.5`. */
	says: string[];
	source: PriceSource;
}

/** All that was ever said of a model's price, newest first; of one moment the organization's own first, and the list last. */
export function historyOf(sheet: PriceSheet, now: Date): HistoryEntry[] {
	const entries = [...ofRows(sheet.prices), ...ofList(sheet)];
	return entries
		.map((entry) => ({ ...entry, isAhead: atMs(entry) > now.getTime() }))
		.sort((a, b) => atMs(b) - atMs(a) || rank(a) - rank(b) || a.when.length - b.when.length);
}

type Said = Omit<HistoryEntry, "isAhead">;

/** Rows that differ in their unit only are one entry. */
function ofRows(prices: readonly Price[]): Said[] {
	const entries = new Map<string, Omit<Said, "says"> & { prices: Price[] }>();
	for (const price of prices) {
		const source: PriceSource = {
			kind: price.factor === null ? "price" : "factor",
			id: null,
			url: price.sourceUrl,
			date: price.sourceDate,
			note: price.note,
			isOwn: price.isOwn,
		};
		const when = describeConditions(price);
		const key = JSON.stringify([price.validFrom, when, source]);
		const entry = entries.get(key) ?? { from: price.validFrom, when, source, prices: [] };
		entry.prices.push(price);
		entries.set(key, entry);
	}
	return [...entries.values()].map(({ prices: rows, ...entry }) => ({
		...entry,
		says: [
			...amountLines(rows.flatMap(({ unit, picoUsd }) => (picoUsd === null ? [] : [{ unit, picoUsd }]))),
			...rows.filter(({ picoUsd }) => picoUsd === null).map(describePrice),
		],
	}));
}

function ofList({ listed, listName, listUrl, listDate }: PriceSheet): Said[] {
	const source: PriceSource = { kind: "list", id: listName, url: listUrl, date: listDate, note: null, isOwn: false };
	return listed.map(({ from, hours, rates }) => ({
		from,
		when: hours === null ? [] : [`${hours} UTC`],
		says: [...new Set(rates.map(({ aboveInputTokens }) => aboveInputTokens))].flatMap((above) => {
			const lines = amountLines(rates.filter(({ aboveInputTokens }) => aboveInputTokens === above));
			return above < 0 ? lines : lines.map((line) => `Above ${formatCount(above)} input tokens: ${line}`);
		}),
		source,
	}));
}

interface Amount {
	unit: string;
	picoUsd: string;
}

/** What is billed as another unit by everybody: it is said only where it has a price of its own. */
const follows: Readonly<Record<string, string>> = {
	reasoning: "output",
	imageInput: "uncachedInput",
	cacheWrite5m: "uncachedInput",
};

/** One line for all that is priced per 1M tokens, one for each other measure. */
function amountLines(amounts: readonly Amount[]): string[] {
	const priceOf = (unit: string | undefined) => amounts.find((each) => each.unit === unit)?.picoUsd;
	const said = amounts
		.filter(({ unit, picoUsd }) => priceOf(follows[unit]) !== picoUsd)
		.sort((a, b) => pricedUnits.indexOf(a.unit) - pricedUnits.indexOf(b.unit));
	const measures = [...new Set(said.map(({ unit }) => describeUnit(unit).perWords))];
	return measures.map((measure) => {
		const alike = said.filter(({ unit }) => describeUnit(unit).perWords === measure);
		const words = alike.map(({ unit, picoUsd }) => `${describeUnit(unit).name} ${formatRate(unit, picoUsd)}`);
		return `${words.join(" · ")} per ${measure}`;
	});
}

/** `Input $2.50 per 1M tokens`; a factor and what was taken back are said as such. */
export function describePrice({ unit, picoUsd, factor, isOwn }: Price): string {
	const { name } = describeUnit(unit);
	if (picoUsd !== null) return `${name} ${formatFullRate(unit, picoUsd)}`;
	if (factor !== null) return `${name} × ${factor}`;
	return isOwn ? `${name}: taken back` : `${name}: what it costs is not known`;
}

function atMs({ from }: Pick<HistoryEntry, "from">): number {
	return from === null ? 0 : Date.parse(from);
}

function rank({ source }: HistoryEntry): number {
	return source.isOwn ? 0 : source.kind === "list" ? 2 : 1;
}
