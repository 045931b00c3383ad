import type { Rates } from "./cost";
import { usageBuckets } from "./usage";

const written = new WeakMap<Rates, string>();

/** Rates as a span keeps them: JSON text of bucket → decimal string. Kept per object, because many calls share one. */
export function writeRates(rates: Rates): string {
	let text = written.get(rates);
	if (text === undefined) {
		const strings = usageBuckets.flatMap((bucket) => {
			const rate = rates[bucket];
			return rate === undefined ? [] : [[bucket, rate.toString()]];
		});
		text = JSON.stringify(Object.fromEntries(strings));
		written.set(rates, text);
	}
	return text;
}

/** The inverse of `writeRates`. Throws SyntaxError for text that it did not write. */
export function readRates(text: string): Rates {
	const strings = JSON.parse(text);
	const rates: Rates = {};
	for (const bucket of usageBuckets) {
		if (strings[bucket] !== undefined) rates[bucket] = BigInt(strings[bucket]);
	}
	return rates;
}
