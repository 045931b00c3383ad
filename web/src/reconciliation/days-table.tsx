import { createSignal, For, Show } from "solid-js";
import type { ReconciledDay, ReconciledRow } from "../api/model";
import { nameOf } from "./admin-key-form";
import { type Cause, causeWords, describeTokens, exactDifference, formatAmount, formatDifference } from "./words";

/** One line for each provider and day: theirs, ours, the difference and its cause. A line opens to accounts and models. */
export function DaysTable(props: { days: readonly ReconciledDay[] }) {
	return (
		<div class="panel relative overflow-x-auto">
			<table class="table">
				<caption class="sr-only">Theirs against ours, by day and provider</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5!">
							Day (UTC)
						</th>
						<th scope="col" class="number">
							Theirs
						</th>
						<th scope="col" class="number max-sm:hidden">
							Ours
						</th>
						<th scope="col" class="number">
							Difference
						</th>
						<th scope="col" class="pe-5! max-sm:hidden">
							Likely cause
						</th>
					</tr>
				</thead>
				<tbody>
					<For each={props.days}>{(day) => <DayLines day={day} />}</For>
				</tbody>
			</table>
		</div>
	);
}

function DayLines(props: { day: ReconciledDay }) {
	const [open, setOpen] = createSignal(false);
	const day = () => props.day;
	return (
		<>
			<tr>
				<th scope="row" class="ps-5! font-normal whitespace-nowrap">
					<Show when={day().rows.length > 0} fallback={<span class="ps-5">{day().day}</span>}>
						<button
							type="button"
							class="link inline-flex items-center gap-1.5"
							aria-expanded={open()}
							aria-label={`${day().day}, ${nameOf(day().provider)}: accounts and models`}
							onClick={() => setOpen(!open())}
						>
							<span aria-hidden="true" class="inline-block w-3.5 text-soft">
								{open() ? "▾" : "▸"}
							</span>
							{day().day}
						</button>
					</Show>
					<span class="max-sm:block max-sm:ps-5 sm:ms-5">{nameOf(day().provider)}</span>
				</th>
				<Amounts of={day()} />
				<Difference picoUsd={day().differencePicoUsd} cause={day().cause} />
				<td class="pe-5! max-sm:hidden">
					<CauseMark cause={day().cause} />
					<Show when={!day().final}>
						<span class="ms-2 text-soft" title={causeWords.late.meaning}>
							read again
						</span>
					</Show>
				</td>
			</tr>
			<Show when={open()}>
				<For each={day().rows}>{(row) => <AccountLine row={row} />}</For>
			</Show>
		</>
	);
}

function AccountLine(props: { row: ReconciledRow }) {
	const row = () => props.row;
	return (
		<tr class="bg-sunken">
			<th scope="row" class="ps-10! font-normal wrap-anywhere max-sm:ps-5!">
				<span class="font-medium">{row().model || "no model"}</span>
				<span class="block text-soft" title={row().account}>
					{(row().accountName ?? row().account) || "not in their report"} · tokens {describeTokens(row())}
				</span>
			</th>
			<Amounts of={row()} />
			<Difference picoUsd={row().differencePicoUsd} cause={row().cause} />
			<td class="pe-5! max-sm:hidden">
				<CauseMark cause={row().cause} />
				<span class="block max-w-80 text-soft">{causeWords[row().cause].meaning}</span>
			</td>
		</tr>
	);
}

/** Theirs and ours, two cells; on narrow screens ours stands below theirs. */
function Amounts(props: { of: Pick<ReconciledRow, "theirPicoUsd" | "ourPicoUsd" | "ourUnpricedCalls"> }) {
	const ours = () => formatAmount(props.of.ourPicoUsd, props.of.ourUnpricedCalls);
	return (
		<>
			<td class="number">
				{formatAmount(props.of.theirPicoUsd)}
				<span class="block text-soft sm:hidden">ours {ours()}</span>
			</td>
			<td class="number max-sm:hidden">{ours()}</td>
		</>
	);
}

/** On narrow screens the cause stands below it. */
function Difference(props: { picoUsd: string | null; cause: Cause }) {
	return (
		<td class="number max-sm:pe-5!">
			<span
				classList={{ "font-medium": causeWords[props.cause].level === "warning" }}
				title={exactDifference(props.picoUsd)}
			>
				{formatDifference(props.picoUsd)}
			</span>
			<span class="block whitespace-normal sm:hidden">
				<CauseMark cause={props.cause} />
			</span>
		</td>
	);
}

const colors = { good: "text-good", plain: "text-ink", warning: "text-warning" } as const;

function CauseMark(props: { cause: Cause }) {
	const words = () => causeWords[props.cause];
	return (
		<span class={`font-medium sm:whitespace-nowrap ${colors[words().level]}`} title={words().meaning}>
			{words().label}
		</span>
	);
}
