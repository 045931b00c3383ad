import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Installs a real VS Code that a browser can drive, once: code-server 4.139.1 (= VS Code 1.139.1) and the Node 24 it runs on,
 * both from npm, 632 MB, into `LENSAI_EDITOR_DIR` or `~/.cache/lensai/editor`. Its native add-ons are compiled here, so it
 * wants Debian's `libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev pkg-config`, and minutes. A stamp is written last: a
 * folder without it was interrupted, and is installed anew.
 */
const codeServer = "code-server@4.139.1";
const node = `node-linux-${process.arch}`;
const nodeVersion = "24.21.0";

/** Where things are in an installed editor. */
export interface InstalledEditor {
	codeServer: string;
	/** The folder of Node 24's `node`, to be first in `PATH`. */
	nodeBin: string;
}

/** Returns the editor, installing it first when it is missing. Throws with npm's own words when that fails. */
export async function installEditor(
	dir = process.env.LENSAI_EDITOR_DIR ?? join(homedir(), ".cache/lensai/editor"),
): Promise<InstalledEditor> {
	const stamp = join(dir, `${codeServer}.installed`);
	const nodeDir = join(dir, "node_modules", node);
	const installed = { codeServer: join(dir, "prefix/bin/code-server"), nodeBin: join(nodeDir, "bin") };
	if (existsSync(stamp)) return installed;
	await rm(dir, { recursive: true, force: true });
	await mkdir(dir, { recursive: true });
	await Bun.write(join(dir, "package.json"), '{ "private": true }\n');
	// npm 11 runs install scripts of global packages only with this switch, and only from a file.
	await Bun.write(join(dir, ".npmrc"), "dangerously-allow-all-scripts=true\n");
	await npm(dir, process.env, "install", "--no-save", `${node}@${nodeVersion}`);
	const env = {
		...process.env,
		PATH: `${installed.nodeBin}:${process.env.PATH}`,
		npm_config_nodedir: nodeDir,
		npm_config_userconfig: join(dir, ".npmrc"),
	};
	await npm(dir, env, "install", "--global", "--prefix", join(dir, "prefix"), codeServer, "--allow-scripts=all");
	await Bun.write(stamp, "");
	return installed;
}

async function npm(cwd: string, env: Record<string, string | undefined>, ...args: string[]): Promise<void> {
	const run = Bun.spawn(["npm", ...args], { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
	const [output, errors] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
	if ((await run.exited) !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${output}${errors}`);
}

if (import.meta.main) console.log((await installEditor()).codeServer);
