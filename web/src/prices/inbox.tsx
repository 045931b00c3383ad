import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { UnpricedModel } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";
import { formatCount } from "../format/count";
import { listUnits } from "./unit";

interface InboxProps {
	models: readonly UnpricedModel[];
	/** Absent for who may not change prices. */
	onPrice: ((model: UnpricedModel) => void) | undefined;
}

/** Models of the last 30 days whose calls have no price, or not a whole one, the most calls first and those last that have one by now. */
export function Inbox(props: InboxProps) {
	const waitingFirst = () => props.models.toSorted((a, b) => Number(a.isPricedNow) - Number(b.isPricedNow));
	return (
		<Show when={props.models.length > 0} fallback={<AllPriced />}>
			<div class="panel overflow-hidden">
				<table class="table">
					<caption class="sr-only">Models without a whole price</caption>
					<thead>
						<tr>
							<th scope="col" class="ps-5!">
								Model
							</th>
							<th scope="col" class="number">
								Calls
							</th>
							<th scope="col" class="max-lg:hidden">
								Used
							</th>
							<th scope="col" class="max-md:hidden">
								Last
							</th>
							<th scope="col" class="number pe-5!">
								<span class="sr-only">Actions</span>
							</th>
						</tr>
					</thead>
					<tbody>
						<For each={waitingFirst()}>{(model) => <InboxRow model={model} onPrice={props.onPrice} />}</For>
					</tbody>
				</table>
			</div>
		</Show>
	);
}

function InboxRow(props: { model: UnpricedModel; onPrice: InboxProps["onPrice"] }) {
	const calls = () => `/calls?${new URLSearchParams({ model: props.model.model, from: props.model.firstAt })}`;
	return (
		<tr>
			<th scope="row" class="ps-5! wrap-anywhere">
				<A class="link font-medium" href={calls()}>
					{props.model.model}
				</A>
				<span class="block text-[12px] text-soft">{props.model.provider}</span>
			</th>
			<td class="number">
				<Show when={props.model.unpricedCalls > 0}>
					<span class="block">
						{formatCount(props.model.unpricedCalls)} <span class="text-soft">unpriced</span>
					</span>
				</Show>
				<Show when={props.model.partialCalls > 0}>
					<span class="block">
						{formatCount(props.model.partialCalls)} <span class="text-warning">partial</span>
					</span>
				</Show>
			</td>
			<td class="text-soft max-lg:hidden">{listUnits(props.model.units)}</td>
			<td class="text-soft max-md:hidden">
				<Moment at={props.model.lastAt} as="age" />
			</td>
			<td class="number pe-5!">
				<Show
					when={!props.model.isPricedNow && props.onPrice}
					fallback={<span class="text-soft">{props.model.isPricedNow ? "priced since" : ""}</span>}
				>
					{(price) => (
						<Button onClick={() => price()(props.model)} aria-label={`Set a price for ${props.model.model}`}>
							Set a price
						</Button>
					)}
				</Show>
			</td>
		</tr>
	);
}

function AllPriced() {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">Every call has a whole price</p>
			<p class="text-soft">
				Models that the book does not know, or not every bucket of, come here. Nothing of the last 30 days does.
			</p>
		</div>
	);
}
