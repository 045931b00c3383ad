import { createResource, createSignal, type JSX, Show } from "solid-js";
import { api } from "../../api/client";
import { dataOf, successOf } from "../../api/failure";
import type { AdminKey, ReconciledDay } from "../../api/model";
import { TableOutline } from "../../calls/table-outline";
import { Button } from "../../controls/button";
import { ConfirmDialog } from "../../controls/dialog";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { formatCounted } from "../../format/count";
import { AdminKeyForm, nameOf } from "../../reconciliation/admin-key-form";
import { AdminKeys } from "../../reconciliation/admin-keys";
import { DaysTable } from "../../reconciliation/days-table";
import { formatAmount, formatDifference, totalsOf } from "../../reconciliation/words";
import { useSession } from "../../session/session";

async function load() {
	const [keys, { days }] = await Promise.all([
		dataOf(api.reconciliation.keys.get()),
		dataOf(api.reconciliation.get({ query: {} })),
	]);
	return { keys, days };
}

export default function Reconciliation() {
	const { may } = useSession();
	const [loaded, { refetch }] = createResource(load);
	const [deleting, setDeleting] = createSignal<AdminKey>();
	const [failure, setFailure] = createSignal<unknown>();
	const [busy, setBusy] = createSignal(false);
	const known = () => (loaded.error ? undefined : loaded.latest);

	async function attempt(work: () => Promise<unknown>): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		await work().catch((reason: unknown) => setFailure(() => reason));
		await refetch();
		setBusy(false);
	}
	const read = () => attempt(() => dataOf(api.reconciliation.run.post()));
	async function remove(): Promise<void> {
		const key = deleting();
		setDeleting(undefined);
		if (key) await attempt(() => successOf(api.reconciliation.keys({ id: key.id }).delete()));
	}
	function retry(): void {
		setFailure(undefined);
		void refetch();
	}

	return (
		<>
			<PageHeader
				title="Reconciliation"
				lead="What providers say they billed, against the calls that went through here."
				aside={
					<Show when={may("reconciliation.manage") && (known()?.keys.length ?? 0) > 0}>
						<Button onClick={() => void read()} disabled={busy()}>
							{busy() ? "Reading…" : "Read now"}
						</Button>
					</Show>
				}
			/>
			<Show when={failure() ?? loaded.error}>
				<div class="mb-4">
					<ProblemNotice failure={failure() ?? loaded.error} onRetry={retry} />
				</div>
			</Show>
			<Show
				when={known()}
				fallback={
					<Show when={!loaded.error}>
						<TableOutline />
					</Show>
				}
			>
				{(data) => (
					<>
						<Show when={data().keys.length > 0}>
							<AdminKeys keys={data().keys} onDelete={may("reconciliation.manage") ? setDeleting : undefined} />
						</Show>
						<Show when={may("reconciliation.manage")}>
							<AdminKeyForm keys={data().keys} onAdded={() => void read()} />
						</Show>
						<Show when={data().days.length > 0} fallback={<NoDays hasKeys={data().keys.length > 0} />}>
							<Totals days={data().days} />
							<DaysTable days={data().days} />
						</Show>
					</>
				)}
			</Show>
			<ConfirmDialog
				open={deleting() !== undefined}
				title="Delete this admin key?"
				confirmLabel="Delete key"
				onConfirm={remove}
				onClose={() => setDeleting(undefined)}
			>
				{nameOf(deleting()?.provider ?? "")}'s reports are no longer read. What was read stays here.
			</ConfirmDialog>
		</>
	);
}

function Totals(props: { days: readonly ReconciledDay[] }) {
	const totals = () => totalsOf(props.days);
	return (
		<dl class="panel mb-6 grid grid-cols-1 gap-px overflow-hidden bg-line sm:grid-cols-3">
			<Figure name="Theirs, 31 days" value={formatAmount(totals().theirs)} />
			<Figure name="Ours" value={formatAmount(totals().ours)} />
			<Figure name="Difference" value={formatDifference(totals().difference)}>
				<Show when={totals().unknownDays > 0}>
					<span class="text-soft">without {formatCounted(totals().unknownDays, "day")} that cannot be told</span>
				</Show>
			</Figure>
		</dl>
	);
}

function Figure(props: { name: string; value: string; children?: JSX.Element }) {
	return (
		<div class="bg-surface px-5 py-4">
			<dt class="text-[13px] text-soft">{props.name}</dt>
			<dd class="text-[22px] leading-[44px] font-semibold tracking-tight">{props.value}</dd>
			<dd>{props.children}</dd>
		</div>
	);
}

function NoDays(props: { hasKeys: boolean }) {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">{props.hasKeys ? "No day has been read yet" : "No admin key yet"}</p>
			<p class="text-soft">
				{props.hasKeys
					? "The last 31 days come with the first reading."
					: "With an admin key, the last 31 days are read at once, and then once a day."}
			</p>
		</div>
	);
}
