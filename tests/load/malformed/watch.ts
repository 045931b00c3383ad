import { setTimeout as delay } from "node:timers/promises";
import { rssMiBOf } from "../processes";
import type { HealthFigures } from "./health-worker";

/** Asks `/healthz` again and again until it is called, which gives what was seen. */
export function watchHealth(url: string): () => Promise<HealthFigures> {
	const worker = new Worker(new URL("./health-worker.ts", import.meta.url));
	worker.postMessage(`${url}/healthz`);
	return () =>
		new Promise((resolve) => {
			worker.onmessage = ({ data }: MessageEvent<HealthFigures>) => {
				worker.terminate();
				resolve(data);
			};
			worker.postMessage("stop");
		});
}

/**
 * A process's resident memory in MiB once it has come to rest: the smallest of the readings of a pause. The allocator gives pages
 * back some seconds after they were freed, and what it has not given back by then counts as growth.
 */
export async function restingRssMiB(pid: number, pauseMs: number): Promise<number> {
	let smallest = Number.POSITIVE_INFINITY;
	for (const until = performance.now() + pauseMs; performance.now() < until; await delay(250)) {
		smallest = Math.min(smallest, rssMiBOf(pid));
	}
	return smallest;
}
