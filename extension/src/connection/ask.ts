import * as vscode from "vscode";
import type { Connection } from "../api/client";
import { failureWords, KeyRefused } from "../api/failures";
import { keysPage, parseServerUrl, sendsInClear } from "./server-url";

const title = "Connect to LensAI";

/** Asks for the address and the key, and lets `check` prove them; undefined when the user leaves. */
export async function askConnection(
	presetUrl: string,
	check: (connection: Connection) => Promise<void>,
): Promise<Connection | undefined> {
	const serverUrl = await askServerUrl(presetUrl);
	if (!serverUrl || !(await mayBeSent(serverUrl))) return undefined;
	return askKey(serverUrl, check);
}

async function askServerUrl(presetUrl: string): Promise<string | undefined> {
	const typed = await vscode.window.showInputBox({
		title: `${title} (1/2)`,
		prompt: "The URL of the LensAI server",
		value: presetUrl,
		ignoreFocusOut: true,
		validateInput(text) {
			const parsed = parseServerUrl(text);
			return "problem" in parsed ? parsed.problem : undefined;
		},
	});
	if (typed === undefined) return undefined;
	const parsed = parseServerUrl(typed);
	return "serverUrl" in parsed ? parsed.serverUrl : undefined;
}

async function mayBeSent(serverUrl: string): Promise<boolean> {
	if (!sendsInClear(serverUrl)) return true;
	const detail = `Everybody on the way to ${new URL(serverUrl).host} could read the key. Use https:// if the server has it.`;
	const answer = await vscode.window.showWarningMessage("Send the key unencrypted?", { modal: true, detail }, "Send");
	return answer === "Send";
}

/** Stays open, busy, while the key is checked, and with the reason when it was not accepted. */
function askKey(serverUrl: string, check: (connection: Connection) => Promise<void>): Promise<Connection | undefined> {
	const input = vscode.window.createInputBox();
	input.title = `${title} (2/2)`;
	input.prompt = `A lens key for ${serverUrl}. The button above opens the page that makes one`;
	input.placeholder = "lk_…";
	input.password = true;
	input.ignoreFocusOut = true;
	input.buttons = [{ iconPath: new vscode.ThemeIcon("link-external"), tooltip: "Open the Keys page" }];
	input.onDidTriggerButton(() => vscode.env.openExternal(vscode.Uri.parse(keysPage(serverUrl))));
	input.onDidChangeValue(() => {
		input.validationMessage = undefined;
	});
	return new Promise((resolve) => {
		input.onDidAccept(async () => {
			const connection = { serverUrl, key: input.value.trim() };
			input.validationMessage = await problemOf(connection, input, check);
			if (input.validationMessage) return;
			resolve(connection);
			input.hide();
		});
		input.onDidHide(() => {
			resolve(undefined);
			input.dispose();
		});
		input.show();
	});
}

/** A key that is not a lens key is not sent at all: it could be a provider's. */
async function problemOf(
	connection: Connection,
	input: vscode.InputBox,
	check: (connection: Connection) => Promise<void>,
): Promise<string | undefined> {
	if (!/^lk_\S+$/.test(connection.key)) return "A lens key begins with lk_";
	input.busy = true;
	input.enabled = false;
	try {
		await check(connection);
		return undefined;
	} catch (error) {
		if (error instanceof KeyRefused)
			return "The server does not accept this key. Was it revoked, or cut off when copied?";
		return `No LensAI at ${connection.serverUrl}: ${failureWords(error)}`;
	} finally {
		input.busy = false;
		input.enabled = true;
	}
}
