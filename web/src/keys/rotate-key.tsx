import { createSignal, For } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { CreatedKey, LensKey } from "../api/model";
import { FormDialog } from "../controls/form-dialog";

const hourMs = 3_600_000;
const overlaps = [
	{ label: "Until I retire it", ms: undefined },
	{ label: "For one more hour", ms: hourMs },
	{ label: "For one more day", ms: 24 * hourMs },
	{ label: "For one more week", ms: 7 * 24 * hourMs },
];

/** Gives a key a second secret, and asks how long the old one works beside it. */
export function RotateKey(props: { key: LensKey; onRotated(key: CreatedKey): void; onClose(): void }) {
	const [overlapMs, setOverlapMs] = createSignal<number | undefined>(24 * hourMs);
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);

	async function rotate(): Promise<void> {
		setBusy(true);
		const ms = overlapMs();
		const oldUntil = ms === undefined ? null : new Date(Date.now() + ms).toISOString();
		try {
			props.onRotated(await dataOf(api.keys({ id: props.key.id }).rotate.post({ oldUntil })));
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	return (
		<FormDialog
			open
			title={`Rotate ${props.key.name}`}
			submitLabel={busy() ? "Rotating…" : "Make a new secret"}
			busy={busy()}
			failure={failure()}
			onSubmit={rotate}
			onClose={props.onClose}
		>
			<p class="mb-4 text-soft">
				The key gets a second secret. Both work, so that nothing is down while you carry the new one to where it is
				used.
			</p>
			<fieldset>
				<legend class="mb-1 font-medium">The old secret works</legend>
				<div class="divide-y divide-line rounded-lg border border-line">
					<For each={overlaps}>
						{(option) => (
							<label class="flex cursor-pointer gap-3 px-4 py-2 has-checked:bg-accent-wash">
								<input
									type="radio"
									name="overlap"
									class="accent-accent"
									checked={overlapMs() === option.ms}
									onChange={() => setOverlapMs(option.ms)}
								/>
								{option.label}
							</label>
						)}
					</For>
				</div>
			</fieldset>
		</FormDialog>
	);
}
