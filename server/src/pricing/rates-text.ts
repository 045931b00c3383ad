import type { AnswerCost, FurtherCost } from "./answer-cost";
import type { RateOrigins, Rates } from "./cost";
import { chargeFor, isRateUnit, partsOf, type RateUnit } from "./rate-unit";
import type { Usage } from "./usage";

/** Rates as a span keeps them: only those that were used. */
export interface WrittenRates {
	rates: Rates;
	origins: RateOrigins;
	/** What further models did inside of the call. */
	further: WrittenFurther[];
}

export interface WrittenFurther {
	model: string;
	/** Null: it is not priced. */
	source: string | null;
	usage: Usage;
	rates: Rates;
	origins: RateOrigins;
}

/** By rates, which many calls share, and what was used of them, of which there are a few kinds. */
const written = new WeakMap<Rates, Map<string, string>>();
const maxKinds = 200;

/**
 * The rates that a cost was worked out at, as JSON text: unit → decimal string of pico-USD, followed by where it is from if that
 * is not the list: `{"uncachedInput":"1250000 *0f3a91c2d4"}`; under `+` the same of further models. Null when nothing is priced.
 */
export function writeRates(usage: Usage, { rates, origins, further }: AnswerCost): string | null {
	if (further !== undefined)
		return JSON.stringify({ ...(rates && entriesOf(usage, rates, origins)), "+": further.map(furtherEntry) });
	return rates === undefined ? null : sharedText(usage, rates, origins);
}

function furtherEntry({ model, usage, rates, origins, source }: FurtherCost) {
	return { model, source: source ?? null, usage, rates: rates === undefined ? {} : entriesOf(usage, rates, origins) };
}

function sharedText(usage: Usage, rates: Rates, origins: RateOrigins | undefined): string {
	let kinds = written.get(rates);
	if (kinds === undefined) {
		kinds = new Map();
		written.set(rates, kinds);
	}
	let kind = "";
	for (const part in usage) kind += `${part} `;
	let text = kinds.get(kind);
	if (text === undefined) {
		text = JSON.stringify(entriesOf(usage, rates, origins));
		if (kinds.size >= maxKinds) kinds.clear();
		kinds.set(kind, text);
	}
	return text;
}

function entriesOf(usage: Usage, rates: Rates, origins: RateOrigins = {}): Record<string, string> {
	const used = new Set<RateUnit>();
	for (const { part } of partsOf(usage)) {
		const charge = chargeFor(part, 1, rates);
		if (charge !== undefined) used.add(charge.unit);
	}
	if (rates.requests !== undefined) used.add("requests");
	const entries = [...used].map((unit) => {
		const { [unit]: origin } = origins;
		return [unit, `${rates[unit]}${origin === undefined ? "" : ` ${origin}`}`];
	});
	return Object.fromEntries(entries);
}

/** The inverse of `writeRates`. Throws SyntaxError for text that it did not write. */
export function readRates(text: string | null): WrittenRates {
	if (text === null) return { rates: {}, origins: {}, further: [] };
	const { "+": further = [], ...strings } = JSON.parse(text);
	return { ...ratesIn(strings), further: further.map(readFurther) };
}

function readFurther({
	model,
	source,
	usage,
	rates,
}: WrittenFurther & { rates: Record<string, unknown> }): WrittenFurther {
	return { model, source, usage, ...ratesIn(rates) };
}

function ratesIn(strings: Record<string, unknown>): { rates: Rates; origins: RateOrigins } {
	const rates: Rates = {};
	const origins: RateOrigins = {};
	for (const [unit, value] of Object.entries(strings)) {
		if (!isRateUnit(unit) || typeof value !== "string") continue;
		const [rate, ...from] = value.split(" ") as [string, ...string[]];
		rates[unit] = BigInt(rate);
		if (from.length > 0) origins[unit] = from.join(" ");
	}
	return { rates, origins };
}
