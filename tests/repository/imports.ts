import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export const root = resolve(import.meta.dir, "../..");

/** One import statement of one file. */
export interface Import {
	/** From the repository's root. */
	file: string;
	/** As it is written: `../journal/span`, `elysia`. */
	specifier: string;
	/** Where it leads, from the repository's root and without extension; undefined for a package. */
	target: string | undefined;
	typeOnly: boolean;
}

const statement =
	/^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

/** TypeScript sources below a folder, from the repository's root. */
export function sourcesIn(folder: string): string[] {
	const files = new Bun.Glob("**/*.{ts,tsx}").scanSync({ cwd: join(root, folder) });
	return [...files]
		.map((file) => join(folder, file))
		.filter((file) => !/(^|\/)(node_modules|dist|\.output|\.nitro)\//.test(file))
		.sort();
}

export function readSource(file: string): string {
	return readFileSync(join(root, file), "utf8");
}

export function importsOf(file: string): Import[] {
	return [...readSource(file).matchAll(statement)].map(([, type, from, called]) => {
		const specifier = (from ?? called) as string;
		return { file, specifier, target: targetOf(file, specifier), typeOnly: type !== undefined };
	});
}

function targetOf(file: string, specifier: string): string | undefined {
	if (specifier.startsWith("#")) return `server/src/${specifier.slice(1)}`;
	if (!specifier.startsWith(".")) return undefined;
	return relative(root, resolve(root, dirname(file), specifier)).replace(/\.tsx?$/, "");
}
