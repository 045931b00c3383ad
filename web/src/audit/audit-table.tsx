import { createSignal, createUniqueId, For, Show } from "solid-js";
import type { AuditEntry } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";
import type { AuditFilter } from "./audit-filter";
import { changeLines, readAction } from "./change-lines";

interface AuditTableProps {
	entries: readonly AuditEntry[];
	/** Limits the list to what one entry is about. */
	onNarrow(filter: AuditFilter): void;
}

/** Changes, newest first; each opens to what was before and after. */
export function AuditTable(props: AuditTableProps) {
	return (
		<div class="panel relative overflow-x-auto">
			<table class="table">
				<caption class="sr-only">Changes</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5! max-sm:hidden">
							When
						</th>
						<th scope="col" class="max-sm:ps-5!">
							What
						</th>
						<th scope="col" class="max-md:hidden">
							Who
						</th>
						<th scope="col" class="number pe-5!">
							<span class="sr-only">Details</span>
						</th>
					</tr>
				</thead>
				<For each={props.entries}>{(entry) => <EntryRows entry={entry} onNarrow={props.onNarrow} />}</For>
			</table>
		</div>
	);
}

function EntryRows(props: { entry: AuditEntry; onNarrow(filter: AuditFilter): void }) {
	const [open, setOpen] = createSignal(false);
	const id = createUniqueId();
	const subject = () => props.entry.subject.name ?? props.entry.subject.id;
	return (
		<tbody class="border-b border-line last:border-b-0">
			<tr>
				<td class="ps-5! max-sm:hidden">
					<Moment at={props.entry.at} />
				</td>
				<th scope="row" class="wrap-anywhere max-sm:ps-5!">
					<span class="text-soft">{readAction(props.entry.action)}</span> <span class="font-medium">{subject()}</span>
					<span class="block text-[13px] text-soft md:hidden">
						{props.entry.actor.name}
						<span class="sm:hidden">
							, <Moment at={props.entry.at} />
						</span>
					</span>
				</th>
				<td class="wrap-anywhere max-md:hidden">
					{props.entry.actor.name}
					<Show when={props.entry.actor.role}>{(role) => <span class="text-soft"> · {role()}</span>}</Show>
				</td>
				<td class="number pe-5!">
					<Button
						kind="quiet"
						aria-expanded={open()}
						aria-controls={id}
						aria-label={`${open() ? "Hide" : "Show"}: ${readAction(props.entry.action)} ${subject()}`}
						onClick={() => setOpen(!open())}
					>
						{open() ? "Hide" : "Show"}
					</Button>
				</td>
			</tr>
			<Show when={open()}>
				<tr id={id}>
					<td colSpan={4} class="bg-sunken px-5! py-4!">
						<EntryDetails entry={props.entry} onNarrow={props.onNarrow} />
					</td>
				</tr>
			</Show>
		</tbody>
	);
}

function EntryDetails(props: { entry: AuditEntry; onNarrow(filter: AuditFilter): void }) {
	const lines = () => changeLines(props.entry);
	return (
		<>
			<Show when={lines().length > 0} fallback={<p class="text-soft">Nothing more is known of it.</p>}>
				<dl class="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1">
					<For each={lines()}>
						{(line) => (
							<>
								<dt class="text-soft">{line.name}</dt>
								<dd class="wrap-anywhere">
									<Show when={line.before}>
										{(before) => (
											<del class="text-soft">
												<span class="sr-only">before: </span>
												{before()}
											</del>
										)}
									</Show>
									<Show when={line.before !== undefined && line.after !== undefined}>
										<span aria-hidden="true"> → </span>
									</Show>
									<Show when={line.after}>
										{(after) => (
											<span>
												<span class="sr-only">after: </span>
												{after()}
											</span>
										)}
									</Show>
								</dd>
							</>
						)}
					</For>
				</dl>
			</Show>
			<div class="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
				<Button onClick={() => props.onNarrow({ subjectId: props.entry.subject.id })}>Only changes of this</Button>
				<Show when={props.entry.requestId}>
					{(requestId) => (
						<span class="text-soft">
							Request <code class="font-mono text-[13px]">{requestId()}</code>
						</span>
					)}
				</Show>
			</div>
		</>
	);
}
