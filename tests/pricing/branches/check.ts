/**
 * `bun run pricing:branches`: runs the tests of prices with every branch of `server/src/pricing` counted, and names each that no
 * test takes. Bun's own coverage knows lines and functions only.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createCoverageMap, type FileCoverage } from "istanbul-lib-coverage";
import { report } from "../../load/figures";
import { instrument, pricingFolder } from "./instrument";

const root = join(import.meta.dir, "../../..");

/** Runs the tests; their counts are written to the file `counted`. */
function runTests(counted: string): boolean {
	const preload = join(import.meta.dir, "preload.ts");
	const { success } = Bun.spawnSync(
		[process.execPath, "test", "--preload", preload, "./tests/pricing", "./tests/repricing"],
		{ cwd: root, env: { ...process.env, LENSAI_BRANCHES: counted }, stdio: ["ignore", "inherit", "inherit"] },
	);
	return success;
}

/** Every file of the folder, those that no test loads with nothing taken. */
async function readCounts(counted: string): Promise<FileCoverage[]> {
	const map = createCoverageMap(await Bun.file(counted).json());
	const loaded = new Set(map.files());
	for await (const path of new Bun.Glob("**/*.ts").scan({ cwd: pricingFolder, absolute: true }))
		if (!loaded.has(path)) map.addFileCoverage(instrument(await Bun.file(path).text(), path).counted);
	return map.files().map((path) => map.fileCoverageFor(path));
}

/** `server/src/pricing/tariff.ts:41: way 2 of cond-expr`, one for each way that was not taken. */
function untaken(file: FileCoverage): string[] {
	return Object.entries(file.branchMap).flatMap(([id, branch]) =>
		(file.b[id] ?? []).flatMap((times, way) => {
			const line = branch.locations[way]?.start.line ?? branch.loc.start.line;
			return times > 0 ? [] : [`${relative(root, file.path)}:${line}: way ${way + 1} of ${branch.type}`];
		}),
	);
}

const folder = mkdtempSync(join(tmpdir(), "lensai-branches-"));
try {
	const counted = join(folder, "branches.json");
	const passed = runTests(counted);
	const files = await readCounts(counted);
	const never = files.flatMap(untaken);
	for (const line of never) console.error(line);
	const branches = files.flatMap(({ b }) => Object.values(b).flat()).length;
	const bar = { name: "covered", value: branches - never.length, atLeast: branches };
	const code = report([bar], { branches, files: files.length });
	process.exitCode = passed ? code : 1;
} finally {
	rmSync(folder, { recursive: true });
}
