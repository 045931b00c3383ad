import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { atMostEvery } from "../../extension/src/status/pace";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("runs at once, and the rest of a burst once at the period's end", () => {
	let runs = 0;
	const pace = atMostEvery(200, () => runs++);
	for (let call = 0; call < 1000; call++) pace.run();
	expect(runs).toBe(1);
	jest.advanceTimersByTime(200);
	expect(runs).toBe(2);
	jest.advanceTimersByTime(10_000);
	expect(runs).toBe(2);
});

test("runs at once again after a quiet period", () => {
	let runs = 0;
	const pace = atMostEvery(200, () => runs++);
	pace.run();
	jest.advanceTimersByTime(200);
	pace.run();
	expect(runs).toBe(2);
});

test("runs nothing after it was stopped", () => {
	let runs = 0;
	const pace = atMostEvery(200, () => runs++);
	pace.run();
	pace.run();
	pace.stop();
	jest.advanceTimersByTime(1_000);
	expect(runs).toBe(1);
});
