import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { NewPrices } from "../api/model";

/** Enters prices of the organization's own, which hold at once. Throws `ApiFailure` as `dataOf` does. */
export async function enterPrices(prices: NewPrices): Promise<void> {
	await dataOf(api.prices.post(prices));
}
