import { quantile } from "./figures";
import { randomWords } from "./random-words";

/**
 * Many streams at a time from a provider that sends a piece every 20 ms, in a process of its own: how long a caller waits between two
 * pieces. `bun chunk-gaps.ts '{"url":…,"streams":…,"headers":…}'` prints `{ p99Ms, gaps, failed }`.
 */
const { url, streams, headers } = JSON.parse(process.argv[2] ?? "{}");
const body = JSON.stringify({
	model: "gpt-4o-mini",
	user: "paced",
	stream: true,
	// Both targets pass on the same pieces then; asked for by the gateway alone, the one with the usage would be missing between two others.
	stream_options: { include_usage: true },
	messages: [{ role: "user", content: randomWords(940) }],
});
const gapsMs: number[] = [];
let failed = 0;

async function read() {
	const response = await fetch(url, {
		method: "POST",
		headers: { "content-type": "application/json", authorization: "Bearer sk-bench", ...headers },
		body,
	});
	if (!response.ok || response.body === null) throw new Error(`${response.status}`);
	let last: number | undefined;
	for await (const _ of response.body) {
		const now = performance.now();
		if (last !== undefined) gapsMs.push(now - last);
		last = now;
	}
}

await Promise.all(Array.from({ length: streams }, () => read().catch(() => void failed++)));
console.log(JSON.stringify({ p99Ms: quantile(gapsMs, 0.99), gaps: gapsMs.length, failed }));
