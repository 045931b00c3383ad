import * as vscode from "vscode";
import type { Api, Connection } from "./api/client";
import { registerCommands } from "./commands";
import { callCache } from "./connection/call-cache";
import { type Connector, createConnector } from "./connection/connector";
import { keyStore, secretName } from "./connection/key-store";
import { parseServerUrl } from "./connection/server-url";
import { createContextKeys } from "./context-keys";
import { patience } from "./live/follow";
import { createStatusItem } from "./status/item";

/** How long the bundle's first run took, all modules in it included; build.ts measures it. */
declare const loadMs: number;

/** Starts to show the item and returns; the key and the server are waited for afterwards. */
export function activate(context: vscode.ExtensionContext): void {
	const startedMs = performance.now();
	const log = vscode.window.createOutputChannel("LensAI", { log: true });
	const keys = keyStore(context.secrets);
	const cache = callCache(context.globalState);
	const tellContext = createContextKeys();
	const item = createStatusItem((status) => {
		tellContext(status);
		if (status.lastCall) void cache.save(status.serverUrl, status.lastCall);
	});
	const report = (line: string) => log.info(line);
	const connector = createConnector({ serverUrl, keys, cache, openApi, show: item.show, report, patience });
	context.subscriptions.push(
		log,
		item,
		new vscode.Disposable(connector.stop),
		registerCommands({ connector, keys, openApi }),
		...connectOnChange(connector, context.secrets),
	);
	void connector.connect();
	log.info(`activationMs ${(loadMs + performance.now() - startedMs).toFixed(1)}`);
}

/** The client's code is run only when there is a key. */
async function openApi(connection: Connection): Promise<Api> {
	const { apiClient } = await import("./api/client");
	return apiClient(connection);
}

/** Follows what the user does in the settings and in other windows. */
function connectOnChange(connector: Connector, secrets: vscode.SecretStorage): vscode.Disposable[] {
	return [
		vscode.workspace.onDidChangeConfiguration((change) => {
			if (change.affectsConfiguration("lensai.serverUrl")) void connector.connect();
		}),
		secrets.onDidChange(({ key }) => {
			if (key === secretName(serverUrl())) void connector.connect();
		}),
	];
}

const defaultServerUrl = "http://localhost:5367";

/** The setting, which only the user can set: its scope is `machine`. One that is no address counts as not set. */
function serverUrl(): string {
	const parsed = parseServerUrl(vscode.workspace.getConfiguration("lensai").get("serverUrl", defaultServerUrl));
	return "serverUrl" in parsed ? parsed.serverUrl : defaultServerUrl;
}
