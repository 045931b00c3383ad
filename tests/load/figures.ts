export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/** The smallest value that at least this share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A figure, and what it has to be. */
export interface Bar {
	name: string;
	value: number;
	atLeast?: number;
	atMost?: number;
}

/** Prints every figure that falls short, then all of them as one line of JSON; the exit code says whether all hold. */
export function report(bars: readonly Bar[], shown: Record<string, unknown> = {}): number {
	let short = 0;
	for (const { name, value, atLeast, atMost } of bars) {
		if (value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity)) continue;
		short++;
		console.error(
			`${name} is ${value}, and should be ${atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`}`,
		);
	}
	const figures = Object.fromEntries(bars.map(({ name, value }) => [name, Math.round(value * 1000) / 1000]));
	console.log(JSON.stringify({ ...figures, ...shown }));
	return short === 0 ? 0 : 1;
}
