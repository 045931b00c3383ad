import type { Call, Summary } from "@lensai/server/traces/model";

/** What has been called since local midnight. */
export interface Today {
	/** Local midnight, in Unix milliseconds. */
	startMs: number;
	calls: number;
	errors: number;
	/** Calls whose cost is known: without one, the spend is not known either. */
	pricedCalls: number;
	/** Calls whose cost is unknown, and so not in the sum. */
	unpricedCalls: number;
	costPicoUsd: bigint;
}

/** The server's sums as today's figures. */
export function todayOf(summary: Summary, startMs: number): Today {
	const { calls, errors, pricedCalls, unpricedCalls, costPicoUsd } = summary;
	return { startMs, calls, errors, pricedCalls, unpricedCalls, costPicoUsd: BigInt(costPicoUsd) };
}

/** Counts one more call, unless it began before today. */
export function addToToday(today: Today, call: Call): Today {
	if (Date.parse(call.startedAt) < today.startMs) return today;
	return {
		startMs: today.startMs,
		calls: today.calls + 1,
		errors: today.errors + (call.status === "error" ? 1 : 0),
		pricedCalls: today.pricedCalls + (call.costPicoUsd === null ? 0 : 1),
		unpricedCalls: today.unpricedCalls + (isUnpriced(call) ? 1 : 0),
		costPicoUsd: today.costPicoUsd + BigInt(call.costPicoUsd ?? 0),
	};
}

/** As the server sums up: nobody bills a call that was refused, so its cost is not missing. */
function isUnpriced({ costPicoUsd, httpStatus }: Call): boolean {
	return costPicoUsd === null && (httpStatus ?? 0) < 400;
}
