import type { Call } from "../api/model";

/** What may change of a call that is known: its end, and an estimate of its usage. */
const tells = ["status", "usageState", "costState", "costPicoUsd"] as const;

/**
 * Puts calls into a list that is newest first, each call once. A call that is known already is replaced only when it has changed,
 * so that its row stays as it is. With `complete` false the list has older pages that are not loaded, and calls that belong
 * there are left out.
 */
export function mergeCalls(known: readonly Call[], incoming: readonly Call[], complete: boolean): Call[] {
	const byId = new Map(known.map((call) => [call.id, call]));
	const oldest = known.at(-1);
	for (const call of incoming) {
		const before = byId.get(call.id);
		if (before !== undefined && tells.every((member) => before[member] === call[member])) continue;
		if (!before && !complete && oldest && newestFirst(call, oldest) > 0) continue;
		byId.set(call.id, call);
	}
	return [...byId.values()].sort(newestFirst);
}

/** The order of the list, as the API pages through it: by start, then by id. */
export function newestFirst(a: Call, b: Call): number {
	if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1;
	return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
