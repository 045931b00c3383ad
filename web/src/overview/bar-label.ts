import { barEnd, type RangeName, type TimeRange } from "./time-range";

/** When a bar is, in words: `Sat 21 Nov, 14:00–15:00`, or the day alone when the bar is a day. */
export function describeBar(range: TimeRange, index: number): string {
	const start = range.starts[index];
	if (!start) return "";
	const day = formatWith(start, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
	if (range.name === "30d") return day;
	return `${day}, ${clock(start)}–${clock(barEnd(range, index))}`;
}

/** Bars from one label to the next, where there is room for all of them: three hours, a day, five days. */
const barsPerLabel: Record<RangeName, number> = { "24h": 3, "7d": 4, "30d": 5 };
const labelWidthPx = 60;

/** What stands below a bar: the hour, or the day. Empty where the labels would come too close in a chart `widthPx` wide. */
export function tickLabel(range: TimeRange, index: number, widthPx: number): string {
	const start = range.starts[index];
	const smallestStep = barsPerLabel[range.name];
	const labelsThatFit = Math.max(1, Math.floor(widthPx / labelWidthPx));
	const step = smallestStep * Math.ceil(range.starts.length / smallestStep / labelsThatFit);
	if (!start || index % step !== 0) return "";
	if (range.name === "24h") return clock(start);
	return formatWith(
		start,
		range.name === "7d" ? { weekday: "short", day: "numeric" } : { day: "numeric", month: "short" },
	);
}

const clock = (moment: Date) => formatWith(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function formatWith(moment: Date, fields: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat("en-GB", fields).format(moment);
}
