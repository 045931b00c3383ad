import { For, Show } from "solid-js";
import type { CallCost, CostLine, PriceSource } from "../api/model";
import { formatTokens } from "../format/count";
import { formatExactUsd } from "../format/money";
import { formatRate } from "../prices/rate";
import { numbersOf } from "../prices/source";
import { describeUnit } from "../prices/unit";

/** A rate by the hour is for what was counted in seconds. */
const secondsPerHour = 3600;

interface CostLinesProps {
	cost: CallCost;
	/** All that the lines name, as they are numbered below. */
	sources: readonly PriceSource[];
	/** The amounts are what was told before the answer broke off, or an estimate. */
	estimated: boolean;
	/** The cost was found to be another one later: the lines say what was known then. */
	adjusted: boolean;
}

/** A cost as a sum: amount × rate = cost, then earlier attempts, then all together. What has no rate says so and is not in the sum. */
export function CostLines(props: CostLinesProps) {
	const models = () => new Set(props.cost.lines.map(({ model }) => model));
	const first = () => props.cost.lines[0]?.model ?? null;
	const modelAt = (index: number) => {
		const { model } = props.cost.lines[index] ?? {};
		const isNew = index === 0 || model !== props.cost.lines[index - 1]?.model;
		return models().size > 1 && isNew ? (model ?? "not known") : undefined;
	};
	return (
		<table class="table text-[13px] [&_td]:px-2 [&_th]:px-2">
			<caption class="sr-only">What was used, rates and cost</caption>
			<thead>
				<tr>
					<th scope="col" class="ps-5!">
						Used
					</th>
					<th scope="col" class="number">
						Count
					</th>
					<th scope="col" class="number">
						Rate
					</th>
					<th scope="col" class="number pe-5!">
						Cost
					</th>
				</tr>
			</thead>
			<tbody>
				<For each={props.cost.lines}>
					{(line, index) => (
						<>
							<Show when={modelAt(index())}>
								{(model) => (
									<tr>
										<th scope="rowgroup" colspan="4" class="ps-5! pt-3! font-medium! wrap-anywhere">
											{model()}
											<Show when={model() !== first()}>
												<span class="font-normal text-soft"> inside of the call</span>
											</Show>
										</th>
									</tr>
								)}
							</Show>
							<Line
								line={line}
								numbers={numbersOf(line.sources, props.sources)}
								estimated={props.estimated}
								adjusted={props.adjusted}
							/>
						</>
					)}
				</For>
				<For each={props.cost.earlierAttempts}>
					{(attempt) => (
						<tr>
							<th scope="row" colspan="3" class="ps-5! wrap-anywhere">
								Earlier attempt, {attempt.target}
							</th>
							<td class="number pe-5!">
								<Show when={attempt.picoUsd} fallback={attempt.isUnknown ? <NotIn>not known</NotIn> : "none"}>
									{(picoUsd) => formatExactUsd(BigInt(picoUsd()))}
								</Show>
							</td>
						</tr>
					)}
				</For>
			</tbody>
			<Show when={props.cost.picoUsd}>
				{(picoUsd) => (
					<tfoot>
						<tr>
							<th scope="row" colspan="3" class="border-t border-line-strong py-2 ps-5! text-start font-medium">
								{sumName(props)}
							</th>
							<td class="number border-t border-b-0! border-line-strong pe-5! font-medium">
								{formatExactUsd(BigInt(picoUsd()))}
							</td>
						</tr>
					</tfoot>
				)}
			</Show>
		</table>
	);
}

function sumName({ cost, adjusted }: Pick<CostLinesProps, "cost" | "adjusted">): string {
	const sum = cost.state === "partial" ? "Sum of what has a rate" : "Sum";
	return adjusted ? `${sum}, as recorded` : sum;
}

interface LineProps extends Pick<CostLinesProps, "estimated" | "adjusted"> {
	line: CostLine;
	numbers: readonly number[];
}

function Line(props: LineProps) {
	const unit = () => describeUnit(props.line.unit);
	return (
		<tr>
			<th scope="row" class="ps-5! font-normal" title={unit().meaning}>
				{unit().name}
			</th>
			<td class="number">
				{formatTokens(props.line.amount, props.estimated ? "estimated" : null)}
				<Show when={props.line.per === secondsPerHour}> s</Show>
			</td>
			<td class="number text-soft">
				<Show when={props.line.rate} fallback={<NotIn>{props.adjusted ? "no rate then" : "no rate"}</NotIn>}>
					{(rate) => (
						<span title={`per ${unit().perWords}`}>
							× {formatRate(props.line.unit, rate())}
							<Show when={props.numbers.length > 0}>
								<sup class="ms-0.5">
									<span class="sr-only"> source </span>
									{props.numbers.join(" ")}
								</sup>
							</Show>
							<span class="block text-[12px]">per {unit().perWords}</span>
						</span>
					)}
				</Show>
			</td>
			<td class="number pe-5!">
				<Show when={props.line.picoUsd} fallback={<NotIn>{props.adjusted ? "missing then" : "missing"}</NotIn>}>
					{(picoUsd) => formatExactUsd(BigInt(picoUsd()))}
				</Show>
			</td>
		</tr>
	);
}

/** What is not in the sum, and would make it larger. */
function NotIn(props: { children: string }) {
	return <span class="rounded bg-warning-wash px-1.5 py-0.5 text-warning">{props.children}</span>;
}
