/** Milliseconds for a glance: `< 1 ms`, `842 ms`, `1.3 s`, `12 s`, `2 min 5 s`; unknown is `—`. */
export function formatDuration(durationMs: number | null): string {
	if (durationMs === null) return "—";
	if (durationMs > 0 && durationMs < 0.5) return "< 1 ms";
	if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
	if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`;
	const seconds = Math.round(durationMs / 1000);
	if (seconds < 60) return `${seconds} s`;
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
