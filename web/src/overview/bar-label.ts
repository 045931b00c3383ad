import { barEnd, type TimeRange } from "./time-range";

/** When a bar is, in words: `Sat 21 Nov, 14:00–15:00`, or the day alone when the bar is a day. */
export function describeBar(range: TimeRange, index: number): string {
	const start = range.starts[index];
	if (!start) return "";
	const day = formatWith(start, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
	if (range.name === "30d") return day;
	return `${day}, ${clock(start)}–${clock(barEnd(range, index))}`;
}

/** What stands below a bar: the hour, or the day. Empty where a label would only repeat the one before. */
export function tickLabel(range: TimeRange, index: number): string {
	const start = range.starts[index];
	if (!start) return "";
	if (range.name === "24h") return index % 3 === 0 ? clock(start) : "";
	if (range.name === "7d") return index % 4 === 0 ? formatWith(start, { weekday: "short", day: "numeric" }) : "";
	return index % 5 === 0 ? formatWith(start, { day: "numeric", month: "short" }) : "";
}

const clock = (moment: Date) => formatWith(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function formatWith(moment: Date, fields: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat("en-GB", fields).format(moment);
}
