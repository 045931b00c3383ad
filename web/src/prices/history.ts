import type { Price, PriceSheet, PriceSource } from "../api/model";
import { formatCount } from "../format/count";
import { describeConditions } from "./conditions";
import { formatFullRate } from "./rate";
import { describeUnit } from "./unit";

/** What one source has said of a model's price, from one moment on. */
export interface HistoryEntry {
	/** ISO; null: as long as anybody knows. */
	from: string | null;
	/** It has not begun. */
	isAhead: boolean;
	/** What it is for, beside the model: a tier, a region, an hour. Empty: always. */
	when: string[];
	/** `Input $2.50 per 1M tokens`, `All tokens × 0.5`. */
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
	const entries = new Map<string, Said>();
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
		const entry = entries.get(key) ?? { from: price.validFrom, when, says: [], source };
		entry.says.push(describePrice(price));
		entries.set(key, entry);
	}
	return [...entries.values()];
}

function ofList({ listed, listName, listUrl, listDate }: PriceSheet): Said[] {
	const source: PriceSource = { kind: "list", id: listName, url: listUrl, date: listDate, note: null, isOwn: false };
	return listed.map(({ from, hours, rates }) => ({
		from,
		when: hours === null ? [] : [`${hours} UTC`],
		says: rates.map(({ unit, aboveInputTokens, picoUsd }) => {
			const above = aboveInputTokens < 0 ? "" : ` above ${formatCount(aboveInputTokens)} input tokens`;
			return `${describeUnit(unit).name}${above} ${formatFullRate(unit, picoUsd)}`;
		}),
		source,
	}));
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
