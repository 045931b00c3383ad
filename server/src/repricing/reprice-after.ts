import type { Actor } from "../audit/record";
import { DomainError } from "../errors";
import type { PriceRow } from "../pricing/price-row";
import type { Db } from "../stores/postgres/open";
import { requestRun, type StoredRun } from "./runs";

const maxReason = 200;

/**
 * Asks for a run over the calls that prices are for which were just entered together: of their provider and model, from their date on.
 * Undefined while another run of the organization is not done.
 */
export async function repriceAfter(db: Db, [row]: readonly PriceRow[], actor: Actor): Promise<StoredRun | undefined> {
	if (row === undefined) return undefined;
	const { provider, model, validFromMs, note } = row;
	const reason = (note ?? `New price of ${provider}/${model}`).slice(0, maxReason).toWellFormed();
	try {
		return await requestRun(db, { fromMs: Math.max(0, validFromMs), provider, model, reason }, actor);
	} catch (error) {
		if (error instanceof DomainError && error.code === "repricing_runs") return undefined;
		throw error;
	}
}
