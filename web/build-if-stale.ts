import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Builds the dashboard when there is no build, or one of other sources. The stamp is a hash of everything that a build reads
 * here; times would be wrong after a clone or a checkout.
 */
const folder = import.meta.dir;
const stamp = join(folder, ".output/sources.sha256");

const sources = hashOf([
	...new Bun.Glob("{src,public}/**/*").scanSync(folder),
	"vite.config.ts",
	"package.json",
	"../bun.lock",
]);
const isBuilt = existsSync(stamp);
if (!isBuilt || readFileSync(stamp, "utf8") !== sources) {
	console.log(`Building the dashboard (${isBuilt ? "its sources have changed" : "first start"}).`);
	const build = Bun.spawnSync([process.execPath, "run", "build"], { cwd: folder, stdout: "pipe", stderr: "pipe" });
	if (!build.success) {
		console.error(`The dashboard cannot be built:\n${build.stdout}${build.stderr}`);
		process.exit(1);
	}
	writeFileSync(stamp, sources);
}

function hashOf(paths: readonly string[]): string {
	const hash = createHash("sha256");
	for (const path of paths.toSorted()) hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
	return hash.digest("hex");
}
