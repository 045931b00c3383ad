import { createEffect, createResource, createSignal, For, Show } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { api } from "../../api/client";
import { dataOf, successOf } from "../../api/failure";
import type { Provider, ProviderKey } from "../../api/model";
import { TableOutline } from "../../calls/table-outline";
import { ConfirmDialog } from "../../controls/dialog";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { CustomForm } from "../../providers/custom-form";
import { ProviderItem } from "../../providers/provider-item";
import { type ProviderWithKeys, withKeys } from "../../providers/readiness";
import { useSession } from "../../session/session";

async function load(): Promise<ProviderWithKeys[]> {
	const [providers, keys] = await Promise.all([dataOf(api.providers.get()), dataOf(api["provider-keys"].get())]);
	return withKeys(providers, keys);
}

export default function Providers() {
	const { may } = useSession();
	const [loaded, { refetch }] = createResource(load);
	const [deleting, setDeleting] = createSignal<{ key: ProviderKey } | { provider: Provider }>();
	const [failure, setFailure] = createSignal<unknown>();
	const isKnown = () => !loaded.error && loaded.latest !== undefined;
	// What is on the page stays the same when it is loaded again, so that the focus does.
	const [items, setItems] = createStore<ProviderWithKeys[]>([]);
	createEffect(() => {
		if (isKnown()) setItems(reconcile(loaded.latest ?? [], { key: "id" }));
	});
	const builtIn = () => items.filter(({ provider }) => provider.customId === null);
	const custom = () => items.filter(({ provider }) => provider.customId !== null);

	async function remove(): Promise<void> {
		const what = deleting();
		setDeleting(undefined);
		if (!what) return;
		try {
			if ("key" in what) await successOf(api["provider-keys"]({ id: what.key.id }).delete());
			else await successOf(api["custom-providers"]({ id: what.provider.customId ?? "" }).delete());
			setFailure(undefined);
		} catch (reason) {
			setFailure(() => reason);
		}
		await refetch();
	}
	function retry(): void {
		setFailure(undefined);
		void refetch();
	}
	const list = (each: () => ProviderWithKeys[], label: string) => (
		<ul class="panel" aria-label={label}>
			<For each={each()}>
				{(item) => (
					<ProviderItem
						provider={item.provider}
						keys={item.keys}
						mayManage={may("providerKeys.manage")}
						onChanged={() => void refetch()}
						onDeleteKey={(key) => setDeleting({ key })}
						onDeleteProvider={
							item.provider.customId === null ? undefined : () => setDeleting({ provider: item.provider })
						}
					/>
				)}
			</For>
		</ul>
	);

	return (
		<>
			<PageHeader
				title="Providers"
				lead="A call that carries a lens key where the provider's key belongs is sent with a key from here."
			/>
			<Show when={failure() ?? loaded.error}>
				<div class="mb-4">
					<ProblemNotice failure={failure() ?? loaded.error} onRetry={retry} />
				</div>
			</Show>
			<Show
				when={isKnown()}
				fallback={
					<Show when={!loaded.error}>
						<TableOutline />
					</Show>
				}
			>
				<h2 class="sr-only">Built-in providers</h2>
				{list(builtIn, "Providers")}
				<h2 class="mt-8 mb-1 text-base font-semibold">Servers of your own</h2>
				<p class="mb-3 text-soft">Any server that speaks OpenAI's or Anthropic's API, at an address on the internet.</p>
				<Show
					when={custom().length > 0}
					fallback={
						<Show when={!may("providerKeys.manage")}>
							<p class="text-soft">There is none yet: an admin or an owner adds them.</p>
						</Show>
					}
				>
					<div class="mb-4">{list(custom, "Servers of your own")}</div>
				</Show>
				<Show when={may("providerKeys.manage")}>
					<CustomForm onAdded={() => void refetch()} />
				</Show>
			</Show>
			<DeleteDialog what={deleting()} onConfirm={remove} onClose={() => setDeleting(undefined)} />
		</>
	);
}

interface DeleteDialogProps {
	what: { key: ProviderKey } | { provider: Provider } | undefined;
	onConfirm(): void;
	onClose(): void;
}

function DeleteDialog(props: DeleteDialogProps) {
	const name = () => {
		const { what } = props;
		return what && ("key" in what ? what.key.name : what.provider.name);
	};
	const isKey = () => props.what !== undefined && "key" in props.what;
	return (
		<ConfirmDialog
			open={props.what !== undefined}
			title={`${isKey() ? "Delete" : "Remove"} ${name() ?? ""}?`}
			confirmLabel={isKey() ? "Delete key" : "Remove server"}
			onConfirm={() => props.onConfirm()}
			onClose={() => props.onClose()}
		>
			<Show when={isKey()} fallback="Its door is closed and its keys are erased. Calls that were made through it stay.">
				It is erased here. Calls that need it use the next key there is, or are refused. At the provider it stays valid
				until you revoke it there.
			</Show>
		</ConfirmDialog>
	);
}
