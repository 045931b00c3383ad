import { expect, test } from "bun:test";
import { formatDuration } from "../../../web/src/format/duration";

test.each([
	[null, "—"],
	[0, "0 ms"],
	[0.2, "< 1 ms"],
	[0.5, "1 ms"],
	[999.4, "999 ms"],
	[999.6, "1.0 s"],
	[12_000, "12 s"],
	[125_000, "2 min 5 s"],
])("%p ms reads %s", (durationMs, text) => {
	expect(formatDuration(durationMs)).toBe(text);
});
