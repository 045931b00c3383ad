import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = import.meta.dirname;

/** Bundles the extension into one CommonJS file for the Node that VS Code 1.100 brings; returns its path. */
export async function bundleExtension(outDir = join(root, "dist")): Promise<string> {
	await mkdir(outDir, { recursive: true });
	const outfile = join(outDir, "extension.js");
	await build({
		entryPoints: [join(root, "src/extension.ts")],
		outfile,
		bundle: true,
		platform: "node",
		target: "node20",
		format: "cjs",
		external: ["vscode"],
		banner: { js: '"use strict";const loadStartedMs=performance.now();' },
		footer: { js: "const loadMs=performance.now()-loadStartedMs;" },
		minify: true,
		legalComments: "inline",
		logLevel: "warning",
	});
	return outfile;
}

if (import.meta.main) console.log(await bundleExtension());
