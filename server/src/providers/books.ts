import type { Price } from "../pricing/cost";
import type { Provider } from "./provider";

/** The name that the price book has for a provider: Gemini's prices stand under `google`. */
export function bookOf({ priceBook, id }: Pick<Provider, "priceBook" | "id">): string {
	return priceBook ?? id;
}

/** The same prices, asked for under the provider's id, as spans have it. */
export function priceByProvider(price: Price, providers: readonly Provider[]): Price {
	const books = new Map(providers.map((provider) => [provider.id, bookOf(provider)]));
	return (usage, model, at) => {
		const provider = books.get(model.provider) ?? model.provider;
		return price(usage, provider === model.provider ? model : { ...model, provider }, at);
	};
}

/** The region that a host of a provider stands for, as the price book names it; undefined where prices know of none. */
export function regionOf({ facts }: Pick<Provider, "facts">, host: string | undefined): string | undefined {
	return host === undefined ? undefined : facts.regionOf?.(host);
}
