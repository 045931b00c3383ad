import { useSearchParams } from "@solidjs/router";
import { createMemo, createResource, createSignal, onCleanup, onMount, Show } from "solid-js";
import { api } from "../../../api/client";
import { dataOf } from "../../../api/failure";
import type { Call } from "../../../api/model";
import { type CallFilter, type CallSearch, isFiltered, noFilter, readCallFilter } from "../../../calls/call-filter";
import { createCallList } from "../../../calls/call-list";
import { CallsTable } from "../../../calls/calls-table";
import { FilterBar } from "../../../calls/filter-bar";
import { LabelFilter } from "../../../calls/label-filter";
import { TableOutline } from "../../../calls/table-outline";
import { FirstCall } from "../../../connect/first-call";
import { Button } from "../../../controls/button";
import { PageHeader } from "../../../controls/page-header";
import { ProblemNotice } from "../../../controls/problem-notice";
import { formatCounted } from "../../../format/count";
import { createLive } from "../../../live/create-live";
import { LiveBadge } from "../../../live/live-badge";
import { onceStored } from "../../../live/once-stored";
import { useSession } from "../../../session/session";

export default function Calls() {
	const { project } = useSession();
	const [search, setSearch] = useSearchParams<CallSearch>();
	const filter = createMemo(() => readCallFilter(search));
	const reading = createReading();
	const list = createCallList({ projectId: () => project().id, filter, isReading: reading.isReading });
	const refreshAgain = onceStored(() => void list.refresh());
	const take = (call: Call) => {
		if (!list.take(call)) refreshAgain.run();
	};
	const state = createLive(() => (filter().to ? undefined : project().id), {
		onCall: take,
		onEstimated: take,
		onReset() {
			void list.refresh();
			refreshAgain.run();
		},
	});
	onCleanup(refreshAgain.cancel);
	const names = createFilterNames(() => project().id);

	const change = (changed: CallFilter) => setSearch({ ...changed });
	const clear = () => setSearch({ ...noFilter });
	function showHeld(): void {
		list.showHeld();
		scrollTo({ top: 0 });
	}

	return (
		<>
			<PageHeader title="Calls" lead="Every call, newest first" aside={<LiveBadge state={state()} />} />
			<FilterBar filter={filter()} models={names.models()} keys={names.keys()} onChange={change} onClear={clear} />
			<LabelFilter filter={filter()} calls={list.list().calls ?? []} onChange={change} />
			<Show when={list.failure()}>
				<div class="mb-4">
					<ProblemNotice failure={list.failure()} onRetry={list.reload} />
				</div>
			</Show>
			<div ref={reading.watch} class="relative">
				<Show when={list.list().calls !== undefined && list.list().held.length > 0}>
					<div class="pointer-events-none sticky top-3 z-10 -mb-[34px] flex justify-center">
						<Button kind="primary" class="pointer-events-auto shadow-md" onClick={showHeld}>
							{formatCounted(list.list().held.length, "new call")}
						</Button>
					</div>
				</Show>
				<Show
					when={list.list().calls}
					fallback={
						<Show when={!list.failure()}>
							<TableOutline />
						</Show>
					}
				>
					{(calls) => (
						<Show when={calls().length > 0} fallback={<NoCalls filtered={isFiltered(filter())} onClear={clear} />}>
							<div class="panel relative overflow-x-auto">
								<CallsTable calls={calls()} arrived={list.list().arrived} keyNames={names.keyNames()} />
							</div>
						</Show>
					)}
				</Show>
			</div>
			<Show when={list.list().nextCursor !== null && list.list().calls}>
				<div class="mt-4 flex justify-center">
					<Button onClick={list.loadOlder} disabled={list.loadingOlder()}>
						{list.loadingOlder() ? "Loading…" : "Show older calls"}
					</Button>
				</div>
			</Show>
		</>
	);
}

function NoCalls(props: { filtered: boolean; onClear(): void }) {
	return (
		<Show when={props.filtered} fallback={<FirstCall />}>
			<div class="panel px-5 py-10 text-center">
				<p class="font-medium">No call matches these filters</p>
				<p class="mb-4 text-soft">Take one away, or wait: matching calls appear here as they end.</p>
				<Button onClick={() => props.onClear()}>Clear filters</Button>
			</div>
		</Show>
	);
}

/** What the filters offer: the models of the last 30 days, and the project's keys. */
function createFilterNames(projectId: () => string) {
	const [models] = createResource(projectId, async (id) => {
		const from = new Date(Date.now() - 30 * 24 * 3_600_000).toISOString();
		const summary = await dataOf(api.summary.get({ query: { projectId: id, from } }));
		return summary.byModel.flatMap((totals) => totals.model ?? []).sort();
	});
	const [keys] = createResource(projectId, (id) => dataOf(api.keys.get({ query: { projectId: id } })));
	const known = () => (keys.error ? [] : (keys() ?? []));
	return {
		models: () => (models.error ? [] : (models() ?? [])),
		keys: known,
		keyNames: createMemo(() => new Map(known().map((key) => [key.id, key.name]))),
	};
}

/** Somebody reads the rows while they have scrolled down, or their pointer or focus is among them. */
function createReading() {
	const [inside, setInside] = createSignal(false);
	const [scrolled, setScrolled] = createSignal(false);
	const onScroll = () => setScrolled(scrollY > 80);
	onMount(() => addEventListener("scroll", onScroll, { passive: true }));
	onCleanup(() => removeEventListener("scroll", onScroll));
	function watch(rows: HTMLElement): void {
		rows.addEventListener("pointerenter", (event) => setInside(event.pointerType === "mouse"));
		rows.addEventListener("pointerleave", () => setInside(rows.contains(document.activeElement)));
		rows.addEventListener("focusin", () => setInside(true));
		rows.addEventListener("focusout", () => setInside(false));
	}
	return { isReading: () => inside() || scrolled(), watch };
}
