import { randomWords } from "./random-words";

/**
 * Open-loop load, in a process of its own: calls start on time whether or not earlier ones have ended.
 * `bun open-loop.ts '{"url":…,"perSecond":…,"seconds":…,"stream":…,"headers":…}'` prints `{ latenciesMs, failed }`; a latency
 * runs from the moment a call was due to its last byte, or for a stream to its first.
 */
const { url, perSecond, seconds, stream, headers } = JSON.parse(process.argv[2] ?? "{}");
const bodies = Array.from({ length: 64 }, () =>
	JSON.stringify({
		model: "gpt-4o-mini",
		...(stream && { stream: true }),
		messages: [{ role: "user", content: randomWords(940) }],
	}),
);
const latenciesMs: number[] = [];
let failed = 0;

async function call(dueAt: number, turn: number) {
	const response = await fetch(url, {
		method: "POST",
		headers: { "content-type": "application/json", authorization: "Bearer sk-bench", ...headers },
		body: bodies[turn % bodies.length],
	});
	if (stream) {
		const reader = response.body?.getReader();
		await reader?.read();
		latenciesMs.push(performance.now() - dueAt);
		while (!(await reader?.read())?.done);
	} else {
		await response.arrayBuffer();
		latenciesMs.push(performance.now() - dueAt);
	}
	if (!response.ok) failed++;
}

const total = perSecond * seconds;
const startedAt = performance.now();
const running: Promise<void>[] = [];
for (let turn = 0; turn < total; ) {
	const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond) + 1);
	for (; turn < due; turn++) {
		const dueAt = startedAt + (turn / perSecond) * 1000;
		running.push(call(dueAt, turn).catch(() => void failed++));
	}
	await Bun.sleep(0.5);
}
await Promise.all(running);
console.log(JSON.stringify({ latenciesMs, failed }));
