import { DomainError } from "../errors";

/** Unix milliseconds; `toMs` is exclusive. */
export interface TimeRange {
	fromMs: number;
	toMs: number;
}

const dayMs = 86_400_000;
const maxDays = 92;

/** All time, as far as it is not narrowed. Throws DomainError 400 `invalid_range` as below. */
export function listRange({ from, to }: { from?: string; to?: string }): TimeRange {
	return ordered({
		fromMs: from === undefined ? 0 : Date.parse(from),
		toMs: to === undefined ? endOfTime : Date.parse(to),
	});
}

/**
 * The 24 hours before `to`, unless `from` says otherwise; `to` defaults to now.
 * Throws DomainError 400 `invalid_range` when it begins before 1970, does not end after that, or covers more than 92 days.
 */
export function summaryRange({ from, to }: { from?: string; to?: string }, nowMs: number): TimeRange {
	const toMs = to === undefined ? nowMs : Date.parse(to);
	const range = ordered({ fromMs: from === undefined ? toMs - dayMs : Date.parse(from), toMs });
	if (range.toMs - range.fromMs > maxDays * dayMs) {
		throw new DomainError("invalid_range", 400, `from, to: a summary covers at most ${maxDays} days.`);
	}
	return range;
}

/** The last moment of ClickHouse's DateTime64(3): 2299-12-31. */
const endOfTime = Date.UTC(2299, 11, 31);

function ordered(range: TimeRange): TimeRange {
	if (range.fromMs < 0) throw new DomainError("invalid_range", 400, "from, to: the range must not begin before 1970.");
	if (range.fromMs < range.toMs) return range;
	throw new DomainError("invalid_range", 400, "from, to: from must be earlier than to.");
}
