import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { ModelPrice } from "../api/model";
import { formatDay } from "../format/time";
import { sheetPath } from "./paths";
import { formatRate } from "./rate";
import { SaysMark } from "./says-mark";
import { listUnits } from "./unit";

/** What models cost now, one row each, which leads to all that is known of the model. */
export function ModelsTable(props: { models: readonly ModelPrice[] }) {
	return (
		<div class="panel overflow-hidden">
			<table class="table">
				<caption class="sr-only">What models cost now, in USD per million tokens</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5!">
							Model
						</th>
						<th scope="col" class="number">
							Input
						</th>
						<th scope="col" class="number max-sm:hidden">
							Cached
						</th>
						<th scope="col" class="number max-sm:pe-4!">
							Output
						</th>
						<th scope="col" class="max-lg:hidden">
							Since
						</th>
						<th scope="col" class="pe-5! max-md:hidden">
							Says
						</th>
					</tr>
				</thead>
				<tbody>
					<For each={props.models}>{(model) => <ModelRow model={model} />}</For>
				</tbody>
			</table>
		</div>
	);
}

function ModelRow(props: { model: ModelPrice }) {
	const notes = () => [
		...(props.model.isDearerWhenLong ? ["other rates for long context"] : []),
		...(props.model.others.length > 0 ? [`also ${listUnits(props.model.others)}`] : []),
	];
	return (
		<tr class="row-link">
			<th scope="row" class="ps-5! wrap-anywhere">
				<A class="row-target font-medium" href={sheetPath(props.model)}>
					{props.model.model}
				</A>
				<span class="block text-[12px] text-soft">{[props.model.provider, ...notes()].join(" · ")}</span>
			</th>
			<Amount unit="uncachedInput" picoUsd={props.model.input} />
			<Amount unit="cacheRead" picoUsd={props.model.cacheRead} class="max-sm:hidden" />
			<Amount unit="output" picoUsd={props.model.output} class="max-sm:pe-4!" />
			<td class="whitespace-nowrap text-soft max-lg:hidden">
				<Show when={props.model.since} fallback={<span title="As long as anybody knows">always</span>}>
					{(since) => formatDay(new Date(since()), "UTC")}
				</Show>
			</td>
			<td class="pe-5! max-md:hidden">
				<SaysMark price={props.model} />
			</td>
		</tr>
	);
}

function Amount(props: { unit: string; picoUsd: string | null; class?: string }) {
	return (
		<td class={`number ${props.class ?? ""}`}>
			<Show when={props.picoUsd} fallback={<span class="text-soft">—</span>}>
				{(picoUsd) => formatRate(props.unit, picoUsd())}
			</Show>
		</td>
	);
}
