import { createResource, createSignal, Match, Show, Switch } from "solid-js";
import { api } from "../../api/client";
import { dataOf, successOf } from "../../api/failure";
import type { CreatedKey, LensKey } from "../../api/model";
import { TableOutline } from "../../calls/table-outline";
import { ConfirmDialog } from "../../controls/dialog";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { CreateKey } from "../../keys/create-key";
import { EditKey } from "../../keys/edit-key";
import { KeysTable } from "../../keys/keys-table";
import { RotateKey } from "../../keys/rotate-key";
import { ShownOnce } from "../../keys/shown-once";
import { useSession } from "../../session/session";

/** What is being done to which key. */
interface Doing {
	what: "edit" | "rotate" | "retire" | "revoke";
	key: LensKey;
}

export default function Keys() {
	const { session, project, may } = useSession();
	const [keys, { refetch }] = createResource(
		() => project().id,
		(projectId) => dataOf(api.keys.get({ query: { projectId } })),
	);
	const [doing, setDoing] = createSignal<Doing>();
	const [rotated, setRotated] = createSignal<CreatedKey>();
	const [failure, setFailure] = createSignal<unknown>();
	const known = () => (keys.error ? undefined : keys.latest);
	const asked = (what: Doing["what"]) => (doing()?.what === what ? doing()?.key : undefined);
	const ask = (what: Doing["what"]) => (key: LensKey) => void setDoing({ what, key });
	const close = () => void setDoing(undefined);

	async function confirmed(act: (key: LensKey) => Promise<unknown>): Promise<void> {
		const key = doing()?.key;
		close();
		if (!key) return;
		try {
			await act(key);
			setFailure(undefined);
		} catch (reason) {
			setFailure(() => reason);
		}
		await refetch();
	}

	async function done(): Promise<void> {
		close();
		await refetch();
	}

	function retry(): void {
		setFailure(undefined);
		void refetch();
	}

	const mayChange = (key: LensKey) =>
		may("keys.manage") || (may("keys.create") && key.creator.userId === session().user?.id);

	return (
		<>
			<PageHeader
				title="Keys"
				lead="A lens key tells the server which project a call belongs to. It is not your provider's key."
			/>
			<Show when={may("keys.create")}>
				<CreateKey projectId={project().id} onCreated={() => void refetch()} />
			</Show>
			<Show when={rotated()}>
				{(key) => (
					<section class="panel mb-6 px-5 py-4">
						<ShownOnce
							name={`The new secret of ${key().name}`}
							secret={key().secret}
							onDone={() => setRotated(undefined)}
						/>
					</section>
				)}
			</Show>
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
					<Show when={list().length > 0} fallback={<NoKeys mayCreate={may("keys.create")} />}>
						<KeysTable
							keys={list()}
							actions={{
								mayChange,
								onEdit: ask("edit"),
								onRotate: ask("rotate"),
								onRetire: ask("retire"),
								onRevoke: ask("revoke"),
							}}
						/>
					</Show>
				)}
			</Show>
			<Switch>
				<Match when={asked("edit")}>
					{(key) => <EditKey key={key()} onChanged={() => void done()} onClose={close} />}
				</Match>
				<Match when={asked("rotate")}>
					{(key) => (
						<RotateKey
							key={key()}
							onRotated={(made) => {
								setRotated(made);
								void done();
							}}
							onClose={close}
						/>
					)}
				</Match>
			</Switch>
			<ConfirmDialog
				open={asked("retire") !== undefined}
				title={`Retire the old secret of ${doing()?.key.name ?? "key"}?`}
				confirmLabel="Retire it"
				onConfirm={() => confirmed((key) => successOf(api.keys({ id: key.id }).retire.post()))}
				onClose={close}
			>
				Whatever still uses {doing()?.key.oldSecret?.prefix}… is refused from now on. The newer secret works on.
			</ConfirmDialog>
			<ConfirmDialog
				open={asked("revoke") !== undefined}
				title={`Revoke ${doing()?.key.name ?? "key"}?`}
				confirmLabel="Revoke key"
				onConfirm={() => confirmed((key) => successOf(api.keys({ id: key.id }).delete()))}
				onClose={close}
			>
				Calls and editors that use it are refused from now on. A revoked key can't be brought back; its calls stay.
			</ConfirmDialog>
		</>
	);
}

function NoKeys(props: { mayCreate: boolean }) {
	return (
		<div class="panel px-5 py-10 text-center">
			<p class="font-medium">No keys yet</p>
			<p class="text-soft">
				{props.mayCreate
					? "Give the first one a name above. The VS Code extension needs one too."
					: "Your role makes none: ask a developer, an admin or an owner."}
			</p>
		</div>
	);
}
