import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Call } from "../../server/src/traces/model";
import { postmasterPid } from "../support/postgres";
import { pickIndex, seededRandom } from "../support/random";
import { freePort, startServer, type TestServer } from "../support/server";
import { type SeenCall, startLoad } from "./load";
import { type Moment, momentOf, nextInsert } from "./moments";
import { type Shape, startProvider } from "./provider";
import { isRight, judgeUntil, makeKey, recordsOf, type Verdict } from "./records";
import { killStart } from "./start-killed";

/**
 * `bun run chaos [--quick] [SEED]`: SIGKILL under load, 200 times (10 with `--quick`), always on the same data folder. Every call
 * whose answer had reached its client more than 50 ms before the kill must be in ClickHouse exactly once after the restart,
 * finished or interrupted, and sums must match. Ends with one line of JSON; exits with 1 when a call is lost or doubled, a sum is
 * wrong, or a round could not be judged.
 */
const quick = process.argv.includes("--quick");
const rounds = quick ? 10 : 200;
const seed = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? Date.now() % 1_000_000);
const random = seededRandom(seed);

const perSecond = 250;
/** An answer that came later than this before the kill may have been killed with its record. */
const graceMs = 50;
/** How long ClickHouse may take to catch up after a start. */
const catchUpMs = 15_000;
/** One in eight rounds kills PostgreSQL as well, as a machine's memory killer or a container's end does. */
const postgresToo = 1 / 8;

interface Killed {
	fromMs: number;
	/** Calls that have to be there. */
	acknowledged: SeenCall[];
	killedAt: number;
}

const shapeOf = (chance: number): Shape =>
	chance < 0.55 ? "json" : chance < 0.75 ? "slowJson" : chance < 0.92 ? "stream" : "slowStream";

async function loadAndKill(server: TestServer, moment: Moment): Promise<Killed> {
	const fromMs = Date.now();
	const load = startLoad({ url: server.url, perSecond, nextShape: () => shapeOf(random()) });
	await Bun.sleep(150 + random() * 1000);
	if (moment === "insert") await nextInsert(server.dataDir, 2000);
	if (moment === "insert") await Bun.sleep(random() * 40);
	const postgres = random() < postgresToo ? postmasterPid(server.dataDir) : undefined;
	const killedAt = performance.now();
	const gone = server.kill();
	if (postgres !== undefined) process.kill(postgres, "SIGKILL");
	await gone;
	await load.stop();
	return { fromMs, killedAt, acknowledged: load.seen.filter(({ answeredAt }) => answeredAt < killedAt - graceMs) };
}

/** For somebody who has to find out why: when the lost calls were answered, and what the server said after its restart. */
function explain({ acknowledged, killedAt }: Killed, recorded: readonly Call[], server: TestServer): string {
	const ids = new Set(recorded.map(({ id }) => id));
	const ages = acknowledged.filter(({ id }) => !ids.has(id)).map(({ answeredAt }) => Math.round(killedAt - answeredAt));
	return `lost calls were answered so many ms before the kill: ${ages.join(", ")}\n${server.output()}`;
}

const dataDir = mkdtempSync(join(tmpdir(), "lensai-chaos-"));
using provider = startProvider(0);
const port = await freePort();
const env = { LENSAI_UPSTREAM_OPENAI: provider.url };
const start = () => startServer({ dataDir, port, env });

const startedAtMs = Date.now();
/** `downgraded`: complete for the client long before the kill, and recorded as interrupted. Allowed, and worth seeing. */
const totals = {
	rounds: 0,
	acknowledged: 0,
	lost: 0,
	doubled: 0,
	wrongSums: 0,
	unjudged: 0,
	interrupted: 0,
	downgraded: 0,
};
const allIds: string[] = [];
let server = await start();
const records = recordsOf(server.url, await makeKey(server));

async function playRound(moment: Moment, name: string): Promise<void> {
	const killed = await loadAndKill(server, moment);
	const ids = killed.acknowledged.map(({ id }) => id);
	totals.rounds++;
	totals.acknowledged += ids.length;
	allIds.push(...ids);
	try {
		if (moment === "start") await killStart({ dataDir, port, env, afterMs: pickIndex(random, 900) });
		server = await start();
		const { calls, ...verdict } = await judgeUntil(records, { fromMs: killed.fromMs, ids, withinMs: catchUpMs });
		count(killed, verdict, new Map(calls.map(({ id, status }) => [id, status])));
		if (!isRight(verdict)) console.error(`${name}: ${JSON.stringify(verdict)}\n${explain(killed, calls, server)}`);
	} catch (error) {
		totals.unjudged++;
		console.error(`${name} could not be judged: ${error}`);
		await server.kill();
		server = await start();
	}
}

function count({ acknowledged, killedAt }: Killed, verdict: Verdict, statuses: ReadonlyMap<string, string>): void {
	totals.lost += verdict.lost;
	totals.doubled += verdict.doubled;
	totals.wrongSums += verdict.wrongSums;
	for (const status of statuses.values()) if (status === "interrupted") totals.interrupted++;
	for (const { id, completeAt = Infinity } of acknowledged) {
		if (completeAt < killedAt - graceMs && statuses.get(id) === "interrupted") totals.downgraded++;
	}
}

for (let round = 0; round < rounds; round++) {
	const moment = momentOf(round);
	await playRound(moment, `round ${round + 1} (${moment})`);
	if (round % 20 === 19) console.error(`after ${round + 1} rounds: ${JSON.stringify(totals)}`);
}

const { calls, ...end } = await judgeUntil(records, { fromMs: startedAtMs, ids: allIds, withinMs: catchUpMs });
const exitCode = await server.stop();
rmSync(dataDir, { recursive: true, force: true });

// What went wrong in a round and is right by now counts all the same.
for (const name of ["lost", "doubled", "wrongSums"] as const) totals[name] = Math.max(totals[name], end[name]);
const seconds = Math.round((Date.now() - startedAtMs) / 1000);
console.log(JSON.stringify({ ...totals, rows: calls.length, seconds, seed }));
const passed = isRight({ ...end, ...totals }) && totals.unjudged === 0 && totals.acknowledged > 0 && exitCode === 0;
process.exit(passed ? 0 : 1);
