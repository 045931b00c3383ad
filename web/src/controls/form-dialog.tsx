// Not `{ Dialog }`: importing AlertDialog puts its own content, of another role, into that object (@kobalte/core 0.13.14).
import * as Dialog from "@kobalte/core/dialog";
import { type JSX, Show } from "solid-js";
import { Button } from "./button";

interface FormDialogProps {
	open: boolean;
	title: string;
	/** What is asked. */
	children: JSX.Element;
	submitLabel: string;
	busy?: boolean;
	/** Why it did not work, in words for the reader. */
	failure?: string;
	onSubmit(): void;
	onClose(): void;
}

/** Asks for something before it is done. Escape and "Cancel" do nothing; the focus goes back to where it came from. */
export function FormDialog(props: FormDialogProps) {
	function submit(event: SubmitEvent): void {
		event.preventDefault();
		props.onSubmit();
	}
	return (
		<Dialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
			<Dialog.Portal>
				<Dialog.Overlay class="fixed inset-0 z-30 bg-black/40" />
				<div class="fixed inset-0 z-40 grid place-items-center overflow-y-auto p-4">
					<Dialog.Content class="panel w-full max-w-xl p-6 shadow-xl">
						<Dialog.Title class="mb-4 text-base font-semibold">{props.title}</Dialog.Title>
						<form onSubmit={submit}>
							{props.children}
							<Show when={props.failure}>
								{(text) => (
									<p role="alert" class="mt-4 text-danger">
										{text()}
									</p>
								)}
							</Show>
							<div class="mt-5 flex justify-end gap-2">
								<Button onClick={() => props.onClose()}>Cancel</Button>
								<Button type="submit" kind="primary" disabled={props.busy}>
									{props.submitLabel}
								</Button>
							</div>
						</form>
					</Dialog.Content>
				</div>
			</Dialog.Portal>
		</Dialog.Root>
	);
}
