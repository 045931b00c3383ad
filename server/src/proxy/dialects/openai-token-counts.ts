import { isRecord } from "./openai-json";

/** Takes counts off a total, in this order, as far as each one fits; one that is unknown or does not fit stays in the rest. */
export function takeCounts(
	total: number,
	wanted: readonly (number | undefined)[],
): { counts: (number | undefined)[]; rest: number } {
	let rest = total;
	const counts = wanted.map((count) => {
		if (count === undefined || count > rest) return undefined;
		rest -= count;
		return count;
	});
	return { counts, rest };
}

/** The same for the named members of a details object. */
export function takeDetails(raw: unknown, total: number, names: readonly string[]): ReturnType<typeof takeCounts> {
	return takeCounts(
		total,
		names.map((name) => (isRecord(raw) ? tokenCount(raw[name]) : undefined)),
	);
}

/** A whole number ≥ 0, or undefined. */
export function tokenCount(value: unknown): number | undefined {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
