import { setTimeout as delay } from "node:timers/promises";

/** Waits for a condition, looking every 5 ms. Throws when it has not come true in time. */
export async function until(isTrue: () => boolean | Promise<boolean>, timeoutMs = 5000): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!(await isTrue())) {
		if (Date.now() > deadline) throw new Error(`The condition did not come true within ${timeoutMs} ms: ${isTrue}`);
		await delay(5);
	}
}
