import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../../support/until";
import { type InstalledEditor, installEditor } from "./install";

export interface Editor {
	/** The workbench with its workspace open. */
	url: string;
	/** Where code-server keeps the user's data and logs. */
	userDataDir: string;
	stop(): Promise<void>;
}

export interface EditorChoice {
	/** An empty folder for profile, extensions and workspace. */
	dir: string;
	/** The extension to install. */
	vsix: string;
	port: number;
}

/** Starts a real VS Code with a fresh profile in which only the given extension is installed. */
export async function startEditor({ dir, vsix, port }: EditorChoice): Promise<Editor> {
	const installed = await installEditor();
	const userDataDir = join(dir, "user");
	const workspace = join(dir, "workspace");
	await mkdir(workspace, { recursive: true });
	await mkdir(join(userDataDir, "User"), { recursive: true });
	await Bun.write(join(userDataDir, "User/settings.json"), JSON.stringify(quietSettings));
	const profile = ["--user-data-dir", userDataDir, "--extensions-dir", join(dir, "extensions")];
	const env = editorEnv(installed, dir);
	const install = Bun.spawn([installed.codeServer, ...profile, "--install-extension", vsix], { env, stderr: "pipe" });
	if ((await install.exited) !== 0)
		throw new Error(`the VSIX was refused: ${await new Response(install.stderr).text()}`);
	const quiet = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
	const address = `127.0.0.1:${port}`;
	const log = Bun.file(join(dir, "code-server.log"));
	const server = Bun.spawn([installed.codeServer, ...quiet, "--bind-addr", address, ...profile, workspace], {
		env,
		stdin: "ignore",
		stdout: log,
		stderr: log,
	});
	await until(() => answers(`http://${address}/healthz`), 60_000);
	return {
		url: `http://${address}/?folder=${encodeURIComponent(workspace)}`,
		userDataDir,
		async stop() {
			server.kill();
			await server.exited;
		},
	};
}

const quietSettings = {
	"workbench.startupEditor": "none",
	"workbench.tips.enabled": false,
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"chat.commandCenter.enabled": false,
	"telemetry.telemetryLevel": "off",
	"remote.autoForwardPorts": false,
	"security.workspace.trust.enabled": false,
};

function editorEnv({ nodeBin }: InstalledEditor, dir: string): Record<string, string | undefined> {
	const xdg = { XDG_CONFIG_HOME: join(dir, "config"), XDG_DATA_HOME: join(dir, "data") };
	return { ...process.env, ...xdg, PATH: `${nodeBin}:${process.env.PATH}` };
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(url)).ok;
	} catch (error) {
		if (error instanceof Error) return false;
		throw error;
	}
}
