/** Lists and sums come from a store that is a fraction of a second behind the live stream; after this long it has caught up. */
export const storeLagMs = 1_000;

/**
 * Runs `task` when what has just been announced is surely stored: `storeLagMs` after a wish, at most that often, and always once
 * more after the last wish.
 */
export function onceStored(task: () => void) {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isWished = false;
	function fire(): void {
		timer = isWished ? setTimeout(fire, storeLagMs) : undefined;
		isWished = false;
		task();
	}
	function run(): void {
		if (timer === undefined) timer = setTimeout(fire, storeLagMs);
		else isWished = true;
	}
	return { run, cancel: () => clearTimeout(timer) };
}
