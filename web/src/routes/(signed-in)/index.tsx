import { useSearchParams } from "@solidjs/router";
import { createMemo, createResource, lazy, onCleanup, Show, Suspense } from "solid-js";
import { api } from "../../api/client";
import { dataOf } from "../../api/failure";
import { Choice } from "../../controls/choice";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { formatMoment } from "../../format/time";
import { createLive } from "../../live/create-live";
import { onceStored } from "../../live/once-stored";
import { barTotals, costSeries } from "../../overview/cost-series";
import { CostTable } from "../../overview/cost-table";
import { EmptyRange } from "../../overview/empty-range";
import { ModelTable } from "../../overview/model-table";
import { rangeNames, rangeUntil, readRangeName } from "../../overview/time-range";
import { Totals } from "../../overview/totals";
import { useSession } from "../../session/session";

const CostChart = lazy(() => import("../../overview/cost-chart"));

export default function Overview() {
	const { project } = useSession();
	const [search, setSearch] = useSearchParams<{ range?: string }>();
	const rangeName = createMemo(() => readRangeName(search.range));
	const [summary, { refetch }] = createResource(
		() => ({ projectId: project().id, name: rangeName() }),
		async ({ projectId, name }) => {
			const range = rangeUntil(new Date(), name);
			const query = { projectId, from: range.from.toISOString() };
			return { range, figures: await dataOf(api.summary.get({ query })) };
		},
	);
	const known = () => (summary.error ? undefined : summary.latest);
	const hours = () => known()?.figures.byHour ?? [];
	const range = () => known()?.range ?? rangeUntil(new Date(), rangeName());
	const series = createMemo(() => costSeries(hours(), range()));
	const totals = createMemo(() => barTotals(hours(), range()));
	const callsPath = () => `/calls?from=${encodeURIComponent(known()?.range.from.toISOString() ?? "")}`;

	const refresh = onceStored(() => void refetch());
	onCleanup(refresh.cancel);
	createLive(() => project().id, { onCall: refresh.run, onEstimated: refresh.run, onReset: refresh.run });

	return (
		<>
			<PageHeader
				title="Overview"
				lead={
					known() ? `Since ${formatMoment(known()?.range.from.toISOString() ?? "", { now: new Date() })}` : "\u00a0"
				}
				aside={
					<Choice label="Range" options={rangeNames} value={rangeName()} onChoose={(range) => setSearch({ range })} />
				}
			/>
			<Show when={summary.error}>
				<ProblemNotice failure={summary.error} onRetry={() => refetch()} />
			</Show>
			<Show when={!summary.error}>
				<div class="space-y-6">
					<Totals summary={known()?.figures} callsPath={callsPath()} />
					<Show when={known()?.figures.calls !== 0} fallback={<EmptyRange projectId={project().id} />}>
						<section class="panel px-5 pt-4 pb-3">
							<h2 class="mb-1 font-semibold">Cost by model</h2>
							<div class="min-h-[328px]">
								<Show when={known()}>
									{(loaded) => (
										<Suspense fallback={<div class="h-[292px]" />}>
											<CostChart range={loaded().range} series={series()} totals={totals()} />
											<CostTable range={loaded().range} series={series()} totals={totals()} />
										</Suspense>
									)}
								</Show>
							</div>
						</section>
						<Show when={known()}>
							{(loaded) => <ModelTable models={loaded().figures.byModel} callsPath={callsPath()} />}
						</Show>
					</Show>
				</div>
			</Show>
		</>
	);
}
