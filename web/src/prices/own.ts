import type { NewPrices, Price } from "../api/model";

/** One of the organization's own prices, and whether it counts. */
export interface OwnPrice {
	price: Price;
	/** `ahead`: it has not begun. `past`: a newer one of the same model, unit and conditions stands in its place. */
	state: "holds" | "ahead" | "past";
}

/** What is entered with another unit by itself: reasoning with output, images that are read with input. */
const leads: Readonly<Record<string, string>> = { reasoning: "output", imageInput: "uncachedInput" };

/**
 * By model, newest first. Of what was taken back nothing holds. What only follows another unit, at its price and from the same
 * moment on, is left out.
 */
export function ownPrices(prices: readonly Price[], now: Date): OwnPrice[] {
	const entered = new Set(prices.map(entryOf));
	const meant = prices.filter((price) => !entered.has(entryOf({ ...price, unit: leads[price.unit] ?? "" })));
	const newestFirst = meant.toReversed().toSorted((a, b) => (b.validFrom ?? "").localeCompare(a.validFrom ?? ""));
	const seen = new Set<string>();
	const states = newestFirst.map((price): OwnPrice => {
		if (Date.parse(price.validFrom ?? "") > now.getTime()) return { price, state: "ahead" };
		const isPast = seen.has(keyOf(price));
		seen.add(keyOf(price));
		return { price, state: isPast ? "past" : "holds" };
	});
	return states.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), "en", { numeric: true }));
}

/** The entry that takes a price back from now on: the same, without an amount. */
export function takingBack({ provider, model, region, serviceTier, conditions, unit }: Price): NewPrices {
	return {
		provider,
		model,
		...(region !== null && { region }),
		...(serviceTier !== null && { serviceTier }),
		conditions,
		rates: [{ unit }],
	};
}

export function isTakenBack({ picoUsd, factor }: Price): boolean {
	return picoUsd === null && factor === null;
}

function entryOf(price: Price): string {
	return JSON.stringify([keyOf(price), price.validFrom, price.picoUsd, price.factor]);
}

function keyOf({ provider, model, region, serviceTier, conditions, unit }: Price): string {
	return JSON.stringify([provider, model, region, serviceTier, conditions, unit]);
}

function nameOf({ price: { provider, model } }: OwnPrice): string {
	return `${provider}/${model}`;
}
