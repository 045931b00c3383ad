import { Database } from "bun:sqlite";
import { join } from "node:path";
import { freePort, startServer, type TestServer } from "../support/server";
import { signIn } from "../support/sign-in";
import { until } from "../support/until";
import { median, quantile, report } from "./figures";
import { cpuMicrosOf, rssMiBOf, startPinned, untilAtRest } from "./processes";
import { runWrk } from "./wrk";

/**
 * What LensAI costs, everything switched on (a lens key per call, limits of key, project and organization, routes to look up, prices,
 * journal, ClickHouse with bodies), beside a bare proxy in the same runtime and beside no proxy at all; in one run, in turn, medians of
 * the rounds' ratios. Everything of ours runs on core 0, provider and clients on core 1. `--quick`: fewer rounds and calls, the same bars.
 * The figures `routed…` are of calls that name a route with two targets; they have no bar.
 */
const quick = process.argv.includes("--quick");
const rounds = quick ? 2 : 9;
const seconds = quick ? 1 : 4;
const memoryCalls = quick ? 20_000 : 200_000;
const streamsAtOnce = 100;
const [ours, theirs] = [0, 1];
const path = "/openai/v1/chat/completions";

interface Target {
	name: "direct" | "bare" | "lens" | "routed";
	url: string;
	headers: Record<string, string>;
	/** The process whose tree is measured; none for the provider itself. */
	pid?: number;
	/** Call it before a load; what it gives resolves when that many more calls have been dealt with. */
	watch(): Promise<(calls: number) => Promise<void>>;
}

const providerPort = await freePort();
const provider = await startPinned(theirs, [
	process.execPath,
	join(import.meta.dir, "mock-provider.ts"),
	String(providerPort),
]);
const providerUrl = `http://127.0.0.1:${providerPort}`;
const barePort = await freePort();
const bare = await startPinned(ours, [
	process.execPath,
	join(import.meta.dir, "bare-proxy.ts"),
	String(barePort),
	providerUrl,
]);
const lens = await startServer({
	under: ["taskset", "-c", String(ours)],
	env: { LENSAI_UPSTREAM_OPENAI: `${providerUrl}/v1` },
});

try {
	process.exitCode = await bench(await targets(lens));
} finally {
	await lens.stop();
	bare.kill();
	provider.kill();
}

