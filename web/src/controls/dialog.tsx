import { AlertDialog } from "@kobalte/core/alert-dialog";
import type { JSX } from "solid-js";
import { Button } from "./button";

interface ConfirmDialogProps {
	open: boolean;
	title: string;
	/** What will happen, and whether it can be taken back. */
	children: JSX.Element;
	confirmLabel: string;
	onConfirm(): void;
	onClose(): void;
}

/** Asks before something is done that can't be undone. Escape and "Cancel" do nothing. */
export function ConfirmDialog(props: ConfirmDialogProps) {
	return (
		<AlertDialog open={props.open} onOpenChange={(open) => !open && props.onClose()}>
			<AlertDialog.Portal>
				<AlertDialog.Overlay class="fixed inset-0 z-30 bg-black/40" />
				<div class="fixed inset-0 z-40 grid place-items-center p-4">
					<AlertDialog.Content class="panel w-full max-w-md p-6 shadow-xl">
						<AlertDialog.Title class="mb-2 text-base font-semibold">{props.title}</AlertDialog.Title>
						<AlertDialog.Description class="mb-5 text-soft">{props.children}</AlertDialog.Description>
						<div class="flex justify-end gap-2">
							<Button onClick={() => props.onClose()}>Cancel</Button>
							<Button kind="danger" onClick={() => props.onConfirm()}>
								{props.confirmLabel}
							</Button>
						</div>
					</AlertDialog.Content>
				</div>
			</AlertDialog.Portal>
		</AlertDialog>
	);
}
