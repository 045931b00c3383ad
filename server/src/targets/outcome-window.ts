type Result = "ok" | "failed";

/** How many calls went well and how many failed in the last while. */
export interface OutcomeWindow {
	add(result: Result, nowMs: number): void;
	counts(nowMs: number): Record<Result, number>;
	clear(): void;
}

const slices = 10;

/** A sliding window in ten slices: what leaves it, leaves by tenths. Takes the same memory whatever passes. */
export function createOutcomeWindow(windowMs: number): OutcomeWindow {
	const sliceMs = windowMs / slices;
	let ring: { slice: number; ok: number; failed: number }[] = [];
	return {
		add(result, nowMs) {
			const slice = Math.floor(nowMs / sliceMs);
			let held = ring.find((each) => each.slice === slice);
			if (held === undefined) {
				held = { slice, ok: 0, failed: 0 };
				ring = [...ring.filter((each) => slice - each.slice < slices && each.slice < slice), held];
			}
			held[result]++;
		},
		counts(nowMs) {
			const newest = Math.floor(nowMs / sliceMs);
			const sum = { ok: 0, failed: 0 };
			for (const { slice, ok, failed } of ring) {
				if (newest - slice >= slices || slice > newest) continue;
				sum.ok += ok;
				sum.failed += failed;
			}
			return sum;
		},
		clear() {
			ring = [];
		},
	};
}
