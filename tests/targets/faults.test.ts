import { afterAll, expect, test } from "bun:test";
import { setTimeout as delay } from "node:timers/promises";
import { pickIndex, seededRandom } from "../support/random";
import { until } from "../support/until";
import {
	answering,
	type Behaviour,
	type Exchange,
	hanging,
	startUpstream,
	streaming,
	type Upstream,
} from "../support/upstream";
import { startRouting } from "./gateway";
import { quick } from "./sending";

const open: { close(): unknown }[] = [];
afterAll(() => {
	for (const each of open.splice(0)) each.close();
});

/** A request that a provider got: of which call, at which provider, and whether the provider is done with it. */
interface Served {
	call: string;
	provider: string;
	isOver: boolean;
}

/** Each piece names its provider; the first ends in half of a letter. */
function piecesOf(name: string): Uint8Array[] {
	const letter = new TextEncoder().encode("é");
	const line = new TextEncoder().encode(`data: ${name}\n\n`);
	return [Buffer.concat([line, letter.subarray(0, 1)]), Buffer.concat([letter.subarray(1), line])];
}

/** A provider that does everything a provider may do wrong, and now and then what it should. */
function moody(name: string, random: () => number, served: Served[]): Behaviour {
	const pieces = piecesOf(name);
	const resetting: Behaviour = async (exchange) => {
		await exchange.body();
		exchange.reset();
	};
	const moods: Behaviour[] = [
		resetting,
		hanging,
		streaming([], { ending: "hang" }),
		streaming(pieces, { gapMs: 2, ending: "hang" }),
		streaming(pieces.slice(0, 1), { gapMs: 2, ending: "close" }),
		streaming(pieces.slice(0, 1), { ending: "reset", beforeEnding: delay(5) }),
		answering("{}", { status: 429 }),
		answering("{}", { status: 429, headers: { "retry-after-ms": "20" } }),
		answering("{}", { status: 500 }),
		answering("{}", { status: 503 }),
	];
	const good = streaming(pieces, { gapMs: 5 });
	return async (exchange: Exchange) => {
		const entry = { call: exchange.header("x-call") ?? "", provider: name, isOver: false };
		served.push(entry);
		const mood = random() < 0.5 ? good : (moods[pickIndex(random, moods.length)] ?? good);
		// Nobody may be there any more to send or to be sent something.
		await mood(exchange).catch(() => exchange.reset());
		entry.isOver = true;
	};
}

/** What a caller got of one call; it leaves at any moment, or stays. */
async function callOnce(url: string, name: string, leavesAfterMs: number | undefined) {
	const caller = new AbortController();
	const timer = leavesAfterMs === undefined ? undefined : setTimeout(() => caller.abort(), leavesAfterMs);
	let text = "";
	try {
		const headers = { "x-call": name };
		const response = await fetch(url, { method: "POST", body: "{}", headers, signal: caller.signal, keepalive: false });
		for await (const piece of response.body ?? []) text += Buffer.from(piece).toString("latin1");
	} catch {
		// Broken off, by either side: what came until then counts.
	}
	clearTimeout(timer);
	return { name, text };
}

const calls = 400;

test(`of ${calls} calls through faults, with callers that leave at random: one span each, no attempt after the first byte, no connection left`, async () => {
	const random = seededRandom(20261122);
	const served: Served[] = [];
	const names = ["one", "two", "three"];
	const upstreams: Upstream[] = [];
	for (const name of names) upstreams.push(await startUpstream(moody(name, random, served)));
	const gateway = startRouting({
		policy: {
			...quick,
			timeouts: { connectMs: 200, firstByteMs: 150, totalMs: 600 },
			retries: { count: 1, baseMs: 5, maxWaitMs: 50 },
			targets: names.map((provider) => ({ provider, model: "m", weight: 1 })),
		},
		urls: Object.fromEntries(names.map((name, index) => [name, upstreams[index]?.url ?? ""])),
		ruleOf: (provider) => (provider === "two" ? "drain" : "cancel"),
		random,
	});
	open.push(gateway, ...upstreams);

	const got: { name: string; text: string }[] = [];
	const waiting = Array.from({ length: calls }, (_, index) => `call-${index}`);
	const worker = async () => {
		for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
			got.push(await callOnce(gateway.url, name, random() < 0.4 ? random() * 120 : undefined));
	};
	await Promise.all(Array.from({ length: 40 }, worker));
	await until(() => gateway.ended.length === gateway.started.length, 10_000);

	const ids = gateway.ended.map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
	// One who left before its request had arrived made no call.
	expect(gateway.attempts.size).toBe(gateway.started.length);
	expect(gateway.started.length).toBeGreaterThan(calls * 0.9);
	expect(new Set(gateway.ended.map(({ status }) => status))).toEqual(new Set(["ok", "error", "client_closed"]));

	for (const { name, text } of got) {
		const providers = new Set(text.match(/one|two|three/g) ?? []);
		expect(providers.size).toBeLessThanOrEqual(1);
		const [provider] = providers;
		if (provider !== undefined) expect(served.findLast(({ call }) => call === name)?.provider).toBe(provider);
	}
	// One that was cut while it connected was not seen by its provider.
	for (const [name, tried] of gateway.attempts)
		expect(tried.filter(({ reason }) => !reason.startsWith("not sent")).length).toBeGreaterThanOrEqual(
			served.filter(({ call }) => call === name).length,
		);
	// No probe keeps its place.
	for (const state of names.map(gateway.breakers.of)) expect(state).not.toMatchObject({ probing: true });
	// A provider that hangs is done when its connection is gone.
	await until(() => served.every(({ isOver }) => isOver));
}, 60_000);
