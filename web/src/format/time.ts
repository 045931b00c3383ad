/** Where a moment is shown: the reader's own time zone unless a test says otherwise. */
export interface Clock {
	now: Date;
	/** IANA name; absent is the browser's own. */
	timeZone?: string;
}

/** Locale of dates: the interface is in English, and its clock has 24 hours. */
const locale = "en-GB";

/** A moment in local time, as short as it can be told apart: `14:03:22` today, `21 Nov, 14:03` this year, else with the year. */
export function formatMoment(iso: string, clock: Clock): string {
	const moment = new Date(iso);
	const day = formatDay(moment, clock.timeZone);
	if (day === formatDay(clock.now, clock.timeZone)) {
		return format(moment, clock.timeZone, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
	}
	const time = format(moment, clock.timeZone, { hour: "2-digit", minute: "2-digit" });
	const sameYear =
		format(moment, clock.timeZone, { year: "numeric" }) === format(clock.now, clock.timeZone, { year: "numeric" });
	return sameYear
		? `${format(moment, clock.timeZone, { day: "numeric", month: "short" })}, ${time}`
		: `${day}, ${time}`;
}

/** A local moment with its day, year and seconds, whatever today is: `21 Nov 2026, 14:03:22`. */
export function formatDayAndTime(iso: string, timeZone?: string): string {
	const moment = new Date(iso);
	const time = format(moment, timeZone, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
	return `${formatDay(moment, timeZone)}, ${time}`;
}

/** A local day with its year: `21 Nov 2026`. */
export function formatDay(moment: Date, timeZone?: string): string {
	return format(moment, timeZone, { day: "numeric", month: "short", year: "numeric" });
}

/** A moment as all logs name it: `2026-11-22 13:03:22.123 UTC`. */
export function formatUtc(iso: string): string {
	return `${new Date(iso).toISOString().replace("T", " ").replace("Z", "")} UTC`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago, in the largest unit that fits: `just now`, `4 min ago`, `3 h ago`, `12 days ago`. */
export function formatAgo(iso: string, now: Date): string {
	const ageMs = now.getTime() - Date.parse(iso);
	if (ageMs < minuteMs) return "just now";
	if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} min ago`;
	if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)} h ago`;
	const days = Math.floor(ageMs / dayMs);
	return days === 1 ? "1 day ago" : `${days} days ago`;
}

function format(moment: Date, timeZone: string | undefined, fields: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat(locale, { ...fields, timeZone, hourCycle: "h23" }).format(moment);
}
