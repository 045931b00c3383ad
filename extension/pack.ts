import { cp, mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { bundleExtension } from "./build";
import manifest from "./package.json" with { type: "json" };

const root = import.meta.dirname;
const stage = join(root, "dist/stage");
const vsix = join(root, "dist/lensai.vsix");
const maxVsixKiB = 300;

/** Node 24, which vsce asks for, as an npm package: one small download on Linux, a chooser elsewhere. */
const node24 = process.platform === "linux" ? `node-linux-${process.arch}@24.21.0` : "node@24.21.0";

/** Packs a folder that holds only what is shipped, so that no source, map or path of this machine gets in. */
async function stageFiles(): Promise<void> {
	await rm(stage, { recursive: true, force: true });
	await mkdir(stage, { recursive: true });
	await bundleExtension(stage);
	for (const name of ["README.md", "CHANGELOG.md", "walkthrough", "icon/lensai.png"])
		await cp(join(root, name), join(stage, name), { recursive: true });
	await cp(join(root, "../LICENSE"), join(stage, "LICENSE.txt"));
	const { scripts: _, devDependencies: __, private: ___, ...shipped } = manifest;
	await Bun.write(join(stage, "package.json"), JSON.stringify(shipped, null, "\t"));
}

async function runVsce(): Promise<void> {
	const vsce = require.resolve("@vscode/vsce/vsce");
	const pack = ["package", "--no-dependencies", "--allow-missing-repository", "--out", vsix];
	const vsceRun = Bun.spawn(["npx", "-y", "-p", node24, "node", vsce, ...pack], {
		cwd: stage,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const [output, errors] = await Promise.all([
		new Response(vsceRun.stdout).text(),
		new Response(vsceRun.stderr).text(),
		vsceRun.exited,
	]);
	if (vsceRun.exitCode !== 0) throw new Error(`vsce package failed:\n${output}${errors}`);
}

/** Makes `dist/lensai.vsix`. Throws when vsce refuses it, and when it is larger than users should have to load. */
export async function packExtension(): Promise<{ vsix: string; vsixKiB: number }> {
	await stageFiles();
	await runVsce();
	const vsixKiB = Math.ceil((await stat(vsix)).size / 1024);
	if (vsixKiB > maxVsixKiB) throw new Error(`the VSIX has ${vsixKiB} KiB, more than the ${maxVsixKiB} it may have`);
	return { vsix, vsixKiB };
}

if (import.meta.main) console.log(JSON.stringify(await packExtension()));
