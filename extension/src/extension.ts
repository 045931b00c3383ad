// biome-ignore assist/source/organizeImports: the clock starts before anything else is loaded
import * as vscode from "vscode";
import type { Connection } from "./api/client";
import { registerCommands } from "./commands";
import { callCache } from "./connection/call-cache";
import { createConnector } from "./connection/connector";
import { keyStore, secretName } from "./connection/key-store";
import { parseServerUrl } from "./connection/server-url";
import { createContextKeys } from "./context-keys";
import { loadStartedMs } from "./load-clock";
import { createStatusItem } from "./status/item";
import type { Status } from "./status/state";

/** Shows the item and returns; the key and the server are waited for afterwards. */
export function activate(context: vscode.ExtensionContext): void {
	const log = vscode.window.createOutputChannel("LensAI", { log: true });
	const keys = keyStore(context.secrets);
	const cache = callCache(context.globalState);
	const tellContext = createContextKeys();
	const item = createStatusItem((status) => {
		tellContext(status);
		remember(status);
	});
	const openApi = async (connection: Connection) => (await import("./api/client")).apiClient(connection);
	const connector = createConnector({
		serverUrl,
		keys,
		cache,
		openApi,
		show: item.show,
		report: (line) => log.info(line),
	});

	function remember({ serverUrl, lastCall }: Status) {
		if (lastCall && cache.read(serverUrl)?.id !== lastCall.id) void cache.save(serverUrl, lastCall);
	}
	context.subscriptions.push(
		log,
		item,
		registerCommands({ connector, keys, openApi }),
		new vscode.Disposable(connector.stop),
		vscode.workspace.onDidChangeConfiguration((change) => {
			if (change.affectsConfiguration("lensai.serverUrl")) void connector.connect();
		}),
		context.secrets.onDidChange(({ key }) => {
			if (key === secretName(serverUrl())) void connector.connect();
		}),
	);
	void connector.connect();
	log.info(`activated in ${(performance.now() - loadStartedMs).toFixed(1)} ms`);
}

/** The setting, which only the user can set: its scope is `machine`. */
function serverUrl(): string {
	const parsed = parseServerUrl(vscode.workspace.getConfiguration("lensai").get("serverUrl", "http://localhost:5367"));
	return "serverUrl" in parsed ? parsed.serverUrl : "http://localhost:5367";
}
