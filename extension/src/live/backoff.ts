export interface Backoff {
	firstMs: number;
	maxMs: number;
}

/**
 * How long to wait before try number `tries` + 1: it doubles from `firstMs` up to `maxMs`, and a random half of it is taken
 * off, so that the windows of a team do not all come back at once. With 500 ms: 250–500, 500–1000, 1000–2000 …
 *
 * @param random in [0, 1), as from `Math.random`
 */
export function backoffMs({ firstMs, maxMs }: Backoff, tries: number, random: number): number {
	const ceiling = Math.min(maxMs, firstMs * 2 ** tries);
	return ceiling / 2 + (random * ceiling) / 2;
}
