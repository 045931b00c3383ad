import { For, Index } from "solid-js";
import type { PriceDraft } from "./price-draft";
import { describeUnit, pricedUnits } from "./unit";

type Rates = PriceDraft["rates"];

/** What each bucket or unit costs, one field each; an empty one is left out. */
export function RateFields(props: { rates: Rates; onChange(rates: Rates): void }) {
	const others = () => pricedUnits.filter((unit) => !props.rates.some((rate) => rate.unit === unit));
	const set = (index: number, usd: string) =>
		props.onChange(props.rates.map((rate, at) => (at === index ? { ...rate, usd } : rate)));
	return (
		<fieldset>
			<legend class="mb-1 text-[13px] font-medium">Dollars</legend>
			<div class="space-y-2">
				<Index each={props.rates}>
					{(rate, index) => (
						<label class="grid grid-cols-[minmax(0,1fr)_110px_minmax(0,1fr)] items-center gap-2">
							<span>{describeUnit(rate().unit).name}</span>
							<input
								class="field w-full text-end"
								inputmode="decimal"
								autocomplete="off"
								placeholder="—"
								aria-label={`${describeUnit(rate().unit).name}, dollars per ${describeUnit(rate().unit).perWords}`}
								maxLength={30}
								value={rate().usd}
								onInput={(event) => set(index, event.currentTarget.value)}
							/>
							<span class="text-[13px] text-soft">per {describeUnit(rate().unit).perWords}</span>
						</label>
					)}
				</Index>
				<UnitsToAdd units={others()} onAdd={(unit) => props.onChange([...props.rates, { unit, usd: "" }])} />
			</div>
			<p class="mt-2 text-[12px] text-soft">
				Reasoning costs what output costs, and images that are read what input costs, unless they have a price here.
			</p>
		</fieldset>
	);
}

function UnitsToAdd(props: { units: readonly string[]; onAdd(unit: string): void }) {
	return (
		<label class="block">
			<span class="sr-only">Add a price for something else</span>
			<select
				class="field max-w-full"
				onChange={(event) => {
					if (event.currentTarget.value !== "") props.onAdd(event.currentTarget.value);
					event.currentTarget.value = "";
				}}
			>
				<option value="">Add a price for…</option>
				<For each={props.units}>{(unit) => <option value={unit}>{describeUnit(unit).name}</option>}</For>
			</select>
		</label>
	);
}
