import { createEffect, createMemo, createSignal, on } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { Call, CallPage } from "../api/model";
import { type CallFilter, isToldByCall, matchesFilter, toCallQuery } from "./call-filter";
import { addOlder, beginList, catchUp, emptyList, type ListState, showHeld, takeCall } from "./list-state";

const pageSize = 50;

interface CallListOptions {
	projectId(): string;
	filter(): CallFilter;
	/** Whether somebody is at the rows, so that nothing may move under their eyes. */
	isReading(): boolean;
}

/** The calls that match a filter, loaded page by page and kept up to date. Begins anew when the filter or project changes. */
export function createCallList({ projectId, filter, isReading }: CallListOptions) {
	const [list, setList] = createSignal<ListState>(emptyList);
	const [failure, setFailure] = createSignal<unknown>();
	const [loadingOlder, setLoadingOlder] = createSignal(false);
	const asked = createMemo(() => JSON.stringify([projectId(), filter()]));

	/** Asks for a page, and drops it when the filter has changed meanwhile. */
	async function ask(cursor: string | undefined, apply: (page: CallPage) => void): Promise<void> {
		const askedBefore = asked();
		const query = { ...toCallQuery(filter(), new Date()), projectId: projectId(), limit: pageSize, cursor };
		try {
			const page = await dataOf(api.calls.get({ query }));
			if (askedBefore !== asked()) return;
			setFailure(undefined);
			apply(page);
		} catch (reason) {
			if (askedBefore === asked()) setFailure(() => reason);
		}
	}

	const reload = () => ask(undefined, (page) => setList((known) => beginList(page, known)));
	const refresh = () => ask(undefined, (page) => setList((known) => catchUp(known, page, isReading())));

	async function loadOlder(): Promise<void> {
		const { nextCursor } = list();
		if (nextCursor === null || loadingOlder()) return;
		setLoadingOlder(true);
		await ask(nextCursor, (page) => setList((known) => addOlder(known, page)));
		setLoadingOlder(false);
	}

	/** Takes in a call that has just ended. False when only the server can tell whether it belongs: then refresh. */
	function take(call: Call): boolean {
		if (!matchesFilter(call, filter(), new Date())) return true;
		if (!isToldByCall(filter())) return false;
		setList((known) => takeCall(known, call, isReading()));
		return true;
	}

	createEffect(
		on(asked, () => {
			setList(emptyList);
			void reload();
		}),
	);
	return { list, failure, loadingOlder, reload, refresh, loadOlder, take, showHeld: () => setList(showHeld) };
}
