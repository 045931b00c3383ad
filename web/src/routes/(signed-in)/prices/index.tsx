import { useSearchParams } from "@solidjs/router";
import { createResource, createSignal, Match, Show, Switch } from "solid-js";
import { api } from "../../../api/client";
import { dataOf } from "../../../api/failure";
import type { Price } from "../../../api/model";
import { TableOutline } from "../../../calls/table-outline";
import { Button } from "../../../controls/button";
import { Choice } from "../../../controls/choice";
import { ConfirmDialog } from "../../../controls/dialog";
import { PageHeader } from "../../../controls/page-header";
import { ProblemNotice } from "../../../controls/problem-notice";
import { BookView } from "../../../prices/book-view";
import type { SavedPrice } from "../../../prices/enter-prices";
import { enterPrices } from "../../../prices/enter-prices";
import { describePrice } from "../../../prices/history";
import { Inbox } from "../../../prices/inbox";
import { ownPrices, takingBack } from "../../../prices/own";
import { OwnView } from "../../../prices/own-view";
import { draftFor, newDraft, type PriceDraft } from "../../../prices/price-draft";
import { PriceForm } from "../../../prices/price-form";
import { SavedNotice } from "../../../prices/saved-notice";
import { useSession } from "../../../session/session";

type View = "book" | "own" | "unpriced";
type PriceSearch = { show: string; provider: string; search: string };

export default function Prices() {
	const { may } = useSession();
	const [search, setSearch] = useSearchParams<PriceSearch>();
	const view = (): View => (search.show === "own" || search.show === "unpriced" ? search.show : "book");
	const [book, { refetch: refetchBook }] = createResource(() => dataOf(api.prices.providers.get()));
	const [own, { refetch: refetchOwn }] = createResource(() => dataOf(api.prices.get({ query: { own: true } })));
	const [unpriced, { refetch: refetchUnpriced }] = createResource(() => dataOf(api.prices.unpriced.get({ query: {} })));
	const [draft, setDraft] = createSignal<PriceDraft>();
	const [saved, setSaved] = createSignal<SavedPrice>();
	const [takingBackOf, setTakingBackOf] = createSignal<Price>();
	const [failure, setFailure] = createSignal<unknown>();

	const providers = () => (book.error ? [] : (book.latest?.providers ?? []));
	const mayManage = () => may("prices.manage");
	const add = () => setDraft(newDraft({ provider: search.provider, model: search.search }, new Date()));
	const loadFailure = () => ({ book: book.error, own: own.error, unpriced: unpriced.error })[view()];
	const inbox = () => (unpriced.error ? undefined : unpriced.latest);
	const ownList = () => (own.error ? undefined : own.latest?.prices);

	function reload(): void {
		setFailure(undefined);
		void refetchBook();
		void refetchOwn();
		void refetchUnpriced();
	}
	async function takeBack(): Promise<void> {
		const price = takingBackOf();
		setTakingBackOf(undefined);
		if (!price) return;
		await enterPrices(takingBack(price)).catch((reason: unknown) => setFailure(() => reason));
		void refetchOwn();
	}

	const counted = (label: string, count: number | undefined) => (count ? `${label} (${count})` : label);
	const views = () =>
		[
			{ value: "book", label: "The book" },
			{ value: "own", label: counted("Your own", ownList() && ownPrices(ownList() ?? [], new Date()).length) },
			{
				value: "unpriced",
				label: counted("Without a price", inbox()?.filter(({ isPricedNow }) => !isPricedNow).length),
			},
		] as const;

	return (
		<>
			<PageHeader
				title="Prices"
				lead="What a model costs here, since when, and who says so. In USD per million tokens."
				aside={
					<Show when={mayManage()}>
						<Button kind="primary" onClick={add}>
							Enter a price
						</Button>
					</Show>
				}
			/>
			<div class="mb-4 flex flex-wrap items-center justify-between gap-3">
				<Choice
					label="Which prices"
					options={views()}
					value={view()}
					onChoose={(show) => setSearch({ show: show === "book" ? undefined : show })}
				/>
				<Show when={!book.error && book.latest}>
					{(known) => (
						<p class="text-[12px] text-soft">
							{known().version}, over {known().listName} of {known().listDate}
						</p>
					)}
				</Show>
			</div>
			<SavedNotice saved={saved()} onClose={() => setSaved(undefined)} />
			<Show when={failure() ?? loadFailure()}>
				<div class="mb-4">
					<ProblemNotice failure={failure() ?? loadFailure()} onRetry={reload} />
				</div>
			</Show>
			<Switch>
				<Match when={view() === "book"}>
					<BookView
						filter={{ provider: search.provider, search: search.search }}
						providers={providers()}
						onChange={(changed) => setSearch({ ...changed }, { replace: true })}
						onAdd={mayManage() ? add : undefined}
					/>
				</Match>
				<Match when={view() === "own" && ownList()}>
					{(prices) => (
						<OwnView
							prices={prices()}
							actions={mayManage() ? { onAdd: add, onTakeBack: setTakingBackOf } : undefined}
						/>
					)}
				</Match>
				<Match when={view() === "unpriced" && inbox()}>
					{(models) => (
						<Inbox models={models()} onPrice={mayManage() ? (model) => setDraft(draftFor(model)) : undefined} />
					)}
				</Match>
				<Match when={!loadFailure()}>
					<TableOutline />
				</Match>
			</Switch>
			<PriceForm
				draft={draft()}
				providers={providers().map(({ id }) => id)}
				onSaved={(done) => {
					setDraft(undefined);
					setSaved(done);
					setSearch({ show: "own" });
					reload();
				}}
				onClose={() => setDraft(undefined)}
			/>
			<ConfirmDialog
				open={takingBackOf() !== undefined}
				title="Take this price back?"
				confirmLabel="Take back"
				onConfirm={takeBack}
				onClose={() => setTakingBackOf(undefined)}
			>
				{takingBackOf() && `${takingBackOf()?.model}: ${describePrice(takingBackOf() as Price)}.`} From the next call on
				the book's own price holds again. It stays in the history, and costs that were recorded stay as they are.
			</ConfirmDialog>
		</>
	);
}
