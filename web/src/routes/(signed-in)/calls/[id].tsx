import { A, useParams } from "@solidjs/router";
import { createResource, Show } from "solid-js";
import type { CallDetail } from "../../../api/model";
import { AttemptsPanel } from "../../../call/attempts-panel";
import { CacheNotice } from "../../../call/cache-notice";
import { ConversationView } from "../../../call/conversation-view";
import { CostPanel } from "../../../call/cost-panel";
import { FactsPanel } from "../../../call/facts-panel";
import { LabelsPanel } from "../../../call/labels-panel";
import { loadCall } from "../../../call/load-call";
import { TimingPanel } from "../../../call/timing-panel";
import { StatusMark } from "../../../calls/status-mark";
import { Moment } from "../../../controls/moment";
import { PageHeader } from "../../../controls/page-header";
import { ProblemNotice } from "../../../controls/problem-notice";

export default function CallPage() {
	const params = useParams<{ id: string }>();
	const [call, { refetch }] = createResource(() => params.id, loadCall);
	const loaded = () => (call.error ? undefined : call.latest);
	return (
		<>
			<p class="mb-2 text-[13px]">
				<A class="link" href="/calls">
					All calls
				</A>
			</p>
			<PageHeader
				title={loaded() ? (loaded()?.model ?? loaded()?.operation ?? "Call") : "Call"}
				lead={
					<Show when={loaded()} fallback={"\u00a0"}>
						{(known) => <Lead call={known()} />}
					</Show>
				}
			/>
			<Show when={call.error}>
				<ProblemNotice failure={call.error} onRetry={() => refetch()} />
			</Show>
			<Show when={loaded()}>
				{(known) => (
					<>
						<CallError call={known()} />
						<CacheNotice call={known()} />
						<div class="flex flex-col gap-6 lg:grid lg:grid-cols-[minmax(0,1fr)_400px] lg:items-start">
							<ConversationView call={known()} />
							<div class="max-lg:contents lg:space-y-6">
								<div class="space-y-6 max-lg:-order-1">
									<CostPanel call={known()} />
									<TimingPanel call={known()} />
									<AttemptsPanel call={known()} />
									<LabelsPanel call={known()} />
								</div>
								<FactsPanel call={known()} />
							</div>
						</div>
					</>
				)}
			</Show>
		</>
	);
}

function Lead(props: { call: CallDetail }) {
	return (
		<span class="inline-flex flex-wrap items-center gap-x-4">
			<StatusMark call={props.call} />
			<Moment at={props.call.startedAt} />
		</span>
	);
}

function CallError(props: { call: CallDetail }) {
	return (
		<Show when={props.call.errorType || props.call.errorMessage}>
			<div class="mb-6 rounded-lg border border-danger bg-danger-wash px-5 py-3">
				<p class="font-medium text-danger">{props.call.errorType ?? "Error"}</p>
				<p class="wrap-anywhere">{props.call.errorMessage}</p>
			</div>
		</Show>
	);
}
