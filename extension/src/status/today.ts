import type { Call, Summary } from "@lensai/server/traces/model";
import { costLook, type Spend } from "./money";

/** What has been called since local midnight. */
export interface Today extends Spend {
	/** Local midnight, in Unix milliseconds. */
	startMs: number;
	calls: number;
	errors: number;
}

/** The server's sums as today's figures. An older server does not tell partial and estimated calls. */
export function todayOf(summary: Summary, startMs: number): Today {
	const { calls, errors, pricedCalls, partialCalls = 0, estimatedCalls = 0, unpricedCalls, costPicoUsd } = summary;
	const counts = { calls, errors, pricedCalls, partialCalls, estimatedCalls, unpricedCalls };
	return { startMs, ...counts, costPicoUsd: BigInt(costPicoUsd) };
}

/** Counts one more call, unless it began before today or is a request without a model, which the server does not sum up either. */
export function addToToday(today: Today, call: Call): Today {
	if (Date.parse(call.startedAt) < today.startMs || call.kind === "other") return today;
	const look = costLook(call);
	return {
		startMs: today.startMs,
		calls: today.calls + 1,
		errors: today.errors + (call.status === "error" ? 1 : 0),
		pricedCalls: today.pricedCalls + (call.costPicoUsd === null ? 0 : 1),
		partialCalls: today.partialCalls + (look === "partial" ? 1 : 0),
		estimatedCalls: today.estimatedCalls + (look === "estimated" ? 1 : 0),
		unpricedCalls: today.unpricedCalls + (isUnpriced(call) ? 1 : 0),
		costPicoUsd: today.costPicoUsd + BigInt(call.costPicoUsd ?? 0),
	};
}

/** As the server sums up: nobody bills a call that was refused, so its cost is not missing. */
function isUnpriced({ costPicoUsd, httpStatus }: Call): boolean {
	return costPicoUsd === null && (httpStatus ?? 0) < 400;
}
