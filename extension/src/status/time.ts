/** A latency in the unit that reads best: `850 ms`, `1.3 s`, `75 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
	if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
	if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`;
	const seconds = Math.round(durationMs / 1000);
	if (seconds < 100) return `${seconds} s`;
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** When something was, seen from `nowMs`, in local time: `14:05` on the same day, else `21 Nov`. */
export function formatMoment(atMs: number, nowMs: number): string {
	const at = new Date(atMs);
	if (startOfDay(atMs) === startOfDay(nowMs)) return at.toTimeString().slice(0, 5);
	return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }).format(at);
}

/** Local midnight that began the day of `nowMs`, in Unix milliseconds. */
export function startOfDay(nowMs: number): number {
	return new Date(nowMs).setHours(0, 0, 0, 0);
}

/** Local midnight that ends the day of `nowMs`; days with a clock change have 23 or 25 hours. */
export function endOfDay(nowMs: number): number {
	const midnight = new Date(startOfDay(nowMs));
	return midnight.setDate(midnight.getDate() + 1);
}
