import { createSignal, For, Show } from "solid-js";
import type { ProviderKey } from "../api/model";
import { Button } from "../controls/button";
import { KeyForm } from "./key-form";
import { KeyRow } from "./key-row";
import { openaiPathBeside, type ProviderWithKeys, readinessOf } from "./readiness";

interface ProviderItemProps extends Pick<ProviderWithKeys, "provider" | "keys"> {
	/** Whether keys and servers can be added, replaced and deleted. */
	mayManage: boolean;
	onChanged(): void;
	onDeleteKey(key: ProviderKey): void;
	/** Of a server of one's own. */
	onDeleteProvider?: () => void;
}

/** One provider: its door, whether calls that carry a lens key find a key there, and the organization's keys. */
export function ProviderItem(props: ProviderItemProps) {
	/** What the open form is for: a new key, or another secret for one. */
	const [editing, setEditing] = createSignal<"new" | ProviderKey>();
	let opener: HTMLElement | null = null;
	const readiness = () => readinessOf(props);
	const replacing = () => {
		const current = editing();
		return current === "new" ? undefined : current;
	};

	function open(what: "new" | ProviderKey): void {
		opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
		setEditing(what);
	}
	function close(): void {
		setEditing(undefined);
		opener?.focus();
	}
	function done(): void {
		close();
		props.onChanged();
	}

	return (
		<li class="border-t border-line px-5 py-3.5 first:border-0" aria-label={props.provider.name}>
			<div class="flex flex-wrap items-center gap-x-4 gap-y-2">
				<div class="min-w-56 flex-1 max-sm:basis-full">
					<h3 class="font-medium wrap-anywhere">{props.provider.name}</h3>
					<p class="font-mono text-[13px] text-soft wrap-anywhere">
						{props.provider.door}
						<Show when={props.provider.overriddenBy ?? props.provider.customId}>
							{" → "}
							{props.provider.baseUrl}
						</Show>
					</p>
					<Show when={openaiPathBeside(props.provider)}>
						{(path) => (
							<p class="text-[13px] text-soft">
								OpenAI's clients: <code class="font-mono wrap-anywhere">{path()}</code>
							</p>
						)}
					</Show>
				</div>
				<span
					class="inline-flex items-center gap-2 whitespace-nowrap max-sm:flex-1"
					classList={{ "text-soft": !readiness().ready }}
				>
					<span
						aria-hidden="true"
						class={`size-2 shrink-0 rounded-full ${readiness().ready ? "bg-good" : "border border-line-strong"}`}
					/>
					<span class="sr-only">{readiness().ready ? "Ready:" : "Not ready:"}</span>
					{readiness().label}
				</span>
				<Show when={props.mayManage}>
					<span class="flex gap-2">
						<Button onClick={() => open("new")} aria-label={`Add key for ${props.provider.name}`}>
							Add key
						</Button>
						<Show when={props.onDeleteProvider}>
							{(remove) => (
								<Button onClick={() => remove()()} aria-label={`Remove ${props.provider.name}`}>
									Remove
								</Button>
							)}
						</Show>
					</span>
				</Show>
			</div>
			<Show when={props.keys.length > 0}>
				<ul class="mt-2 rounded-lg border border-line bg-page px-4" aria-label={`Keys for ${props.provider.name}`}>
					<For each={props.keys}>
						{(key) => (
							<KeyRow
								key={key}
								actions={
									props.mayManage ? { onReplace: () => open(key), onDelete: () => props.onDeleteKey(key) } : undefined
								}
							/>
						)}
					</For>
				</ul>
			</Show>
			<Show when={editing()} keyed>
				<KeyForm provider={props.provider} replacing={replacing()} onDone={done} onCancel={close} />
			</Show>
		</li>
	);
}
