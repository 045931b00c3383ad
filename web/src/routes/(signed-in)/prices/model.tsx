import { A, useSearchParams } from "@solidjs/router";
import { createResource, createSignal, For, Show } from "solid-js";
import { api } from "../../../api/client";
import { dataOf } from "../../../api/failure";
import { TableOutline } from "../../../calls/table-outline";
import { Button } from "../../../controls/button";
import { PageHeader } from "../../../controls/page-header";
import { ProblemNotice } from "../../../controls/problem-notice";
import type { SavedPrice } from "../../../prices/enter-prices";
import { historyOf } from "../../../prices/history";
import { HistoryTable } from "../../../prices/history-table";
import { newDraft, type PriceDraft } from "../../../prices/price-draft";
import { PriceForm } from "../../../prices/price-form";
import { RatesTable } from "../../../prices/rates-table";
import { SavedNotice } from "../../../prices/saved-notice";
import { useSession } from "../../../session/session";

type Asked = { provider: string; model: string; tier: string; region: string };

export default function ModelPrices() {
	const { may } = useSession();
	const [asked, setAsked] = useSearchParams<Asked>();
	const [sheet, { refetch }] = createResource(
		() => ({ ...asked }),
		({ provider = "", model = "", tier, region }) =>
			dataOf(api.prices.sheet.get({ query: { provider, model, serviceTier: tier, region } })),
	);
	const [draft, setDraft] = createSignal<PriceDraft>();
	const [saved, setSaved] = createSignal<SavedPrice>();
	const known = () => (sheet.error ? undefined : sheet.latest);
	const given = () => ({ provider: asked.provider, model: asked.model });

	return (
		<>
			<p class="mb-2 text-[13px]">
				<A class="link" href="/prices">
					All prices
				</A>
			</p>
			<PageHeader
				title={asked.model ?? "Model"}
				lead={asked.provider}
				aside={
					<Show when={may("prices.manage")}>
						<Button onClick={() => setDraft(newDraft(given(), new Date()))}>Enter a price of your own</Button>
					</Show>
				}
			/>
			<SavedNotice saved={saved()} onClose={() => setSaved(undefined)} />
			<Show when={sheet.error}>
				<ProblemNotice failure={sheet.error} onRetry={() => refetch()} />
			</Show>
			<Show
				when={known()}
				fallback={
					<Show when={!sheet.error}>
						<TableOutline />
					</Show>
				}
			>
				{(page) => (
					<>
						<section class="panel mb-6">
							<header class="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
								<h2 class="font-semibold">What it costs now</h2>
								<div class="flex flex-wrap gap-2">
									<Pick
										label="Service tier"
										all="Listed tier"
										options={page().tiers}
										value={asked.tier}
										onPick={(tier) => setAsked({ tier }, { replace: true })}
									/>
									<Pick
										label="Region"
										all="Usual region"
										options={page().regions}
										value={asked.region}
										onPick={(region) => setAsked({ region }, { replace: true })}
									/>
								</div>
							</header>
							<Show when={page().isEstimate}>
								<p class="px-5 pb-2 text-warning">
									Nobody has said what this tier costs. These are the listed rates, and calls are marked as estimated.
								</p>
							</Show>
							<Show when={page().hasRequestFee}>
								<p class="px-5 pb-2 text-warning">
									There is a fee for each request besides, which is not in the book: calls are marked as partial.
								</p>
							</Show>
							<RatesTable sheet={page()} />
						</section>
						<section class="panel">
							<h2 class="px-5 pt-4 pb-2 font-semibold">What was said of it</h2>
							<HistoryTable entries={historyOf(page(), new Date())} />
						</section>
					</>
				)}
			</Show>
			<PriceForm
				draft={draft()}
				providers={asked.provider ? [asked.provider] : []}
				onSaved={(done) => {
					setDraft(undefined);
					setSaved(done);
					void refetch();
				}}
				onClose={() => setDraft(undefined)}
			/>
		</>
	);
}

interface PickProps {
	label: string;
	all: string;
	options: readonly string[];
	value: string | undefined;
	onPick(value: string | undefined): void;
}

/** One of the tiers or regions that prices of the model name; nothing where they name none. */
function Pick(props: PickProps) {
	return (
		<Show when={props.options.length > 0}>
			<label>
				<span class="sr-only">{props.label}</span>
				<select class="field max-w-52" onChange={(event) => props.onPick(event.currentTarget.value || undefined)}>
					<option value="" selected={props.value === undefined}>
						{props.all}
					</option>
					<For each={props.options}>
						{(option) => (
							<option value={option} selected={option === props.value}>
								{option}
							</option>
						)}
					</For>
				</select>
			</label>
		</Show>
	);
}
