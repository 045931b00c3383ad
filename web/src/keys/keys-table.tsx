import { For, Show } from "solid-js";
import type { LensKey } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";

/** The keys of a project: those in use first, the revoked ones after them. */
export function KeysTable(props: { keys: readonly LensKey[]; onRevoke(key: LensKey): void }) {
	const ordered = () => props.keys.toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null));
	return (
		<div class="panel relative overflow-x-auto">
			<table class="table">
				<caption class="sr-only">Lens keys</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5!">
							Name
						</th>
						<th scope="col" class="max-sm:hidden">
							Key
						</th>
						<th scope="col" class="max-sm:hidden">
							Created
						</th>
						<th scope="col" class="max-sm:hidden">
							Last used
						</th>
						<th scope="col" class="number pe-5!">
							<span class="sr-only">Actions</span>
						</th>
					</tr>
				</thead>
				<tbody>
					<For each={ordered()}>{(key) => <KeyRow key={key} onRevoke={() => props.onRevoke(key)} />}</For>
				</tbody>
			</table>
		</div>
	);
}

function KeyRow(props: { key: LensKey; onRevoke(): void }) {
	const prefix = () => `${props.key.prefix.replace(/…$/, "")}…`;
	return (
		<tr classList={{ "text-soft": props.key.revokedAt !== null }}>
			<th scope="row" class="ps-5! font-medium wrap-anywhere">
				{props.key.name}
				<span class="block font-mono text-[13px] font-normal text-soft sm:hidden">{prefix()}</span>
			</th>
			<td class="font-mono text-[13px] max-sm:hidden">{prefix()}</td>
			<td class="max-sm:hidden">
				<Moment at={props.key.createdAt} as="age" />
			</td>
			<td class="max-sm:hidden">
				<Show when={props.key.lastUsedAt} fallback="never">
					{(at) => <Moment at={at()} as="age" />}
				</Show>
			</td>
			<td class="number pe-5!">
				<Show
					when={props.key.revokedAt}
					fallback={
						<Button onClick={() => props.onRevoke()} aria-label={`Revoke ${props.key.name}`}>
							Revoke
						</Button>
					}
				>
					{(at) => (
						<span>
							revoked <Moment at={at()} as="age" />
						</span>
					)}
				</Show>
			</td>
		</tr>
	);
}
