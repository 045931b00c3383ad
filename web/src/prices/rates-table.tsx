import { For, Show } from "solid-js";
import type { PriceSheet } from "../api/model";
import { ScrollRegion } from "../controls/scroll-region";
import { formatCount } from "../format/count";
import { formatRate } from "./rate";
import { distinctSources, numbersOf } from "./source";
import { SourceName } from "./source-name";
import { describeUnit, pricedUnits } from "./unit";

/** What a model costs now: one line for each bucket and unit, one column for each size of a call, and the sources below. */
export function RatesTable(props: { sheet: PriceSheet }) {
	const steps = () => props.sheet.steps;
	const lines = () => {
		const named = new Set(steps().flatMap(({ rates }) => rates.map(({ unit }) => unit)));
		return [...named].sort((a, b) => pricedUnits.indexOf(a) - pricedUnits.indexOf(b));
	};
	const sources = () => distinctSources(steps().flatMap(({ rates }) => rates));
	const rateAt = (step: PriceSheet["steps"][number], unit: string) => step.rates.find((rate) => rate.unit === unit);
	return (
		<>
			<ScrollRegion label="Rates" class="overflow-x-auto">
				<table class="table">
					<caption class="sr-only">What it costs now, in USD</caption>
					<thead>
						<tr>
							<th scope="col" class="ps-5!">
								Used
							</th>
							<For each={steps()}>
								{(step, index) => (
									<th scope="col" class="number">
										{headingOf(step.aboveInputTokens, steps()[index() + 1]?.aboveInputTokens)}
									</th>
								)}
							</For>
							<th scope="col" class="pe-5! max-sm:hidden">
								Per
							</th>
						</tr>
					</thead>
					<tbody>
						<For each={lines()}>
							{(unit) => (
								<tr>
									<th scope="row" class="ps-5!" title={describeUnit(unit).meaning}>
										{describeUnit(unit).name}
										<span class="block text-[12px] text-soft sm:hidden">per {describeUnit(unit).perWords}</span>
									</th>
									<For each={steps()}>
										{(step) => (
											<td class="number">
												<Show when={rateAt(step, unit)} fallback="—">
													{(rate) => (
														<>
															{formatRate(unit, rate().picoUsd)}
															<sup class="ms-0.5 text-soft">
																<span class="sr-only"> source </span>
																{numbersOf(rate().sources, sources()).join(" ")}
															</sup>
														</>
													)}
												</Show>
											</td>
										)}
									</For>
									<td class="pe-5! whitespace-nowrap text-soft max-sm:hidden">{describeUnit(unit).perWords}</td>
								</tr>
							)}
						</For>
					</tbody>
				</table>
			</ScrollRegion>
			<ol
				class="list-decimal border-t border-line py-3 ps-10 pe-5 text-[13px] text-soft"
				aria-label="Sources of the rates"
			>
				<For each={sources()}>
					{(source) => (
						<li>
							<SourceName source={source} />
						</li>
					)}
				</For>
			</ol>
		</>
	);
}

/** `Up to 272,000 in`, `Above 272,000 in`; `Rate` where the size of a call does not matter. */
function headingOf(above: number, next: number | undefined): string {
	if (above < 0) return next === undefined ? "USD" : `Up to ${formatCount(next)} in`;
	return `Above ${formatCount(above)} in`;
}