async function bench([direct, bareProxy, lensai, routed]: [Target, Target, Target, Target]): Promise<number> {
	const results = {
		throughput: [] as number[],
		cpu: [] as number[],
		p50: [] as number[],
		p99: [] as number[],
		firstByte: [] as number[],
		gap: [] as number[],
		routedThroughput: [] as number[],
		routedCpu: [] as number[],
	};
	const shown: Record<string, number[]> = {};
	const keep = (name: string, value: number) => {
		shown[name] ??= [];
		shown[name].push(value);
	};
	// Code is compiled while it is used, and that for streams by fewer calls: some that do not count.
	for (const target of [direct, bareProxy, routed, lensai]) await closedLoop(target, { seconds: 2, stream: false });
	for (let turn = 0; turn < (quick ? 1 : 2); turn++) await openLoop([direct, bareProxy, lensai], { stream: true });
	for (let round = 0; round < rounds; round++) {
		const closed = {
			direct: await closedLoop(direct, { seconds, stream: false }),
			bare: await closedLoop(bareProxy, { seconds, stream: false }),
			lens: await closedLoop(lensai, { seconds, stream: false }),
		};
		results.throughput.push(closed.lens.perSecond / closed.bare.perSecond);
		results.cpu.push(closed.lens.cpuMicros / closed.bare.cpuMicros);
		for (const name of ["direct", "bare", "lens"] as const) keep(`${name}PerSecond`, closed[name].perSecond);
		keep("bareCpuMicros", closed.bare.cpuMicros);
		keep("lensCpuMicros", closed.lens.cpuMicros);

		const steady = await openLoop([direct, bareProxy, lensai], { stream: false });
		results.p50.push(steady.lens.p50 / steady.bare.p50);
		results.p99.push(steady.lens.p99 / steady.bare.p99);
		for (const name of ["direct", "bare", "lens"] as const) keep(`${name}P50Ms`, steady[name].p50);

		const streams = await openLoop([direct, bareProxy, lensai], { stream: true });
		results.firstByte.push(streams.lens.p50 / streams.bare.p50);
		for (const name of ["direct", "bare", "lens"] as const) keep(`${name}FirstByteMs`, streams[name].p50);
		const gaps = { bare: await chunkGap(bareProxy), lens: await chunkGap(lensai) };
		results.gap.push(gaps.lens / gaps.bare);
		// Last, so that what it leaves behind to be merged is no matter of the other figures.
		const byRoute = await closedLoop(routed, { seconds, stream: false });
		results.routedThroughput.push(byRoute.perSecond / closed.bare.perSecond);
		results.routedCpu.push(byRoute.cpuMicros / closed.bare.cpuMicros);
		for (const name of ["bare", "lens"] as const) keep(`${name}GapP99Ms`, gaps[name]);
		console.error(
			`round ${round + 1} of ${rounds}: ${Object.entries(results)
				.map(([name, values]) => `${name} ${values.at(-1)?.toFixed(2)}`)
				.join(", ")}`,
		);
	}
	const rssGrowth = await memoryGrowth(lensai);
	return report(
		[
			{ name: "throughputRatio", value: median(results.throughput), atLeast: 0.5 },
			{ name: "cpuRatio", value: median(results.cpu), atMost: 2 },
			{ name: "p50Ratio", value: median(results.p50), atMost: 1.4 },
			{ name: "firstByteRatio", value: median(results.firstByte), atMost: 1.2 },
			{ name: "rssGrowthMiB", value: rssGrowth, atMost: 20 },
			{ name: "gapRatio", value: median(results.gap), atMost: 1.2 },
		],
		{
			p99Ratio: Number(median(results.p99).toFixed(3)),
			routedThroughputRatio: Number(median(results.routedThroughput).toFixed(3)),
			routedCpuRatio: Number(median(results.routedCpu).toFixed(3)),
			rounds,
			...Object.fromEntries(Object.entries(shown).map(([name, values]) => [name, Number(median(values).toFixed(2))])),
		},
	);
}

/**
 * Calls per second, and CPU per call of all processes of the target, until it has dealt with every call. What earlier loads left to be
 * tidied up (merges in ClickHouse) is waited for first, and does not count.
 */
async function closedLoop(target: Target, { seconds, stream }: { seconds: number; stream: boolean }) {
	if (target.pid !== undefined) await untilAtRest(target.pid);
	const dealtWith = await target.watch();
	const cpuBefore = target.pid === undefined ? 0 : cpuMicrosOf(target.pid);
	const { calls, perSecond } = await runWrk({
		url: target.url + path,
		core: theirs,
		seconds,
		connections: 64,
		stream,
		headers: target.headers,
	});
	await dealtWith(calls);
	const cpu = target.pid === undefined ? 0 : cpuMicrosOf(target.pid) - cpuBefore;
	return { calls, perSecond, cpuMicros: cpu / calls };
}

/**
 * 1,000 calls a second, or 100 streams a second up to their first byte, whether or not earlier ones have ended. The targets take turns,
 * a second each: a quiet or a busy time of the host is one for all of them, and LensAI writes down its second in that of the provider.
 */
async function openLoop(targets: readonly Target[], { stream }: { stream: boolean }) {
	const load = {
		targets: targets.map(({ url, headers }) => ({ url: url + path, headers })),
		perSecond: stream ? 100 : 1000,
		seconds,
		stream,
	};
	const dealtWith = await Promise.all(targets.map((target) => target.watch()));
	const child = Bun.spawn([
		"taskset",
		"-c",
		String(theirs),
		process.execPath,
		join(import.meta.dir, "open-loop.ts"),
		JSON.stringify(load),
	]);
	const measured: { latenciesMs: number[]; failed: number }[] = await new Response(child.stdout).json();
	const standings: Partial<Record<Target["name"], { p50: number; p99: number }>> = {};
	for (const [at, { latenciesMs, failed }] of measured.entries()) {
		const name = targets[at]?.name ?? "direct";
		if (failed > 0) throw new Error(`${failed} calls to ${name} failed`);
		await dealtWith[at]?.(latenciesMs.length);
		standings[name] = { p50: quantile(latenciesMs, 0.5), p99: quantile(latenciesMs, 0.99) };
	}
	return standings as Record<"direct" | "bare" | "lens", { p50: number; p99: number }>;
}

