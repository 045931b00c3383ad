import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import type { RepricingView } from "../../server/src/repricing/model";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import type { Summary } from "../../server/src/traces/model";
import { freePort, startServer, type TestServer } from "../support/server";
import { signIn } from "../support/sign-in";
import { changeMs, expectedOf, firstMs, models } from "./repricing/calls";
import { readStored } from "./repricing/judge";
import { seedCalls } from "./repricing/seed-calls";

/**
 * `bun run pricing:reprice-million [--quick]`: a million calls (50,000 with `--quick`) in a real server's stores; then by its API a price
 * change from a date on, a correction, a price for a model that had none, and a repricing, in the middle of which the server is killed
 * (not with `--quick`: another server waits half a minute before it takes over) and started again. Checks that no span has changed, that
 * adjustments sum to the difference worked out apart, call by call, and that the API and ClickHouse agree. Ends with one line of JSON;
 * exits with 1 when any of it is not so.
 */
const quick = process.argv.includes("--quick");
const calls = quick ? 50_000 : 1_000_000;
const dataDir = mkdtempSync(join(tmpdir(), "lensai-reprice-"));
const port = await freePort();
const start = () => startServer({ dataDir, port });
const say = (text: string) => console.error(text);

async function inClickHouse<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
	const client = await openClickHouse({ path: join(dataDir, "clickhouse") });
	try {
		await migrate(client);
		return await work(client);
	} finally {
		await client.close();
	}
}

const url = `http://localhost:${port}/api/v1`;
let cookie = "";

async function ask<T>(path: string, body?: object): Promise<T> {
	const init = body && { method: "POST", body: JSON.stringify(body) };
	const headers = { cookie, origin: `http://localhost:${port}`, "content-type": "application/json" };
	const answer = await fetch(url + path, { headers, ...init });
	if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	return (await answer.json()) as T;
}

/** Decimal USD per million tokens of pico-USD per token. */
const perMillion = (picoUsd: bigint) => `${picoUsd / 1_000_000n}.${(picoUsd % 1_000_000n).toString().padStart(6, "0")}`;

async function enterPrices(): Promise<void> {
	// What `house-large` was recorded at: entered first, and corrected by the one after it.
	const wrong = models
		.filter(({ name }) => name === "house-large")
		.map(({ name, recorded }) => ({ name, rates: recorded, fromMs: firstMs }));
	const right = models.flatMap(({ name, later }) => (later === undefined ? [] : [{ name, ...later }]));
	for (const { name, rates, fromMs } of [...wrong, ...right]) {
		await ask("/prices", {
			provider: "openai",
			model: name,
			validFrom: new Date(fromMs).toISOString(),
			rates: Object.entries(rates ?? {}).map(([unit, picoUsd]) => ({ unit, usd: perMillion(picoUsd) })),
		});
	}
}

const view = (id: string) => ask<RepricingView>(`/prices/repricings/${id}`);

async function watch(id: string, isEnough: (run: RepricingView) => boolean): Promise<RepricingView> {
	for (;;) {
		const run = await view(id);
		if (isEnough(run)) return run;
		await Bun.sleep(100);
	}
}

const summary = (projectId: string) =>
	ask<Summary>(
		`/summary?projectId=${projectId}&from=${new Date(firstMs).toISOString()}&to=${new Date(firstMs + 31 * 86_400_000).toISOString()}`,
	);
const sumOf = (totals: readonly { costPicoUsd: string }[]) =>
	totals.reduce((sum, { costPicoUsd }) => sum + BigInt(costPicoUsd), 0n);

async function killAndStart(server: TestServer, id: string): Promise<TestServer> {
	const { calls: looked } = await watch(id, (run) => run.calls > calls / 3);
	await server.kill();
	say(`killed after ${looked} calls`);
	return start();
}

async function main(): Promise<boolean> {
	let server = await start();
	const owner = await signIn(server);
	({ cookie } = owner);
	const { projectId } = owner;
	const { organization } = await owner.get("/api/v1/session");
	await server.stop();
	await inClickHouse((client) => seedCalls(client, calls, { organizationId: organization.id, projectId }));
	const before = await inClickHouse(readStored);
	const expected = expectedOf(calls);
	server = await start();
	const firstSummary = await summary(projectId);
	say(
		`${before.spans} calls, ${before.recorded} pico-USD; the price of gpt-4o changes on ${new Date(changeMs).toISOString()}`,
	);

	await enterPrices();
	const from = new Date(firstMs).toISOString();
	const { id } = await ask<{ id: string }>("/prices/repricings", { from, reason: "new contract, and a correction" });
	await watch(id, ({ state }) => state === "running");
	const beganMs = performance.now();
	if (!quick) server = await killAndStart(server, id);
	const run = await watch(id, ({ state }) => state === "done");
	const seconds = Math.round((performance.now() - beganMs) / 100) / 10;
	const askedMs = performance.now();
	const totals = await summary(projectId);
	const summaryMs = Math.round(performance.now() - askedMs);
	const again = await ask<{ id: string }>("/prices/repricings", { from, reason: "once more" });
	const secondRun = await watch(again.id, ({ state }) => state === "done");
	await server.stop();
	const after = await inClickHouse(readStored);

	const difference = expected.after - expected.before;
	const historyUnchanged =
		after.checksum === before.checksum && after.spans === calls && after.recorded === expected.before;
	const differenceExact =
		after.differences === difference &&
		BigInt(run.differencePicoUsd) === difference &&
		run.adjusted === expected.adjusted &&
		after.adjustments === expected.adjusted &&
		run.calls === calls &&
		secondRun.adjusted === 0;
	const totalsAgree =
		BigInt(firstSummary.costPicoUsd) === expected.before &&
		firstSummary.unpricedCalls === expected.unpricedBefore &&
		BigInt(totals.costPicoUsd) === expected.after &&
		totals.unpricedCalls === 0 &&
		totals.calls === calls &&
		sumOf(totals.byModel) === expected.after &&
		sumOf(totals.byHour) === expected.after &&
		after.current === expected.after;
	const isWell = historyUnchanged && differenceExact && totalsAgree;
	if (!isWell)
		say(Bun.inspect({ expected, run, secondRun, before, after, totals: { ...totals, byHour: [], byModel: [] } }));
	console.log(
		JSON.stringify({
			calls,
			adjusted: run.adjusted,
			differenceExact,
			historyUnchanged,
			totalsAgree,
			seconds,
			summaryMs,
		}),
	);
	return isWell;
}

const isWell = await main().finally(() => rmSync(dataDir, { recursive: true, force: true }));
process.exit(isWell ? 0 : 1);
