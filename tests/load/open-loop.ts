import { randomWords } from "./random-words";

interface Load {
	/** Each has every n-th second to itself, so that what else the machine does meets all of them. */
	targets: { url: string; headers: Record<string, string> }[];
	perSecond: number;
	/** For each target. */
	seconds: number;
	stream: boolean;
}

/**
 * Open-loop load, in a process of its own: calls start on time whether or not earlier ones have ended. `bun open-loop.ts LOAD` prints
 * `{ latenciesMs, failed }` of each target; a latency runs from the moment a call was due to its last byte, or for a stream to its first.
 */
const { targets, perSecond, seconds, stream }: Load = JSON.parse(process.argv[2] ?? "{}");
const bodies = Array.from({ length: 64 }, () =>
	JSON.stringify({
		model: "gpt-4o-mini",
		...(stream && { stream: true }),
		messages: [{ role: "user", content: randomWords(940) }],
	}),
);
const measured = targets.map((target) => ({ ...target, latenciesMs: [] as number[], failed: 0 }));

async function call({ url, headers, latenciesMs }: (typeof measured)[number], dueAt: number, turn: number) {
	const ended = () => latenciesMs.push(performance.now() - dueAt);
	const response = await fetch(url, {
		method: "POST",
		headers: { "content-type": "application/json", authorization: "Bearer sk-bench", ...headers },
		body: bodies[turn % bodies.length],
	});
	if (stream) {
		const reader = response.body?.getReader();
		await reader?.read();
		ended();
		while (!(await reader?.read())?.done);
	} else {
		await response.arrayBuffer();
		ended();
	}
	if (!response.ok) throw new Error(`status ${response.status}`);
}

const total = perSecond * seconds * targets.length;
const startedAt = performance.now();
const running: Promise<void>[] = [];
for (let turn = 0; turn < total; ) {
	const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond) + 1);
	for (; turn < due; turn++) {
		const dueAt = startedAt + (turn / perSecond) * 1000;
		const target = measured[Math.floor(turn / perSecond) % measured.length];
		if (target !== undefined) running.push(call(target, dueAt, turn).catch(() => void target.failed++));
	}
	await Bun.sleep(0.5);
}
await Promise.all(running);
console.log(JSON.stringify(measured.map(({ latenciesMs, failed }) => ({ latenciesMs, failed }))));
