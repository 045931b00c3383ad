import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { onceStored, storeLagMs } from "../../../web/src/live/once-stored";

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	jest.useRealTimers();
});

function countRuns() {
	const counted = { runs: 0 };
	return Object.assign(
		counted,
		onceStored(() => counted.runs++),
	);
}

test("waits until what was announced is stored", () => {
	const task = countRuns();
	task.run();
	jest.advanceTimersByTime(storeLagMs - 1);
	expect(task.runs).toBe(0);
	jest.advanceTimersByTime(1);
	expect(task.runs).toBe(1);
	jest.advanceTimersByTime(10 * storeLagMs);
	expect(task.runs).toBe(1);
});

test("runs no more often than that, however much is announced", () => {
	const task = countRuns();
	for (let elapsedMs = 0; elapsedMs < 10 * storeLagMs; elapsedMs += 50) {
		task.run();
		jest.advanceTimersByTime(50);
	}
	expect(task.runs).toBe(10);
});

test("runs once more for what was announced just before it ran", () => {
	const task = countRuns();
	task.run();
	jest.advanceTimersByTime(storeLagMs - 1);
	task.run();
	jest.advanceTimersByTime(1);
	expect(task.runs).toBe(1);
	jest.advanceTimersByTime(storeLagMs);
	expect(task.runs).toBe(2);
});

test("does not run after it was cancelled", () => {
	const task = countRuns();
	task.run();
	task.cancel();
	jest.advanceTimersByTime(2 * storeLagMs);
	expect(task.runs).toBe(0);
});
