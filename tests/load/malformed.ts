/**
 * `bun run check:malformed [--quick]`: 10,000 (1,000) malformed requests against the real server, 20 (8) bodies of 50 MB among
 * them, good calls after every tenth, and `/healthz` all the time. Every answer must be the right one.
 *
 * Memory: the server is first warmed up with a tenth of the same mix and with bodies of 50 MB, four at once. `rssGrowthMiB` is its
 * resident memory at rest after all requests, minus its resident memory at rest after the warm-up.
 */
import { connect, readAnswer, requestText } from "../support/http-client";
import { pickIndex, seededRandom } from "../support/random";
import { startServer, type TestServer } from "../support/server";
import { startUpstream } from "../support/upstream";
import { report } from "./figures";
import { type Kind, pickKind, type Seen } from "./malformed/kinds";
import { largeBodies, sendLargeBody } from "./malformed/large-bodies";
import { goodAnswer, goodStream, strictProvider } from "./malformed/provider";
import { restingRssMiB, watchHealth } from "./malformed/watch";

const quick = process.argv.includes("--quick");
const requests = quick ? 1000 : 10_000;
const largeRounds = quick ? 2 : 5;
const settleMs = quick ? 10_000 : 20_000;
/** Requests that are under way at the same time. */
const lanes = 32;
const largeAtOnce = 4;
const patienceMs = 20_000;

/** Answers by kind: how often each was seen, and how often it was wrong. */
const seenByKind = new Map<string, Map<Seen, number>>();
let malformed = 0;
let wrong = 0;

function note(name: string, seen: Seen, right: readonly Seen[]) {
	const counts = seenByKind.get(name) ?? new Map<Seen, number>();
	seenByKind.set(name, counts.set(seen, (counts.get(seen) ?? 0) + 1));
	if (right.includes(seen)) return;
	wrong++;
	console.error(`${name}: ${seen}, and should be ${right.join(" or ")}`);
}

async function sendMalformed({ name, bytes, right, leaves }: Kind, random: () => number, port: number) {
	const wire = await connect(port);
	const late = setTimeout(() => wire.socket.destroy(), patienceMs);
	await wire.send(bytes(random, port));
	if (leaves) wire.socket.destroy();
	const seen = leaves ? "none" : ((await readAnswer(wire))?.status ?? "none");
	clearTimeout(late);
	wire.socket.destroy();
	note(name, seen, right);
	malformed++;
}

/** Two good calls, one streamed, on one connection: both answers have to come byte for byte. */
async function sendGoodCalls(port: number) {
	const wire = await connect(port);
	const late = setTimeout(() => wire.socket.destroy(), patienceMs);
	for (const stream of [false, true]) {
		const body = JSON.stringify({ model: "gpt-4o", messages: [], stream });
		const headers: [string, string][] = [["host", `localhost:${port}`]];
		await wire.send(requestText({ target: "/openai/v1/chat/completions", headers, body }));
		const answer = await readAnswer(wire);
		const isRight = answer !== undefined && Buffer.from(answer.body).equals(stream ? goodStream : goodAnswer);
		note("a good call", isRight ? answer.status : "none", [200]);
	}
	clearTimeout(late);
	wire.socket.destroy();
}

async function sendMix(count: number, seed: number, port: number) {
	const random = seededRandom(seed);
	let left = count;
	const lane = async () => {
		while (left > 0) {
			left--;
			const goodOnesFollow = left % 10 === 0;
			await sendMalformed(pickKind(random), random, port);
			if (goodOnesFollow) await sendGoodCalls(port);
		}
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}

/** Each round: some bodies of 50 MB at once, of different kinds. */
async function sendLarge(rounds: number, port: number) {
	for (let round = 0; round < rounds; round++) {
		const some = Array.from(
			{ length: largeAtOnce },
			(_, i) => largeBodies[(round * largeAtOnce + i) % largeBodies.length],
		);
		await Promise.all(some.map(async (body) => body && note(body.name, await sendLargeBody(body, port), [body.right])));
	}
}

function isAlive({ pid }: TestServer): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
		throw error;
	}
}

async function main(): Promise<number> {
	const upstream = await startUpstream(strictProvider);
	const server = await startServer({ env: { LENSAI_UPSTREAM_OPENAI: upstream.url, LENSAI_BODY_TIMEOUT_MS: "8000" } });
	const port = Number(new URL(server.url).port);
	try {
		await Promise.all([sendMix(requests / 10, 1, port), sendLarge(Math.ceil(largeRounds / 2), port)]);
		const baseline = await restingRssMiB(server.pid, settleMs);
		malformed = 0;
		seenByKind.clear();
		const stopWatching = watchHealth(server.url);
		const seed = 2 + pickIndex(Math.random, 1e9);
		console.log(`seed ${seed}, baseline ${Math.round(baseline)} MiB`);
		await Promise.all([sendMix(requests, seed, port), sendLarge(largeRounds, port)]);
		const health = await stopWatching();
		const growth = (await restingRssMiB(server.pid, settleMs)) - baseline;
		for (const [name, counts] of seenByKind)
			console.log(`${name}: ${[...counts].map(([s, n]) => `${n} × ${s}`).join(", ")}`);
		return report([
			{ name: "requests", value: malformed, atLeast: requests },
			{ name: "wrongStatus", value: wrong, atMost: 0 },
			{ name: "crashes", value: (isAlive(server) ? 0 : 1) + health.failures, atMost: 0 },
			{ name: "rssGrowthMiB", value: growth, atMost: 50 },
			{ name: "slowestHealthMs", value: health.slowestMs, atMost: 1000 },
		]);
	} finally {
		await server.stop();
		upstream.close();
	}
}

process.exit(await main());
