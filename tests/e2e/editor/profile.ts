import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** How long each activation took, in milliseconds, as the extension wrote it into its log. */
export async function activationTimes(userDataDir: string): Promise<number[]> {
	const times: number[] = [];
	for (const path of await filesBelow(join(userDataDir, "logs"))) {
		if (!path.endsWith("LensAI.log")) continue;
		for (const [, ms] of (await Bun.file(path).text()).matchAll(/activationMs ([\d.]+)/g)) times.push(Number(ms));
	}
	return times;
}

/** The middle one, or the higher of the two in the middle: one start on a busy machine says little about the extension. */
export function median(values: number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The files below `dir` that hold `text` as UTF-8 or, as browsers store strings, as UTF-16. */
export async function filesWith(dir: string, text: string): Promise<string[]> {
	const found: string[] = [];
	for (const path of await filesBelow(dir)) {
		const bytes = Buffer.from(await Bun.file(path).arrayBuffer());
		if (bytes.includes(text, 0, "utf8") || bytes.includes(text, 0, "utf16le")) found.push(path);
	}
	return found;
}

async function filesBelow(dir: string): Promise<string[]> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
