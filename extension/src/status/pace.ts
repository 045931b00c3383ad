/** Runs `action` at once, and again at most every `periodMs`; what comes in between runs once, at its end. */
export function atMostEvery(periodMs: number, action: () => void): { run(): void; stop(): void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let waiting = false;
	function run() {
		if (timer !== undefined) {
			waiting = true;
			return;
		}
		action();
		timer = setTimeout(() => {
			timer = undefined;
			if (waiting) {
				waiting = false;
				run();
			}
		}, periodMs);
	}
	return { run, stop: () => clearTimeout(timer) };
}
