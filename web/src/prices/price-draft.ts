import type { NewPrices, UnpricedModel } from "../api/model";
import { describeUnit } from "./unit";

/** A price of the organization's own as it is being written. */
export interface PriceDraft {
	provider: string;
	/** `*` stands for any characters. */
	model: string;
	/** A day, `2026-11-22`: its beginning in UTC. */
	from: string;
	/** Empty: for the listed tier alone. */
	serviceTier: string;
	/** Units without a price are left out. */
	rates: readonly { unit: string; usd: string }[];
	sourceUrl: string;
	note: string;
	/** Calls since then are priced again. */
	reprices: boolean;
}

const usualUnits = ["uncachedInput", "cacheRead", "output"];

export function newDraft({ provider = "", model = "", units = usualUnits }, now: Date): PriceDraft {
	const rates = units.map((unit) => ({ unit, usd: "" }));
	return {
		provider,
		model,
		from: now.toISOString().slice(0, 10),
		serviceTier: "",
		rates,
		sourceUrl: "",
		note: "",
		reprices: false,
	};
}

/** A draft for a model without a whole price: it asks for what its calls used, from the first of them on, and prices those again. */
export function draftFor({ priceBook, model, units, firstAt }: UnpricedModel): PriceDraft {
	const asked = units.length > 0 ? units : usualUnits;
	return { ...newDraft({ provider: priceBook, model, units: asked }, new Date(firstAt)), reprices: true };
}

const maxUsd = 1_000_000_000;

/** What keeps a draft from being a price, in words; undefined when nothing does. */
export function problemOf({ provider, model, from, rates, sourceUrl }: PriceDraft): string | undefined {
	if (provider === "") return "Say whose model it is: choose a provider.";
	if (model.trim() === "") return "Say which model it is for. A * stands for any characters.";
	if (Number.isNaN(Date.parse(from))) return "Say from which day on it holds.";
	const given = rates.filter(({ usd }) => usd.trim() !== "");
	if (given.length === 0) return "Say what at least one of them costs. 0 is free.";
	for (const { unit, usd } of given) {
		const { name } = describeUnit(unit);
		if (!/^\d*\.?\d+$/.test(plain(usd))) return `${name}: write dollars as a number, such as 2.50.`;
		if (Number(plain(usd)) >= maxUsd) return `${name}: that is more than a billion dollars.`;
		if (/\.\d{13,}$/.test(plain(usd))) return `${name}: at most twelve decimals.`;
	}
	if (sourceUrl.trim() !== "" && !/^https?:\/\/\S+\.?\S+$/i.test(sourceUrl.trim()))
		return "Source: write an address that begins with https://, or leave it empty.";
	return undefined;
}

/** The draft in the shape of the API. */
export function pricesOf({
	provider,
	model,
	from,
	serviceTier,
	rates,
	sourceUrl,
	note,
	reprices,
}: PriceDraft): NewPrices {
	return {
		provider,
		model: model.trim(),
		validFrom: new Date(from).toISOString(),
		...(serviceTier.trim() !== "" && { serviceTier: serviceTier.trim() }),
		...(sourceUrl.trim() !== "" && { sourceUrl: sourceUrl.trim() }),
		...(note.trim() !== "" && { note: note.trim() }),
		...(reprices && { reprice: true }),
		rates: rates
			.filter(({ usd }) => usd.trim() !== "")
			.map(({ unit, usd }) => ({ unit, usd: decimal(plain(usd)), per: describeUnit(unit).per })),
	};
}

/** `$2.50` and `1,000` as people write them. */
function plain(usd: string): string {
	return usd
		.trim()
		.replace(/^\$\s*/, "")
		.replace(/,(?=\d{3}(\D|$))/g, "");
}

function decimal(text: string): string {
	return text.startsWith(".") ? `0${text}` : text;
}
