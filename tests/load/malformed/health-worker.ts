/** Asks `/healthz` again and again, on a thread of its own, so that the sender's own work is not measured. */
import { setTimeout as delay } from "node:timers/promises";

declare const self: Worker;

export interface HealthFigures {
	slowestMs: number;
	/** How often there was no right answer. */
	failures: number;
}

const figures: HealthFigures = { slowestMs: 0, failures: 0 };
let stopped = false;

async function watch(url: string) {
	while (!stopped) {
		const askedAt = performance.now();
		const isRight = await fetch(url).then(
			(answer) => answer.ok,
			() => false,
		);
		if (!isRight) figures.failures++;
		figures.slowestMs = Math.max(figures.slowestMs, performance.now() - askedAt);
		await delay(50);
	}
	self.postMessage(figures);
}

/** The first message is the address; the second one ends it. */
self.onmessage = ({ data }: MessageEvent<string>) => {
	if (data === "stop") stopped = true;
	else watch(data);
};
