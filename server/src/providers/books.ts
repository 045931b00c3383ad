import type { Provider } from "./provider";

/** The name that the price book has for a provider: Gemini's prices stand under `google`. */
export function bookOf({ priceBook, id }: Pick<Provider, "priceBook" | "id">): string {
	return priceBook ?? id;
}

/** The region that a host of a provider stands for, as the price book names it; undefined where prices know of none. */
export function regionOf({ facts }: Pick<Provider, "facts">, host: string | undefined): string | undefined {
	return host === undefined ? undefined : facts.regionOf?.(host);
}
