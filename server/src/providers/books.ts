import type { Price } from "../pricing/cost";
import type { Provider } from "./provider";

/** The same prices, asked for under the name that the price book has for a provider: Gemini's stand under `google`. */
export function priceByBook(price: Price, providers: readonly Provider[]): Price {
	const books = new Map<string, string>();
	for (const { id, priceBook } of providers) {
		if (priceBook !== undefined && priceBook !== id) books.set(id, priceBook);
	}
	return (usage, model, at) => {
		const book = books.get(model.provider);
		return price(usage, book === undefined ? model : { ...model, provider: book }, at);
	};
}
