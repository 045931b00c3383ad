import { createSignal, onCleanup, onMount } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { Limit } from "../api/model";

const everyMs = 2_000;

/** The organization's limits, asked for anew while the page is looked at, because how full they are changes by the second. */
export function createLimitList() {
	const [state, setState] = createStore<{ limits?: Limit[] }>({});
	const [failure, setFailure] = createSignal<unknown>();
	let stopped = false;

	async function load(): Promise<void> {
		try {
			const limits = await dataOf(api.limits.get());
			if (stopped) return;
			// Rows that stay keep their elements, and with them the focus.
			if (state.limits === undefined) setState("limits", limits);
			else setState("limits", reconcile(limits, { key: "id" }));
			setFailure(undefined);
		} catch (reason) {
			if (!stopped) setFailure(() => reason);
		}
	}

	onMount(() => {
		void load();
		const timer = setInterval(() => {
			if (!document.hidden) void load();
		}, everyMs);
		onCleanup(() => {
			stopped = true;
			clearInterval(timer);
		});
	});
	return { limits: () => state.limits, failure, load };
}
