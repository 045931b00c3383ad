import { t } from "elysia";

/** Years 1970 to 2299; on the first day only what is not before it in UTC: nothing east of it. */
const years = "(?!1970-01-01T[^Z]*\\+(?!00:00))(?:19[7-9]\\d|2[0-2]\\d\\d)";
const timeOfDay = "T\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:Z|[+-]\\d\\d:\\d\\d)";

/**
 * A moment that both stores can hold, as RFC 3339 writes it; a day alone is its start in UTC. ClickHouse counts milliseconds from
 * 1970 on, and its DateTime64 ends with 2299. Elysia's own `date-time` lets more pass than `Date` reads: quotes around it, or a
 * blank where a query had `+`.
 */
export const Moment = t.String({
	format: "date-time",
	pattern: `^${years}-\\d\\d-\\d\\d(?:${timeOfDay})?$`,
	error: "a date and time from 1970 to 2299, such as 2026-11-22T12:00:00Z; in an address, + is written %2B.",
});

/** PostgreSQL keeps no U+0000, and half of a surrogate pair is no character in UTF-8: its JSON refuses it, its text loses it. */
const storableCharacters = "^(?:[^\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])*$";

/** Free text that PostgreSQL gives back as it was. */
export function storableText(maxLength: number) {
	return t.String({
		minLength: 1,
		maxLength,
		pattern: storableCharacters,
		error: "holds a character that cannot be stored: U+0000, or half of a surrogate pair.",
	});
}
