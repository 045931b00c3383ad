import { createResource, createSignal, Show } from "solid-js";
import { api } from "../../api/client";
import { dataOf, successOf } from "../../api/failure";
import type { LensKey } from "../../api/model";
import { TableOutline } from "../../calls/table-outline";
import { ConfirmDialog } from "../../controls/dialog";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { CreateKey } from "../../keys/create-key";
import { KeysTable } from "../../keys/keys-table";
import { useSession } from "../../session/session";

export default function Keys() {
	const { project } = useSession();
	const [keys, { refetch }] = createResource(
		() => project().id,
		(projectId) => dataOf(api.keys.get({ query: { projectId } })),
	);
	const [revoking, setRevoking] = createSignal<LensKey>();
	const [failure, setFailure] = createSignal<unknown>();
	const known = () => (keys.error ? undefined : keys.latest);

	async function revoke(): Promise<void> {
		const key = revoking();
		setRevoking(undefined);
		if (!key) return;
		try {
			await successOf(api.keys({ id: key.id }).delete());
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

	return (
		<>
			<PageHeader
				title="Keys"
				lead="A lens key tells the server which project a call belongs to. It is not your provider's key."
			/>
			<CreateKey projectId={project().id} onCreated={() => void refetch()} />
			<Show when={failure() ?? keys.error}>
				<div class="mb-4">
					<ProblemNotice failure={failure() ?? keys.error} onRetry={retry} />
				</div>
			</Show>
			<Show
				when={known()}
				fallback={
					<Show when={!keys.error}>
						<TableOutline />
					</Show>
				}
			>
				{(list) => (
					<Show when={list().length > 0} fallback={<NoKeys />}>
						<KeysTable keys={list()} onRevoke={setRevoking} />
					</Show>
				)}
			</Show>
			<ConfirmDialog
				open={revoking() !== undefined}
				title={`Revoke ${revoking()?.name ?? "key"}?`}
				confirmLabel="Revoke key"
				onConfirm={revoke}
				onClose={() => setRevoking(undefined)}
			>
				Calls and editors that use it are refused from now on. A revoked key can't be brought back; its calls stay.
			</ConfirmDialog>
		</>
	);
}

function NoKeys() {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">No keys yet</p>
			<p class="text-soft">Give the first one a name above. The VS Code extension needs one too.</p>
		</div>
	);
}
