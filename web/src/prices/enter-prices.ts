import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { NewPrices } from "../api/model";
import type { PriceDraft } from "./price-draft";

/** A price that was entered. */
export interface SavedPrice {
	draft: PriceDraft;
	/** The run that prices earlier calls again, where one was asked for; null while another one is not done. */
	repricingId: string | null;
}

/** Enters prices of the organization's own, which hold at once. Throws `ApiFailure` as `dataOf` does. */
export async function enterPrices(prices: NewPrices): Promise<{ repricingId: string | null }> {
	return dataOf(api.prices.post(prices));
}
