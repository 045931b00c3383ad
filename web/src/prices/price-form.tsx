import { createEffect, createSignal, on, Show } from "solid-js";
import { ApiFailure } from "../api/failure";
import { FormDialog } from "../controls/form-dialog";
import { Field } from "../targets/field";
import { SelectField } from "../targets/select-field";
import { enterPrices, type SavedPrice } from "./enter-prices";
import { type PriceDraft, pricesOf, problemOf } from "./price-draft";
import { RateFields } from "./rate-fields";

interface PriceFormProps {
	/** What it begins with; undefined: closed. */
	draft: PriceDraft | undefined;
	/** Price-book ids. */
	providers: readonly string[];
	onSaved(saved: SavedPrice): void;
	onClose(): void;
}

/** Enters a price of the organization's own, from a day on. A price that is there is followed by it and never changed. */
export function PriceForm(props: PriceFormProps) {
	const [draft, setDraft] = createSignal<PriceDraft>();
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);
	createEffect(
		on(
			() => props.draft,
			(given) => {
				setDraft(given);
				setFailure(undefined);
			},
		),
	);
	const change = (changed: Partial<PriceDraft>) => setDraft((known) => known && { ...known, ...changed });

	async function save(): Promise<void> {
		const wanted = draft();
		if (wanted === undefined) return;
		const problem = problemOf(wanted);
		setFailure(problem);
		if (problem !== undefined) return;
		setBusy(true);
		try {
			const { repricingId } = await enterPrices(pricesOf(wanted));
			props.onSaved({ draft: wanted, repricingId });
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	const providers = () => [
		"",
		...new Set([...props.providers, ...(draft()?.provider ? [draft()?.provider ?? ""] : [])]),
	];
	return (
		<FormDialog
			open={props.draft !== undefined}
			title="A price of your own"
			submitLabel={busy() ? "Saving…" : "Save price"}
			busy={busy()}
			failure={failure()}
			onSubmit={save}
			onClose={() => props.onClose()}
		>
			<Show when={draft()}>
				{(known) => (
					<div class="space-y-4">
						<div class="grid gap-3 sm:grid-cols-2">
							<SelectField
								label="Provider"
								options={providers().map((id) => ({ value: id, label: id === "" ? "Choose one" : id }))}
								value={known().provider}
								onChoose={(provider) => change({ provider })}
							/>
							<Field
								label="Model"
								value={known().model}
								onInput={(model) => change({ model })}
								placeholder="gpt-4o*"
								hint="A * stands for any characters."
							/>
						</div>
						<RateFields rates={known().rates} onChange={(rates) => change({ rates })} />
						<div class="grid gap-3 sm:grid-cols-2">
							<label class="block min-w-0">
								<span class="mb-1 block text-[13px] font-medium">From</span>
								<input
									class="field w-full"
									type="date"
									value={known().from}
									onInput={(event) => change({ from: event.currentTarget.value })}
								/>
								<span class="mt-1 block text-[12px] text-soft">That day's beginning, in UTC.</span>
							</label>
							<Field
								label="Service tier"
								value={known().serviceTier}
								onInput={(serviceTier) => change({ serviceTier })}
								placeholder="listed"
								hint="Empty: the listed one. A * stands for every one."
							/>
						</div>
						<label class="flex items-start gap-2">
							<input
								type="checkbox"
								class="mt-1 accent-accent"
								checked={known().reprices}
								onChange={(event) => change({ reprices: event.currentTarget.checked })}
							/>
							<span>
								Price calls since then again
								<span class="block text-[12px] text-soft">
									What was recorded stays; the difference is written beside it, and sums count it.
								</span>
							</span>
						</label>
						<details>
							<summary class="text-[13px] text-soft hover:text-ink">Where it is written</summary>
							<div class="mt-2 grid gap-3 sm:grid-cols-2">
								<Field
									label="Source"
									value={known().sourceUrl}
									onInput={(sourceUrl) => change({ sourceUrl })}
									placeholder="https://"
								/>
								<Field
									label="Note"
									value={known().note}
									onInput={(note) => change({ note })}
									placeholder="Contract 17"
								/>
							</div>
						</details>
					</div>
				)}
			</Show>
		</FormDialog>
	);
}
