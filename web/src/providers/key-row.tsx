import { createSignal, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { KeyTest, ProviderKey } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";

interface KeyRowProps {
	key: ProviderKey;
	/** Absent for who may not change provider keys. */
	actions: { onReplace(): void; onDelete(): void } | undefined;
}

type Outcome = Pick<KeyTest, "ok" | "message"> & { durationMs?: number };

/** One provider key: its name, its last four characters, and what can be done with it. */
export function KeyRow(props: KeyRowProps) {
	const [testing, setTesting] = createSignal(false);
	const [outcome, setOutcome] = createSignal<Outcome>();

	async function test(): Promise<void> {
		setTesting(true);
		setOutcome(undefined);
		try {
			setOutcome(await dataOf(api["provider-keys"]({ id: props.key.id }).test.post()));
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setOutcome({ ok: false, message: reason.detail });
		} finally {
			setTesting(false);
		}
	}

	const hint = () => (props.key.lastFour === "" ? "••••" : `••••${props.key.lastFour}`);
	return (
		<li class="border-t border-line py-2.5 first:border-0">
			<div class="flex flex-wrap items-center gap-x-4 gap-y-2">
				<span class="min-w-40 flex-1 font-medium wrap-anywhere">
					{props.key.name}{" "}
					<span class="ms-1 font-mono text-[13px] font-normal text-soft">
						<span class="sr-only">ends with</span>
						{hint()}
					</span>
				</span>
				<span class="text-soft">
					{props.key.rotatedAt === null ? "added " : "replaced "}
					<Moment at={props.key.rotatedAt ?? props.key.createdAt} as="age" />
				</span>
				<Show when={props.actions}>
					{(actions) => (
						<span class="flex gap-2">
							<Button onClick={test} disabled={testing()} aria-label={`Test ${props.key.name}`}>
								{testing() ? "Testing…" : "Test"}
							</Button>
							<Button onClick={() => actions().onReplace()} aria-label={`Replace ${props.key.name}`}>
								Replace
							</Button>
							<Button onClick={() => actions().onDelete()} aria-label={`Delete ${props.key.name}`}>
								Delete
							</Button>
						</span>
					)}
				</Show>
			</div>
			<p
				role="status"
				class="empty:hidden mt-1.5"
				classList={{ "text-good": outcome()?.ok, "text-danger": outcome()?.ok === false }}
			>
				<Show when={outcome()}>
					{(result) => (
						<>
							<span aria-hidden="true">{result().ok ? "✓ " : "✕ "}</span>
							{result().message}
							<Show when={result().durationMs}>{(ms) => <span class="text-soft"> {ms()} ms</span>}</Show>
						</>
					)}
				</Show>
			</p>
		</li>
	);
}
