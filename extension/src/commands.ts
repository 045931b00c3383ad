import * as vscode from "vscode";
import type { Api, Connection } from "./api/client";
import type { Connector } from "./connection/connector";
import type { KeyStore } from "./connection/key-store";
import { callPage } from "./connection/server-url";

export interface CommandParts {
	connector: Connector;
	keys: KeyStore;
	openApi(connection: Connection): Promise<Api>;
}

/** Registers what the command palette, the item and its tooltip run. */
export function registerCommands({ connector, keys, openApi }: CommandParts): vscode.Disposable {
	const openPage = (url: string) => vscode.env.openExternal(vscode.Uri.parse(url, true));
	const commands: Record<string, () => unknown> = {
		"lensai.connect": () => connect({ connector, keys, openApi }),
		"lensai.disconnect": () => connector.disconnect(),
		"lensai.openDashboard": () => openPage(connector.status().serverUrl),
		"lensai.openLastCall": () => {
			const { serverUrl, lastCall } = connector.status();
			return openPage(lastCall ? callPage(serverUrl, lastCall.id) : serverUrl);
		},
	};
	const registered = Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run));
	return vscode.Disposable.from(...registered);
}

/** Says "connected" only after the server has accepted the key. The stored key makes every window connect, this one too. */
async function connect({ connector, keys, openApi }: CommandParts): Promise<void> {
	const { askConnection } = await import("./connection/ask");
	let project = "";
	const connection = await askConnection(connector.status().serverUrl, async (candidate) => {
		const session = await (await openApi(candidate)).session();
		project = session.projects[0]?.name ?? session.organization.name;
	});
	if (!connection) return;
	await keys.save(connection.serverUrl, connection.key);
	await saveServerUrl(connection.serverUrl);
	void vscode.window.showInformationMessage(`LensAI is connected to the project “${project}”.`);
}

async function saveServerUrl(serverUrl: string): Promise<void> {
	const settings = vscode.workspace.getConfiguration("lensai");
	if (settings.get("serverUrl") !== serverUrl)
		await settings.update("serverUrl", serverUrl, vscode.ConfigurationTarget.Global);
}
