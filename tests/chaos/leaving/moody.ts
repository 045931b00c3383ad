import { setTimeout as delay } from "node:timers/promises";
import { readChunks, readJsonFixture } from "../../support/fixtures";
import { pickIndex } from "../../support/random";
import { answering, type Behaviour, hanging, startUpstream, streaming, type Upstream } from "../../support/upstream";

/** A provider that does everything a provider may do wrong, and half of the time what it should. */
export interface MoodyProvider {
	upstream: Upstream;
	/** Trace ids of the calls that reached it. */
	traces: Set<string>;
	/** Requests that it is not done with. */
	busy(): number;
}

const asked = readChunks("openai", "plain.asked");
const unasked = readChunks("openai", "plain.unasked");
const plain = readJsonFixture("openai", "plain");

export async function startMoody(random: () => number): Promise<MoodyProvider> {
	const traces = new Set<string>();
	let busy = 0;
	const upstream = await startUpstream(async (exchange) => {
		const [, traceId] = exchange.header("traceparent")?.split("-") ?? [];
		if (traceId !== undefined) traces.add(traceId);
		busy++;
		try {
			// Whoever sent it may be gone before it is answered.
			const body = Buffer.from(await exchange.body()).toString();
			const mood = random() < 0.5 ? goodAnswer(body, random) : badMoods[pickIndex(random, badMoods.length)];
			await mood?.(exchange);
		} catch {
			exchange.reset();
		} finally {
			busy--;
		}
	});
	return { upstream, traces, busy: () => busy };
}

function goodAnswer(body: string, random: () => number): Behaviour {
	if (body.includes('"stream":true'))
		return streaming(body.includes("include_usage") ? asked : unasked, { gapMs: random() * 60 });
	return async (exchange) => {
		await delay(random() * 600);
		await answering(plain)(exchange);
	};
}

const badMoods: Behaviour[] = [
	hanging,
	async (exchange) => exchange.reset(),
	streaming([], { ending: "hang" }),
	streaming(asked.slice(0, 4), { gapMs: 20, ending: "hang" }),
	streaming(asked.slice(0, 2), { gapMs: 20, ending: "close" }),
	streaming(asked.slice(0, 2), { ending: "reset", beforeEnding: delay(5) }),
	answering("{}", { status: 429, headers: { "retry-after-ms": "30" } }),
	answering("{}", { status: 500 }),
	answering("{}", { status: 503 }),
];
