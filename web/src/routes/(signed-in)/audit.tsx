import { useSearchParams } from "@solidjs/router";
import { createMemo, createResource, Show } from "solid-js";
import { api } from "../../api/client";
import { dataOf } from "../../api/failure";
import { type AuditFilter, type AuditSearch, kindOptions, readAuditFilter } from "../../audit/audit-filter";
import { createAuditList } from "../../audit/audit-list";
import { AuditTable } from "../../audit/audit-table";
import { isFiltered, withinOptions } from "../../calls/call-filter";
import { Filter } from "../../calls/filter-bar";
import { TableOutline } from "../../calls/table-outline";
import { Button } from "../../controls/button";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";

const noFilter: AuditSearch = {
	kind: undefined,
	actorId: undefined,
	subjectId: undefined,
	requestId: undefined,
	within: undefined,
};

export default function Audit() {
	const [search, setSearch] = useSearchParams<AuditSearch>();
	const filter = createMemo(() => readAuditFilter(search));
	const list = createAuditList(filter);
	const change = (changed: AuditFilter) => setSearch({ ...changed });
	const clear = () => setSearch({ ...noFilter });
	return (
		<>
			<PageHeader title="Audit" lead="Who changed what, newest first. Nothing here is ever changed or deleted." />
			<AuditFilters filter={filter()} onChange={change} onClear={clear} />
			<Show when={list.failure()}>
				<div class="mb-4">
					<ProblemNotice failure={list.failure()} onRetry={() => void list.reload()} />
				</div>
			</Show>
			<Show
				when={list.entries()}
				fallback={
					<Show when={!list.failure()}>
						<TableOutline />
					</Show>
				}
			>
				{(entries) => (
					<Show when={entries().length > 0} fallback={<NoEntries onClear={clear} />}>
						<AuditTable entries={entries()} onNarrow={change} />
					</Show>
				)}
			</Show>
			<Show when={list.hasOlder()}>
				<div class="mt-4 flex justify-center">
					<Button onClick={() => void list.loadOlder()} disabled={list.loading()}>
						{list.loading() ? "Loading…" : "Show older changes"}
					</Button>
				</div>
			</Show>
		</>
	);
}

interface AuditFiltersProps {
	filter: AuditFilter;
	onChange(change: AuditFilter): void;
	onClear(): void;
}

function AuditFilters(props: AuditFiltersProps) {
	const [members] = createResource(() => dataOf(api.members.get()));
	/** Somebody who is no member any more is offered as long as the address asks for them. */
	const people = () => {
		const known = (members.error ? [] : (members() ?? [])).map(({ userId, email }) => ({
			value: userId,
			label: email,
		}));
		const chosen = props.filter.actorId;
		if (chosen === undefined || known.some(({ value }) => value === chosen)) return known;
		return [...known, { value: chosen, label: chosen }];
	};
	return (
		<search class="mb-4 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center">
			<Filter
				name="What"
				all="Any change"
				options={kindOptions}
				value={props.filter.kind}
				onPick={(kind) => props.onChange({ kind })}
			/>
			<Filter
				name="Who"
				all="Anybody"
				options={people()}
				value={props.filter.actorId}
				onPick={(actorId) => props.onChange({ actorId })}
			/>
			<Filter
				name="Time"
				all="Any time"
				options={withinOptions}
				value={props.filter.within}
				onPick={(within) => props.onChange({ within: withinOptions.find(({ value }) => value === within)?.value })}
			/>
			<Show when={props.filter.subjectId}>
				<span class="rounded-md bg-accent-wash px-2.5 py-1.5 text-accent">one thing only</span>
			</Show>
			<Show when={props.filter.requestId}>
				<span class="rounded-md bg-accent-wash px-2.5 py-1.5 text-accent">one request only</span>
			</Show>
			<Show when={isFiltered(props.filter)}>
				<Button kind="quiet" onClick={() => props.onClear()}>
					Clear filters
				</Button>
			</Show>
		</search>
	);
}

function NoEntries(props: { onClear(): void }) {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">No change matches these filters</p>
			<p class="mb-4 text-soft">
				Changes of keys, providers, routes, limits, people and projects appear here as they are made.
			</p>
			<Button onClick={() => props.onClear()}>Clear filters</Button>
		</div>
	);
}
