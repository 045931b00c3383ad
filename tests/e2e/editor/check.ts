import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `bun run check:editor [--quick]`: runs the editor's end-to-end tests and ends with one line of JSON: `statusBarDelayMs` (the
 * slowest of 20 calls, or of 5, from the client's answer to the text in the DOM), `activationMs` (the median of all
 * starts, as the extension measures itself), `vsixKiB`.
 * Fails when a test fails; the tests hold the bars.
 */
const rounds = process.argv.includes("--quick") ? "5" : "20";
const dir = await mkdtemp(join(tmpdir(), "lensai-figures-"));
const figures = join(dir, "figures.json");
const tests = Bun.spawn([process.execPath, "test", join(import.meta.dirname, "status-bar.e2e.ts")], {
	cwd: join(import.meta.dirname, "../../.."),
	env: { ...process.env, LENSAI_EDITOR_FIGURES: figures, LENSAI_EDITOR_ROUNDS: rounds },
	stdio: ["ignore", "inherit", "inherit"],
});
const exitCode = await tests.exited;
console.log(await Bun.file(figures).text());
await rm(dir, { recursive: true });
process.exit(exitCode);
