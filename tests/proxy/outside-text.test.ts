import { expect, test } from "bun:test";
import { outsideText } from "../../server/src/proxy/outside-text";

test.each<[string | undefined, string | null]>([
	[undefined, null],
	["", ""],
	["gpt4", "gpt4"],
	["a\ud800b", "a\ufffdb"],
	["\udc00", "\ufffd"],
	["😀".repeat(3), "😀😀"],
	["abc😀", "abc\ufffd"],
])("text from outside, %j, is cut and whole", (text, kept) => {
	expect(outsideText(text, 4)).toBe(kept === null ? null : kept.slice(0, 4));
});
