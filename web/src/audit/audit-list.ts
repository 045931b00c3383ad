import { createEffect, createMemo, createSignal, on } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { AuditEntry } from "../api/model";
import { type AuditFilter, toAuditQuery } from "./audit-filter";

const pageSize = 50;

/** The changes that match a filter, loaded page by page. Begins anew when the filter changes. */
export function createAuditList(filter: () => AuditFilter) {
	const [entries, setEntries] = createSignal<AuditEntry[]>();
	const [nextCursor, setNextCursor] = createSignal<string | null>(null);
	const [failure, setFailure] = createSignal<unknown>();
	const [loading, setLoading] = createSignal(false);
	const asked = createMemo(() => JSON.stringify(filter()));

	/** Asks for a page, and drops it when the filter has changed meanwhile. */
	async function load(cursor?: string): Promise<void> {
		const askedBefore = asked();
		setLoading(true);
		try {
			const query = { ...toAuditQuery(filter(), new Date()), limit: pageSize, cursor };
			const page = await dataOf(api.audit.get({ query }));
			if (askedBefore !== asked()) return;
			setEntries((known) => (cursor === undefined ? page.entries : [...(known ?? []), ...page.entries]));
			setNextCursor(page.nextCursor);
			setFailure(undefined);
		} catch (reason) {
			if (askedBefore === asked()) setFailure(() => reason);
		} finally {
			if (askedBefore === asked()) setLoading(false);
		}
	}

	createEffect(
		on(asked, () => {
			setEntries(undefined);
			setNextCursor(null);
			void load();
		}),
	);
	return {
		entries,
		failure,
		loading,
		hasOlder: () => nextCursor() !== null,
		loadOlder: () => load(nextCursor() ?? undefined),
		reload: () => load(),
	};
}
