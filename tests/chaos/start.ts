import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, report } from "../load/figures";
import { startServer } from "../support/server";

/**
 * `bun run check:start [--quick]`: how long the server takes from its process's start to being ready, on an empty data folder and on
 * a used one; medians. Ends with one line of JSON; exits with 1 when the first start takes 5 s or a later one 2 s.
 */
const turns = process.argv.includes("--quick") ? 3 : 9;

async function timedStart(dataDir: string): Promise<number> {
	const startedAt = performance.now();
	const server = await startServer({ dataDir });
	const readyAt = performance.now();
	const answer = await fetch(`${server.url}/readyz`);
	if (!answer.ok) throw new Error(`said to be ready, and is not: ${await answer.text()}`);
	await server.stop();
	return readyAt - startedAt;
}

const first: number[] = [];
const later: number[] = [];
for (let turn = 0; turn < turns; turn++) {
	const dataDir = mkdtempSync(join(tmpdir(), "lensai-start-"));
	first.push(await timedStart(dataDir));
	later.push(await timedStart(dataDir));
	rmSync(dataDir, { recursive: true, force: true });
}
const bars = [
	{ name: "firstStartMs", value: Math.round(median(first)), atMost: 5000 },
	{ name: "laterStartMs", value: Math.round(median(later)), atMost: 2000 },
];
process.exit(
	report(bars, {
		turns,
		slowestFirstStartMs: Math.round(Math.max(...first)),
		slowestLaterStartMs: Math.round(Math.max(...later)),
	}),
);
