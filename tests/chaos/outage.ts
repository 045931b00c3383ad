import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "../../server/src/keys/secret";
import { quantile } from "../load/figures";
import { suspend } from "../support/postgres";
import { startServer } from "../support/server";
import { cannotMount, mountSmallDisk } from "./full-disk";
import { type Load, type SeenCall, startLoad } from "./load";
import { startProvider } from "./provider";
import { judgeUntil, makeKey, type Records, recordsOf } from "./records";

/**
 * `bun run check:outage [--quick]`: under steady load PostgreSQL is suspended for a minute (10 s with `--quick`), then the disk of
 * ClickHouse is full for as long. Clients must see no error and no latency worth the name, and afterwards every call must be in
 * ClickHouse exactly once. A lens key that nobody has seen yet gets 503 within 3 s while PostgreSQL is away, never 401. Ends with
 * one line of JSON; exits with 1 when one of this is not so, and with 2 where it cannot be tried.
 */
const outageMs = process.argv.includes("--quick") ? 10_000 : 60_000;
const beforeMs = outageMs / 2;
const perSecond = 200;
/** Worth the name: the median call takes this many times as long, and this much longer. A median of 1 ms is noise. */
const latencyGrowth = { times: 1.5, byMs: 5 };
const catchUpMs = 60_000;

const impossible = cannotMount();
if (impossible !== undefined) {
	console.error(`check:outage cannot be run here: ${impossible}`);
	process.exit(2);
}

interface OutageFigures {
	calls: number;
	errors: number;
	missing: number;
	doubled: number;
	wrongSums: number;
	p50Before: number;
	p50During: number;
	p99Before: number;
	p99During: number;
}

/** Load before, during and after an outage. `down` begins it and gives back how to end it. */
async function underOutage(url: string, records: Records, down: () => Promise<() => void>): Promise<OutageFigures> {
	const fromMs = Date.now();
	const load = startLoad({ url, perSecond, nextShape: () => "json" });
	await Bun.sleep(beforeMs);
	const downAt = performance.now();
	const up = await down();
	await Bun.sleep(outageMs);
	const upAt = performance.now();
	up();
	await Bun.sleep(beforeMs);
	await load.stop();
	const before = latencies(load, (call) => call.sentAt < downAt);
	const during = latencies(load, (call) => call.sentAt >= downAt && call.sentAt < upAt);
	const ids = load.seen.map(({ id }) => id);
	const { lost, doubled, wrongSums } = await judgeUntil(records, { fromMs, ids, withinMs: catchUpMs });
	return {
		calls: ids.length,
		errors: errorsOf(load),
		missing: lost,
		doubled,
		wrongSums,
		p50Before: rounded(quantile(before, 0.5)),
		p50During: rounded(quantile(during, 0.5)),
		p99Before: rounded(quantile(before, 0.99)),
		p99During: rounded(quantile(during, 0.99)),
	};
}

function latencies({ seen }: Load, among: (call: SeenCall) => boolean): number[] {
	return seen.filter(among).map(({ sentAt, completeAt = Infinity }) => completeAt - sentAt);
}

function errorsOf({ seen, failures }: Load): number {
	for (const [reason, times] of failures) console.error(`${times} calls failed: ${reason}`);
	const unsent = [...failures.values()].reduce((sum, times) => sum + times, 0);
	return unsent + seen.filter(({ status }) => status !== 200).length;
}

const rounded = (ms: number) => Math.round(ms * 100) / 100;

/** What a caller gets whose key the server has not seen yet. */
async function askWithUnseenKey(url: string): Promise<{ status: number; afterMs: number }> {
	const startedAt = performance.now();
	const { status } = await fetch(`${url}/openai/v1/models`, {
		headers: { "x-lensai-key": createSecret(), authorization: "Bearer sk-chaos" },
	});
	return { status, afterMs: Math.round(performance.now() - startedAt) };
}

async function check(dataDir: string) {
	using disk = mountSmallDisk(join(dataDir, "clickhouse"), 512);
	using provider = startProvider(0);
	const server = await startServer({ dataDir, env: { LENSAI_UPSTREAM_OPENAI: provider.url } });
	const records = recordsOf(server.url, await makeKey(server));

	let unseenKey = { status: 0, afterMs: 0 };
	const postgresStopped = await underOutage(server.url, records, async () => {
		const suspended = suspend(dataDir);
		unseenKey = await askWithUnseenKey(server.url);
		return suspended.resume;
	});
	const clickhouseFull = await underOutage(server.url, records, async () => {
		disk.fill();
		return disk.free;
	});
	// The outage has to be one: the server says so in its log.
	const noticed = /ClickHouse takes no spans/.test(server.output());
	return { postgresStopped, unseenKey, clickhouseFull, noticed, exitCode: await server.stop() };
}

const isGood = ({ calls, errors, missing, doubled, wrongSums, p50Before, p50During }: OutageFigures) =>
	calls > 0 &&
	errors + missing + doubled + wrongSums === 0 &&
	p50During <= Math.max(p50Before * latencyGrowth.times, p50Before + latencyGrowth.byMs);

const dataDir = mkdtempSync(join(tmpdir(), "lensai-outage-"));
mkdirSync(join(dataDir, "clickhouse"));
const { postgresStopped, unseenKey, clickhouseFull, noticed, exitCode } = await check(dataDir);
rmSync(dataDir, { recursive: true, force: true });
console.log(JSON.stringify({ outageMs, postgresStopped, unseenKey, clickhouseFull, noticed, exitCode }));
const passed = [
	isGood(postgresStopped),
	isGood(clickhouseFull),
	unseenKey.status === 503 && unseenKey.afterMs < 3000,
	noticed,
	exitCode === 0,
];
process.exit(passed.every(Boolean) ? 0 : 1);
