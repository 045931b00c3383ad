/** Waits until `holds` does, and returns what it found; throws with `what` after `withinMs`. */
export async function waitUntil<Found>(
	what: string,
	holds: () => Promise<Found | undefined | false> | Found | undefined | false,
	withinMs = 60_000,
): Promise<Found> {
	const deadline = Date.now() + withinMs;
	while (Date.now() < deadline) {
		const found = await holds();
		if (found) return found;
		await Bun.sleep(50);
	}
	throw new Error(`waited ${withinMs / 1000} s in vain until ${what}`);
}
