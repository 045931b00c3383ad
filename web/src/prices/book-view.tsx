import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { BookProvider, ModelPrice } from "../api/model";
import { TableOutline } from "../calls/table-outline";
import { Button } from "../controls/button";
import { ProblemNotice } from "../controls/problem-notice";
import { formatCount, formatCounted } from "../format/count";
import { ModelsTable } from "./models-table";

export interface BookSearch {
	provider: string | undefined;
	search: string | undefined;
}

interface BookViewProps {
	filter: BookSearch;
	providers: readonly BookProvider[];
	onChange(filter: Partial<BookSearch>): void;
	/** Offers to enter a price for what was looked for and is not there. Absent for who may not. */
	onAdd: (() => void) | undefined;
}

const pageSize = 50;
/** Somebody who types fast is not searched for letter by letter. */
const typingMs = 150;

/** The book by provider and model: a page of it, and more when asked for. */
export function BookView(props: BookViewProps) {
	const [models, setModels] = createSignal<readonly ModelPrice[]>();
	const [total, setTotal] = createSignal(0);
	const [failure, setFailure] = createSignal<unknown>();
	const [loading, setLoading] = createSignal(false);
	let asked = 0;

	async function load(known: readonly ModelPrice[]): Promise<void> {
		const mine = ++asked;
		setLoading(true);
		try {
			const { provider, search } = props.filter;
			const query = { provider, search, offset: known.length, limit: pageSize };
			const page = await dataOf(api.prices.models.get({ query }));
			if (mine !== asked) return;
			setModels([...known, ...page.models]);
			setTotal(page.total);
			setFailure(undefined);
		} catch (reason) {
			if (mine === asked) setFailure(() => reason);
		} finally {
			if (mine === asked) setLoading(false);
		}
	}
	createEffect(on([() => props.filter.provider, () => props.filter.search], () => void load([])));

	return (
		<>
			<SearchBar filter={props.filter} providers={props.providers} onChange={props.onChange} />
			<Show when={failure()}>
				<div class="mb-4">
					<ProblemNotice failure={failure()} onRetry={() => void load([])} />
				</div>
			</Show>
			<Show
				when={models()}
				fallback={
					<Show when={!failure()}>
						<TableOutline />
					</Show>
				}
			>
				{(list) => (
					<Show
						when={list().length > 0}
						fallback={
							<NoModels
								onAdd={props.onAdd}
								onClear={() => props.onChange({ provider: undefined, search: undefined })}
							/>
						}
					>
						<ModelsTable models={list()} />
						<p class="mt-3 flex flex-wrap items-center justify-center gap-4 text-soft" role="status">
							{formatCount(list().length)} of {formatCounted(total(), "model")}
							<Show when={list().length < total()}>
								<Button onClick={() => void load(list())} disabled={loading()}>
									{loading() ? "Loading…" : "Show more"}
								</Button>
							</Show>
						</p>
					</Show>
				)}
			</Show>
		</>
	);
}

function SearchBar(props: Pick<BookViewProps, "filter" | "providers" | "onChange">) {
	let timer: ReturnType<typeof setTimeout> | undefined;
	onCleanup(() => clearTimeout(timer));
	function type(text: string): void {
		clearTimeout(timer);
		timer = setTimeout(() => props.onChange({ search: text.trim() || undefined }), typingMs);
	}
	return (
		<search class="mb-3 flex flex-wrap gap-2">
			<input
				class="field w-full min-w-0 sm:w-auto sm:max-w-96 sm:flex-1"
				type="search"
				aria-label="Search models"
				placeholder="Search models, such as gpt mini"
				maxLength={100}
				autocomplete="off"
				spellcheck={false}
				value={props.filter.search ?? ""}
				onInput={(event) => type(event.currentTarget.value)}
			/>
			<label>
				<span class="sr-only">Provider</span>
				<select
					class="field max-w-52"
					classList={{ "border-accent bg-accent-wash": props.filter.provider !== undefined }}
					onChange={(event) => props.onChange({ provider: event.currentTarget.value || undefined })}
				>
					<option value="" selected={props.filter.provider === undefined}>
						All providers
					</option>
					<For each={props.providers}>
						{({ id, doors, models }) => (
							<option value={id} selected={id === props.filter.provider}>
								{`${nameOf(id, doors)} (${formatCount(models)})`}
							</option>
						)}
					</For>
				</select>
			</label>
		</search>
	);
}

/** `OpenAI`, `Gemini, Vertex AI`; an own price may name a provider that has no door here. */
function nameOf(id: string, doors: readonly string[]): string {
	return doors.length > 0 ? doors.join(", ") : id;
}

function NoModels(props: { onAdd: (() => void) | undefined; onClear(): void }) {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">The book has no model of that name</p>
			<p class="mb-4 text-soft">
				Its patterns may price it all the same; calls that they do not are under “Without a price”.
			</p>
			<div class="flex justify-center gap-2">
				<Button onClick={() => props.onClear()}>Clear search</Button>
				<Show when={props.onAdd}>{(add) => <Button onClick={() => add()()}>Enter a price</Button>}</Show>
			</div>
		</div>
	);
}
