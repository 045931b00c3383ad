import { join } from "node:path";
import type { FileCoverageData } from "istanbul-lib-coverage";
import { createInstrumenter } from "istanbul-lib-instrument";

/** The global that holds istanbul's coverage map in a process that runs instrumented code. */
export const counts = "pricingBranches";

export const pricingFolder = join(import.meta.dir, "../../../server/src/pricing");

/** TypeScript that counts its branches, and the counts at their beginning. */
export function instrument(source: string, path: string): { code: string; counted: FileCoverageData } {
	const instrumenter = createInstrumenter({
		esModules: true,
		compact: false,
		parserPlugins: ["typescript"],
		coverageVariable: counts,
	});
	const code = instrumenter.instrumentSync(source, path);
	return { code, counted: instrumenter.lastFileCoverage() };
}
