/** Runs `task` soon after it is wished for, and never more often than every `intervalMs`, however often it is wished for. */
export function atMostEvery(intervalMs: number, task: () => void) {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let lastRunAt = Number.NEGATIVE_INFINITY;
	function run(): void {
		if (timer !== undefined) return;
		const waitMs = Math.max(0, lastRunAt + intervalMs - performance.now());
		timer = setTimeout(() => {
			timer = undefined;
			lastRunAt = performance.now();
			task();
		}, waitMs);
	}
	return { run, cancel: () => clearTimeout(timer) };
}
