import { createEffect, createResource, createSignal, on, onCleanup, Show } from "solid-js";
import { api } from "../../api/client";
import { dataOf, successOf } from "../../api/failure";
import type { Route } from "../../api/model";
import { TableOutline } from "../../calls/table-outline";
import { Button } from "../../controls/button";
import { ConfirmDialog } from "../../controls/dialog";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { useSession } from "../../session/session";
import { noChoices, type ProviderChoices } from "../../targets/provider-choices";
import { RouteEditor } from "../../targets/route-editor";
import { RoutesTable } from "../../targets/routes-table";

/** How often the breakers are looked at, while the page is. */
const lookMs = 5_000;

export default function Routes() {
	const { project, may } = useSession();
	const [routes, { refetch }] = createResource(
		() => project().id,
		(projectId) => dataOf(api.routes.get({ query: { projectId } })),
	);
	// Who may not see them sees routes all the same, with ids in place of names.
	const [choices] = createResource(
		() => may("providerKeys.read"),
		async (): Promise<ProviderChoices> => {
			const [providers, keys] = await Promise.all([dataOf(api.providers.get()), dataOf(api["provider-keys"].get())]);
			return { providers, keys };
		},
	);
	const knownChoices = () => (choices.error ? undefined : choices.latest) ?? noChoices;
	const [editing, setEditing] = createSignal<Route | "new">();
	const [deleting, setDeleting] = createSignal<Route>();
	const [failure, setFailure] = createSignal<unknown>();
	const known = () => (routes.error ? undefined : routes.latest);
	createEffect(
		on(
			() => project().id,
			() => setEditing(undefined),
			{ defer: true },
		),
	);
	const timer = setInterval(() => {
		if (document.visibilityState === "visible" && !routes.loading && !routes.error) void refetch();
	}, lookMs);
	onCleanup(() => clearInterval(timer));

	async function remove(): Promise<void> {
		const route = deleting();
		setDeleting(undefined);
		if (!route) return;
		try {
			await successOf(api.routes({ id: route.id }).delete());
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

	function saved(): void {
		setEditing(undefined);
		void refetch();
	}

	return (
		<>
			<PageHeader
				title="Routes"
				lead="A route sends a call to the first target that answers. Callers name it as their model."
				aside={
					<Show when={may("routes.manage") && editing() === undefined}>
						<Button kind="primary" onClick={() => setEditing("new")}>
							New route
						</Button>
					</Show>
				}
			/>
			<Show when={editing()} keyed>
				{(which) => (
					<RouteEditor
						route={which === "new" ? undefined : which}
						projectId={project().id}
						choices={knownChoices()}
						onSaved={saved}
						onCancel={() => setEditing(undefined)}
					/>
				)}
			</Show>
			<Show when={failure() ?? routes.error}>
				<div class="mb-4">
					<ProblemNotice failure={failure() ?? routes.error} onRetry={retry} />
				</div>
			</Show>
			<Show
				when={known()}
				fallback={
					<Show when={!routes.error}>
						<TableOutline />
					</Show>
				}
			>
				{(list) => (
					<Show
						when={list().length > 0}
						fallback={
							<Show when={editing() === undefined}>
								<NoRoutes mayCreate={may("routes.manage")} />
							</Show>
						}
					>
						<RoutesTable
							routes={list()}
							choices={knownChoices()}
							actions={may("routes.manage") ? { onEdit: setEditing, onDelete: setDeleting } : undefined}
						/>
					</Show>
				)}
			</Show>
			<ConfirmDialog
				open={deleting() !== undefined}
				title={`Delete ${deleting()?.name ?? "route"}?`}
				confirmLabel="Delete route"
				onConfirm={remove}
				onClose={() => setDeleting(undefined)}
			>
				Calls that name it are refused from now on, or go to a model of that name. Calls that went by it stay.
			</ConfirmDialog>
		</>
	);
}

function NoRoutes(props: { mayCreate: boolean }) {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">No routes yet</p>
			<p class="text-soft">Calls go to the provider whose door they use. A route adds retries, failover and weights.</p>
			<Show when={!props.mayCreate}>
				<p class="text-soft">Your role makes none: ask a developer, an admin or an owner.</p>
			</Show>
		</div>
	);
}
