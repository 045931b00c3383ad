import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Price } from "../api/model";
import { Button } from "../controls/button";
import { formatDay } from "../format/time";
import { describeConditions } from "./conditions";
import { describePrice } from "./history";
import { isTakenBack, type OwnPrice, ownPrices } from "./own";
import { sheetPath } from "./paths";
import { linkOf } from "./source";

interface OwnViewProps {
	prices: readonly Price[];
	/** Absent for who may not change prices. */
	actions: { onAdd(): void; onTakeBack(price: Price): void } | undefined;
}

/** The organization's own prices, with those that were followed by others. */
export function OwnView(props: OwnViewProps) {
	const own = () => ownPrices(props.prices, new Date());
	return (
		<Show when={own().length > 0} fallback={<NoOwn onAdd={props.actions?.onAdd} />}>
			<div class="panel overflow-hidden">
				<table class="table">
					<caption class="sr-only">Prices of your own</caption>
					<thead>
						<tr>
							<th scope="col" class="ps-5!">
								Model
							</th>
							<th scope="col">Price</th>
							<th scope="col" class="max-sm:hidden">
								From
							</th>
							<th scope="col" class="max-lg:hidden">
								Written in
							</th>
							<th scope="col" class="number pe-5!">
								<span class="sr-only">Actions</span>
							</th>
						</tr>
					</thead>
					<tbody>
						<For each={own()}>{(each) => <OwnRow own={each} onTakeBack={props.actions?.onTakeBack} />}</For>
					</tbody>
				</table>
			</div>
		</Show>
	);
}

const stateWords: Record<OwnPrice["state"], string> = {
	holds: "",
	ahead: "has not begun",
	past: "followed by a newer one",
};

function OwnRow(props: { own: OwnPrice; onTakeBack: ((price: Price) => void) | undefined }) {
	const price = () => props.own.price;
	const isOver = () => props.own.state === "past" || isTakenBack(price());
	const from = () => formatDay(new Date(price().validFrom ?? 0), "UTC");
	return (
		<tr classList={{ "text-soft": isOver() }}>
			<th scope="row" class="ps-5! wrap-anywhere">
				<Show when={!price().model.includes("*")} fallback={<span class="font-medium">{price().model}</span>}>
					<A class="link font-medium" href={sheetPath(price())}>
						{price().model}
					</A>
				</Show>
				<span class="block text-[12px] text-soft">
					{[price().provider, ...describeConditions(price())].join(" · ")}
				</span>
			</th>
			<td>
				{describePrice(price())}
				<Show when={stateWords[props.own.state]}>
					{(words) => <span class="block text-[12px] text-soft">{words()}</span>}
				</Show>
				<span class="block text-[12px] text-soft sm:hidden">from {from()}</span>
			</td>
			<td class="whitespace-nowrap max-sm:hidden">{from()}</td>
			<td class="wrap-anywhere text-soft max-lg:hidden">
				<Show when={linkOf(price().sourceUrl)} fallback={price().note ?? "—"}>
					{(href) => (
						<a class="link" href={href()} target="_blank" rel="noreferrer">
							{price().note ?? href()}
						</a>
					)}
				</Show>
			</td>
			<td class="number pe-5!">
				<Show when={props.own.state === "holds" && !isTakenBack(price()) && props.onTakeBack}>
					{(takeBack) => (
						<Button
							onClick={() => takeBack()(price())}
							aria-label={`Take back: ${price().model}, ${describePrice(price())}`}
						>
							Take back
						</Button>
					)}
				</Show>
			</td>
		</tr>
	);
}

function NoOwn(props: { onAdd: (() => void) | undefined }) {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">No prices of your own</p>
			<p class="mb-4 text-soft">
				A discount, a contract, a server of your own: what you enter here comes before all that the book says, for your
				calls alone.
			</p>
			<Show when={props.onAdd} fallback={<p class="text-soft">Owners, admins and billing enter them.</p>}>
				{(add) => (
					<Button kind="primary" onClick={() => add()()}>
						Enter a price
					</Button>
				)}
			</Show>
		</div>
	);
}
