import type { Call, CallPage } from "../api/model";
import { mergeCalls } from "./merge-calls";

/** The list of calls as one reader sees it. */
export interface ListState {
	/** Newest first; undefined until the first page is there. */
	calls: readonly Call[] | undefined;
	/** Leads to older calls; null when all are loaded. */
	nextCursor: string | null;
	/** Calls that ended before the first page came, or while the rows were being read. They are not among `calls` yet. */
	held: readonly Call[];
	/** Ids of the calls that came in after the first page. */
	arrived: ReadonlySet<string>;
}

export const emptyList: ListState = { calls: undefined, nextCursor: null, held: [], arrived: new Set() };

/** More than this is not held back one by one: the newest are kept. */
const mostHeld = 500;

/** The list as its first page begins it, with the calls that were told of sooner and that the page may not know yet. */
export function beginList(page: CallPage, { calls, held }: ListState = emptyList): ListState {
	const begun = { ...emptyList, calls: page.calls, nextCursor: page.nextCursor };
	return calls === undefined && held.length > 0 ? showCalls(begun, held) : begun;
}

/** Takes in a call that has just ended: into its row or onto the list, or, while somebody reads it, into `held`. */
export function takeCall(list: ListState, call: Call, isReading: boolean): ListState {
	const isKnown = list.calls?.some((known) => known.id === call.id) ?? false;
	if (list.calls === undefined || (isReading && !isKnown))
		return { ...list, held: mergeCalls(list.held, [call], true).slice(0, mostHeld) };
	return showCalls(list, [call]);
}

/** Moves what was held back onto the list. */
export function showHeld(list: ListState): ListState {
	return { ...showCalls(list, list.held), held: [] };
}

/** Adds the page that `nextCursor` led to. */
export function addOlder(list: ListState, page: CallPage): ListState {
	return { ...list, calls: mergeCalls(list.calls ?? [], page.calls, true), nextCursor: page.nextCursor };
}

/**
 * Takes in the newest page after a time in which calls may have ended unseen. When it does not reach back to a call of the list,
 * there is a gap between the two, and the list begins anew.
 */
export function catchUp(list: ListState, page: CallPage, isReading: boolean): ListState {
	if (list.calls === undefined) return beginList(page, list);
	const known = new Set([...list.calls, ...list.held].map((call) => call.id));
	const joins = page.nextCursor === null || page.calls.some((call) => known.has(call.id));
	if (!joins) return beginList(page);
	return page.calls.toReversed().reduce((grown, call) => takeCall(grown, call, isReading), list);
}

function showCalls(list: ListState, incoming: readonly Call[]): ListState {
	const before = new Set(list.calls?.map((call) => call.id));
	const added = incoming.map((call) => call.id).filter((id) => !before.has(id));
	return {
		...list,
		calls: mergeCalls(list.calls ?? [], incoming, list.nextCursor === null),
		arrived: added.length > 0 ? new Set([...list.arrived, ...added]) : list.arrived,
	};
}