/** The longest of a hundred waits between two pieces, with many streams at a time; in milliseconds. */
async function chunkGap(target: Target): Promise<number> {
	const load = { url: target.url + path, streams: streamsAtOnce, headers: target.headers };
	const dealtWith = await target.watch();
	const script = join(import.meta.dir, "chunk-gaps.ts");
	const child = Bun.spawn(["taskset", "-c", String(theirs), process.execPath, script, JSON.stringify(load)]);
	const { p99Ms, failed } = await new Response(child.stdout).json();
	if (failed > 0) throw new Error(`${failed} streams of ${target.name} failed`);
	await dealtWith(streamsAtOnce);
	return p99Ms;
}

/** By how much memory grows after the first quarter of the calls. */
async function memoryGrowth(target: Target): Promise<number> {
	let calls = 0;
	let early = 0;
	while (calls < memoryCalls) {
		const run = await closedLoop(target, { seconds: quick ? 1 : 3, stream: false });
		calls += run.calls;
		if (early === 0 && calls >= memoryCalls / 4) early = await rssAtRest(target.pid ?? 0);
	}
	const late = await rssAtRest(target.pid ?? 0);
	console.error(`memory: ${early.toFixed(0)} MiB after a quarter of ${calls} calls, ${late.toFixed(0)} MiB at the end`);
	return late - early;
}

/**
 * The least of samples over the time in which everything is given back: the allocators take some seconds, and the runtime collects up
 * to half a minute after a load (Bun 1.4.5; before, what is still held differs by 40 MiB from time to time).
 */
async function rssAtRest(pid: number): Promise<number> {
	await untilAtRest(pid);
	let least = rssMiBOf(pid);
	for (let sample = 0; sample < 40; sample++) {
		await Bun.sleep(quick ? 100 : 900);
		least = Math.min(least, rssMiBOf(pid));
	}
	return least;
}

async function targets(server: TestServer): Promise<[Target, Target, Target, Target]> {
	const session = await signIn(server);
	const { id: keyId, secret } = await session.createKey("bench");
	const { projectId } = session;
	for (const measure of ["requests", "tokens", "streams"]) {
		for (const scope of [{ scope: "key", keyId }, { scope: "project", projectId }, { scope: "organization" }])
			await session.post("/api/v1/limits", { ...scope, measure, max: 1_000_000_000 });
	}
	const both = [{ provider: "openai" }, { provider: "openai", model: "gpt-4o" }];
	await session.post("/api/v1/routes", { projectId, name: "bench", targets: both });
	const lens = {
		name: "lens",
		url: server.url.replace("localhost", "127.0.0.1"),
		headers: { "x-lensai-key": secret },
		pid: server.pid,
		watch: () => watchClickHouse(server.dataDir),
	} as const;
	const nothing = async () => async () => undefined;
	return [
		{ name: "direct", url: providerUrl.replace("/openai", ""), headers: {}, watch: nothing },
		{ name: "bare", url: `http://127.0.0.1:${barePort}`, headers: {}, pid: bare.pid, watch: nothing },
		lens,
		{ ...lens, name: "routed", headers: { ...lens.headers, "x-lensai-route": "bench" } },
	];
}

/**
 * A call has been dealt with when ClickHouse holds it: the cursor of the journal's reader says so, and to look at it costs the
 * server nothing. Calls that wrk cuts off at its end are more than it counts.
 */
async function watchClickHouse(dataDir: string) {
	const cursor = new Database(join(dataDir, "journal", "analytics.cursor.db"), { readonly: true });
	const position = () => (cursor.query("SELECT position FROM cursor").get() as { position: number }).position;
	const before = position();
	return async (calls: number) => {
		await until(async () => position() >= before + calls || Bun.sleep(50).then(() => false), 60_000);
		cursor.close();
	};
}
