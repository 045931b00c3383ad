import { createResource, createSignal, Show } from "solid-js";
import { api } from "../../api/client";
import { dataOf, successOf } from "../../api/failure";
import type { Limit } from "../../api/model";
import { TableOutline } from "../../calls/table-outline";
import { ConfirmDialog } from "../../controls/dialog";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { CreateLimit } from "../../limits/create-limit";
import { createLimitList } from "../../limits/limit-list";
import { LimitsTable, nameOf } from "../../limits/limits-table";
import { useSession } from "../../session/session";

export default function Limits() {
	const { session, project, may } = useSession();
	const { limits, failure: loadFailure, load } = createLimitList();
	const [keys] = createResource(
		() => project().id,
		(projectId) => dataOf(api.keys.get({ query: { projectId } })).catch(() => []),
	);
	const [deleting, setDeleting] = createSignal<Limit>();
	const [failure, setFailure] = createSignal<unknown>();
	const keysInUse = () => (keys.latest ?? []).filter(({ revokedAt }) => revokedAt === null);

	/** Whether it worked. The list is read again either way: somebody else may have changed it. */
	async function attempt(work: () => Promise<unknown>): Promise<boolean> {
		const reason = await work().then(
			() => undefined,
			(error: unknown) => error ?? new Error("It did not work."),
		);
		setFailure(() => reason);
		await load();
		return reason === undefined;
	}

	const change = (limit: Limit, max: number) => attempt(() => successOf(api.limits({ id: limit.id }).patch({ max })));

	async function remove(): Promise<void> {
		const limit = deleting();
		setDeleting(undefined);
		if (limit) await attempt(() => successOf(api.limits({ id: limit.id }).delete()));
	}

	function retry(): void {
		setFailure(undefined);
		void load();
	}

	return (
		<>
			<PageHeader
				title="Limits"
				lead="How much an organization, a project or a key may have. A call that finds no room gets 429 and is not sent."
			/>
			<Show when={may("limits.manage")}>
				<CreateLimit projects={session().projects} keys={keysInUse()} onCreated={() => void load()} />
			</Show>
			<Show when={failure() ?? loadFailure()}>
				{(reason) => (
					<div class="mb-4">
						<ProblemNotice failure={reason()} onRetry={retry} />
					</div>
				)}
			</Show>
			<Show
				when={limits()}
				fallback={
					<Show when={!loadFailure()}>
						<TableOutline />
					</Show>
				}
			>
				{(list) => (
					<Show when={list().length > 0} fallback={<NoLimits mayCreate={may("limits.manage")} />}>
						<LimitsTable
							limits={list()}
							actions={may("limits.manage") ? { onChange: change, onDelete: setDeleting } : undefined}
						/>
					</Show>
				)}
			</Show>
			<ConfirmDialog
				open={deleting() !== undefined}
				title="Delete this limit?"
				confirmLabel="Delete limit"
				onConfirm={remove}
				onClose={() => setDeleting(undefined)}
			>
				{deleting() === undefined ? "" : nameOf(deleting() as Limit)}. From the next call on, it no longer holds.
			</ConfirmDialog>
		</>
	);
}

function NoLimits(props: { mayCreate: boolean }) {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">No limits yet</p>
			<p class="text-soft">
				Every call goes through.{" "}
				{props.mayCreate ? "Make the first limit above." : "Your role makes none: ask an admin or an owner."}
			</p>
		</div>
	);
}
