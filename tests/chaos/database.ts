import { parseArgs } from "node:util";
import { createSecret } from "../../server/src/keys/secret";
import { quantile, report } from "../load/figures";
import { rssMiBOf } from "../load/processes";
import { suspend } from "../support/postgres";
import { until } from "../support/until";
import { callOnce, type Kind, kindsOf, type SeenCall, startCalls } from "./database/calls";
import { startStrangers } from "./database/strangers";
import { limitedPerMinute, openWorld, type World } from "./database/world";
import { judgeUntil, recordsOf } from "./records";

/**
 * `bun run check:database [--minutes 10 | --quick]`: PostgreSQL is suspended (SIGSTOP) under steady calls, for ten minutes (20 s with
 * `--quick`). Known keys have to work on, in every way that needs what PostgreSQL keeps: JSON, streams, provider keys of the vault,
 * routes, limits. An unknown key gets 503 within 4 s in its provider's own shape, never 401; a revoked one never gets in. Afterwards
 * all recovers, and every call is recorded exactly once. Ends with one line of JSON; exits with 1 when one of this is not so.
 */
const { values: asked } = parseArgs({
	args: process.argv.slice(2),
	options: { minutes: { type: "string", default: "10" }, quick: { type: "boolean", default: false } },
});
const minutes = asked.quick ? 1 / 3 : Number(asked.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${asked.minutes} is no number of minutes.`);
const outageMs = minutes * 60_000;
const besideMs = asked.quick ? 5000 : 20_000;
const perSecond = 24;
const unknownEveryMs = asked.quick ? 1000 : 5000;
/** Worth the name: the median call takes this many times as long, and this much longer. A median of 1 ms is noise. */
const latencyGrowth = { times: 1.5, byMs: 5 };

/** Both ends of an outage, and what was seen of it. */
async function underOutage(world: World, kinds: readonly Kind[]) {
	const { server, keys } = world;
	const calls = startCalls(server.url, kinds, perSecond);
	await Bun.sleep(besideMs);
	const rssBefore = rssMiBOf(server.pid);
	const downAt = performance.now();
	const suspended = suspend(server.dataDir);
	const strangers = startStrangers(world, unknownEveryMs);
	// A key that was made before, and is used for the first time now.
	const plain = kinds[0] as Kind;
	const firstUse = callOnce(server.url, {
		...plain,
		name: "firstUse",
		headers: { ...plain.headers, "x-lensai-key": keys.unused },
	});
	await Bun.sleep(outageMs);
	await strangers.stop();
	const rssGrowthMiB = rssMiBOf(server.pid) - rssBefore;
	const upAt = performance.now();
	suspended.resume();
	const recoveredMs = await recovery(world);
	await Bun.sleep(besideMs);
	await calls.stop();
	return { seen: [await firstUse, ...calls.seen], downAt, upAt, strangers, recoveredMs, rssGrowthMiB };
}

/** How long after the end of the outage an unknown key is 401, the API answers, and a key that is made then works. */
async function recovery({ server, owner, keys }: World): Promise<number> {
	const startedAt = performance.now();
	const status = async (path: string, key: string) =>
		(await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } })).status;
	await until(async () => (await status("/openai/v1/models", createSecret())) === 401, 60_000);
	await until(async () => (await status("/api/v1/keys", keys.plain)) === 200, 60_000);
	await until(async () => (await fetch(`${server.url}/readyz`)).ok, 60_000);
	const { secret } = await owner.createKey("afterwards");
	await until(async () => (await status("/api/v1/session", secret)) === 200, 60_000);
	return performance.now() - startedAt;
}

function medianOf(seen: readonly SeenCall[], from: number, to: number): number {
	return quantile(
		seen
			.filter(({ sentAt, fault }) => fault === undefined && sentAt >= from && sentAt < to)
			.map(({ tookMs }) => tookMs),
		0.5,
	);
}

function countBy(seen: readonly SeenCall[], of: (call: SeenCall) => string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const call of seen) counts[of(call)] = (counts[of(call)] ?? 0) + 1;
	return counts;
}

async function check(world: World): Promise<number> {
	const kinds = kindsOf(world);
	for (const kind of kinds) {
		const { fault } = await callOnce(world.server.url, kind);
		if (fault !== undefined) throw new Error(`${kind.name} does not work before the outage: ${fault}`);
	}
	const fromMs = Date.now();
	const { seen, downAt, upAt, strangers, recoveredMs, rssGrowthMiB } = await underOutage(world, kinds);
	const faults = seen.filter(({ fault }) => fault !== undefined);
	for (const [what, times] of Object.entries(countBy(faults, ({ kind, fault }) => `${kind}: ${fault}`)))
		console.error(`${times} calls failed, ${what}`);

	const ids = seen.flatMap(({ id }) => (id === undefined ? [] : [id]));
	const records = recordsOf(world.server.url, world.keys.plain);
	const { calls, lost, doubled, wrongSums } = await judgeUntil(records, { fromMs, ids, withinMs: 60_000 });
	const known = new Set(ids);
	const during = seen.filter(({ sentAt }) => sentAt >= downAt && sentAt < upAt);
	const limited = during.filter(({ kind, status }) => kind === "limited" && status === 200).length;
	const before = medianOf(seen, 0, downAt);
	const { unknown, revoked, api } = strangers;
	const others = ({ asked, statuses }: typeof unknown) => asked - (statuses[503] ?? 0);
	const bars = [
		{ name: "outageMinutes", value: (upAt - downAt) / 60_000, atLeast: minutes },
		{ name: "callsDuring", value: during.length, atLeast: (outageMs / 1000) * perSecond * 0.9 },
		{ name: "failed", value: faults.length, atMost: 0 },
		{ name: "calls", value: known.size },
		// Calls of strangers are refused before they are anybody's.
		{ name: "spans", value: calls.filter(({ id }) => known.has(id)).length, atLeast: known.size, atMost: known.size },
		{ name: "missing", value: lost, atMost: 0 },
		{ name: "doubled", value: doubled, atMost: 0 },
		{ name: "wrongSums", value: wrongSums, atMost: 0 },
		{ name: "unknownKeys", value: unknown.asked, atLeast: 6 },
		{ name: "unknownNot503", value: others(unknown), atMost: 0 },
		{ name: "wrongShape", value: unknown.wrongShape + revoked.wrongShape + api.wrongShape, atMost: 0 },
		{ name: "slowest503Ms", value: Math.max(unknown.slowestMs, api.slowestMs), atMost: 4000 },
		{
			name: "revokedLetIn",
			value: revoked.asked - (revoked.statuses[401] ?? 0) - (revoked.statuses[503] ?? 0),
			atMost: 0,
		},
		{ name: "apiNot503", value: others(api), atMost: 0 },
		// A sliding minute lets in what is its own, and what was left of the one before.
		{ name: "limitedLetIn", value: limited, atLeast: 1, atMost: Math.ceil(minutes + 1) * limitedPerMinute },
		{ name: "medianBeforeMs", value: before },
		{
			name: "medianDuringMs",
			value: medianOf(seen, downAt, upAt),
			atMost: Math.max(before * latencyGrowth.times, before + latencyGrowth.byMs),
		},
		{ name: "recoveredMs", value: recoveredMs, atMost: 15_000 },
		{ name: "rssGrowthMiB", value: rssGrowthMiB, atMost: 96 },
	];
	return report(bars, {
		statuses: countBy(during, ({ kind, status }) => `${kind} ${status}`),
		revoked: revoked.statuses,
	});
}

const world = await openWorld();
let code = 1;
let exitCode = 1;
try {
	code = await check(world);
} finally {
	exitCode = await world.close();
}
if (exitCode !== 0) console.error(`The server ended with ${exitCode}.`);
process.exit(code || exitCode);
