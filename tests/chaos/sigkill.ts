import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postmasterPid } from "../support/postgres";
import { pickIndex, seededRandom } from "../support/random";
import { freePort, startServer, type TestServer } from "../support/server";
import { type SeenCall, startLoad } from "./load";
import { type Moment, momentOf, nextInsert } from "./moments";
import { type Shape, startProvider } from "./provider";
import { judge, makeKey, type Records, recordsOf } from "./records";
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
const minLooks = 10;
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

/** Asks until every acknowledged call is there, and says what is still wrong when the time is over. */
async function judgeUntil(records: Records, fromMs: number, ids: string[]) {
	const deadline = performance.now() + catchUpMs;
	for (let looks = 1; ; looks++) {
		const [calls, summary] = [await records.callsSince(fromMs), await records.summarySince(fromMs)];
		const verdict = judge(ids, calls, summary);
		const isRight = verdict.lost + verdict.doubled + verdict.wrongSums === 0;
		// On a machine that stands still for long, one look can take longer than there is time.
		if (isRight || (looks >= minLooks && performance.now() > deadline)) return { ...verdict, calls };
		await Bun.sleep(50);
	}
}

/** For somebody who has to find out why: when the lost calls were answered, and what the server said after its restart. */
function explain(
	calls: SeenCall[],
	killedAt: number,
	recorded: ReadonlyMap<string, string>,
	server: TestServer,
): string {
	const ages = calls.filter(({ id }) => !recorded.has(id)).map(({ answeredAt }) => Math.round(killedAt - answeredAt));
	return `lost calls were answered so many ms before the kill: ${ages.join(", ")}\n${server.output()}`;
}

const dataDir = mkdtempSync(join(tmpdir(), "lensai-chaos-"));
using provider = startProvider(0);
const port = await freePort();
const env = { LENSAI_UPSTREAM_OPENAI: provider.url };
const start = () => startServer({ dataDir, port, env });

const startedAtMs = Date.now();
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

for (let round = 0; round < rounds; round++) {
	const moment = momentOf(round);
	const { fromMs, acknowledged, killedAt } = await loadAndKill(server, moment);
	totals.rounds++;
	totals.acknowledged += acknowledged.length;
	const ids = acknowledged.map(({ id }) => id);
	allIds.push(...ids);
	try {
		if (moment === "start") await killStart({ dataDir, port, env, afterMs: pickIndex(random, 900) });
		server = await start();
		const { calls, ...verdict } = await judgeUntil(records, fromMs, ids);
		totals.lost += verdict.lost;
		totals.doubled += verdict.doubled;
		totals.wrongSums += verdict.wrongSums;
		const statuses = new Map(calls.map(({ id, status }) => [id, status]));
		totals.interrupted += calls.filter(({ status }) => status === "interrupted").length;
		// Complete for the client, yet recorded as cut off: allowed, and worth seeing.
		totals.downgraded += acknowledged.filter(
			({ id, completeAt = Infinity }) => completeAt < killedAt - graceMs && statuses.get(id) === "interrupted",
		).length;
		const wrong = verdict.lost + verdict.doubled + verdict.wrongSums > 0;
		if (wrong || round % 10 === 9) console.error(`round ${round + 1} (${moment}): ${JSON.stringify(verdict)}`);
		if (wrong) console.error(explain(acknowledged, killedAt, statuses, server));
	} catch (error) {
		totals.unjudged++;
		console.error(`round ${round + 1} (${moment}) could not be judged: ${error}`);
		await server.kill();
		server = await start();
	}
}

const { calls, ...end } = await judgeUntil(records, startedAtMs, allIds);
const exitCode = await server.stop();
rmSync(dataDir, { recursive: true, force: true });

totals.lost = Math.max(totals.lost, end.lost);
totals.doubled = Math.max(totals.doubled, end.doubled);
totals.wrongSums = Math.max(totals.wrongSums, end.wrongSums);
console.log(
	JSON.stringify({ ...totals, rows: calls.length, seconds: Math.round((Date.now() - startedAtMs) / 1000), seed }),
);
const { lost, doubled, wrongSums, unjudged } = totals;
process.exit(lost + doubled + wrongSums + unjudged === 0 && exitCode === 0 && totals.acknowledged > 0 ? 0 : 1);
