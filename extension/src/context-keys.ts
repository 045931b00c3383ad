import * as vscode from "vscode";
import type { Status } from "./status/state";

/** Tells the editor what the command palette and the walkthrough ask for, when it changes. */
export function createContextKeys(): (status: Status) => void {
	const told = new Map<string, boolean>();
	function tell(name: string, value: boolean) {
		if (told.get(name) === value) return;
		told.set(name, value);
		void vscode.commands.executeCommand("setContext", name, value);
	}
	return (status) => {
		tell("lensai.connected", status.link !== "signedOut" && status.link !== "refused");
		tell("lensai.hasCall", status.lastCall !== undefined);
	};
}
