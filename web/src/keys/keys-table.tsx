import { For, Show } from "solid-js";
import type { LensKey } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";
import { limitsOf, scopeWords } from "./key-draft";

/** What can be done to a key. */
export interface KeyActions {
	/** Whether the reader may change this one at all. */
	mayChange(key: LensKey): boolean;
	onEdit(key: LensKey): void;
	onRotate(key: LensKey): void;
	onRetire(key: LensKey): void;
	onRevoke(key: LensKey): void;
}

/** The keys of a project: those in use first, the revoked ones after them. */
export function KeysTable(props: { keys: readonly LensKey[]; actions: KeyActions }) {
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
						<th scope="col" class="max-lg:hidden">
							May
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
					<For each={ordered()}>{(key) => <KeyRow key={key} actions={props.actions} />}</For>
				</tbody>
			</table>
		</div>
	);
}

const shortened = (prefix: string) => `${prefix.replace(/…$/, "")}…`;

function KeyRow(props: { key: LensKey; actions: KeyActions }) {
	return (
		<tr classList={{ "text-soft": props.key.revokedAt !== null }}>
			<th scope="row" class="ps-5! font-medium wrap-anywhere">
				{props.key.name}
				<span class="block font-mono text-[13px] font-normal text-soft sm:hidden">{shortened(props.key.prefix)}</span>
				<Show when={props.key.revokedAt === null}>
					<KeyState key={props.key} />
				</Show>
			</th>
			<td class="font-mono text-[13px] max-sm:hidden">
				{shortened(props.key.prefix)}
				<Show when={props.key.oldSecret}>
					{(old) => (
						<span class="block text-soft">
							{shortened(old().prefix)}{" "}
							<span class="font-sans">
								<Show when={old().until} fallback="works, too">
									{(until) => (
										<>
											works until <Moment at={until()} />
										</>
									)}
								</Show>
							</span>
						</span>
					)}
				</Show>
			</td>
			<td class="max-lg:hidden">
				<span class="block first-letter:uppercase">{scopeWords(props.key.scopes)}</span>
			</td>
			<td class="max-sm:hidden">
				<Show when={props.key.lastUsedAt} fallback="never">
					{(at) => <Moment at={at()} as="age" />}
				</Show>
			</td>
			<td class="number pe-5!">
				<Show when={props.key.revokedAt} fallback={<RowActions key={props.key} actions={props.actions} />}>
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

/** What limits a key, and what has made it useless. */
function KeyState(props: { key: LensKey }) {
	const hasExpired = () => props.key.expiresAt !== null && Date.parse(props.key.expiresAt) <= Date.now();
	const isWeakened = () => props.key.scopes.includes("gateway") && !props.key.rights.includes("gateway.call");
	return (
		<span class="block text-[13px] font-normal text-soft">
			<Show when={limitsOf(props.key)}>{(limits) => <span class="block font-mono">{limits()}</span>}</Show>
			<Show when={props.key.expiresAt}>
				{(at) => (
					<span class="block" classList={{ "text-danger": hasExpired() }}>
						{hasExpired() ? "expired" : "expires"} <Moment at={at()} />
					</span>
				)}
			</Show>
			<Show when={isWeakened()}>
				<span class="block text-warning">
					makes no calls: {props.key.creator.email ?? "whoever made it"}{" "}
					{props.key.creator.role === null ? "is no member any more" : `is ${props.key.creator.role} now`}
				</span>
			</Show>
		</span>
	);
}

function RowActions(props: { key: LensKey; actions: KeyActions }) {
	const act = (what: (key: LensKey) => void) => () => what(props.key);
	return (
		<Show when={props.actions.mayChange(props.key)}>
			<div class="flex flex-wrap justify-end gap-2 md:flex-nowrap">
				<Button onClick={act(props.actions.onEdit)} aria-label={`Edit ${props.key.name}`}>
					Edit
				</Button>
				<Show
					when={props.key.oldSecret}
					fallback={
						<Button onClick={act(props.actions.onRotate)} aria-label={`Rotate ${props.key.name}`}>
							Rotate
						</Button>
					}
				>
					<Button onClick={act(props.actions.onRetire)} aria-label={`Retire old secret of ${props.key.name}`}>
						Retire old
					</Button>
				</Show>
				<Button onClick={act(props.actions.onRevoke)} aria-label={`Revoke ${props.key.name}`}>
					Revoke
				</Button>
			</div>
		</Show>
	);
}
