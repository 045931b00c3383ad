import { calcPrice, findProvider } from "@pydantic/genai-prices";
import { ratesOf } from "../../../server/src/pricing/listed";
import type { SheetRate } from "./sheet";

/** What genai-prices lists for every model of these providers at a moment. */
export function readGenaiPrices(providers: readonly string[], at: Date): SheetRate[] {
	return providers.flatMap((provider) =>
		(findProvider({ providerId: provider })?.models ?? []).flatMap(({ id }) => {
			const match = calcPrice({}, id, { providerId: provider, timestamp: at });
			// A model whose own id finds another one, or nothing, is one that only a regular expression finds.
			if (match === null || match.model.id !== id) return [];
			return [...ratesOf(match.model_price)].flatMap(([unit, steps]) =>
				steps.map(({ above, picoUsd }) => ({ provider, model: id, unit, above, picoUsd })),
			);
		}),
	);
}
