import { expect, test } from "bun:test";
import { pageAt, pages } from "../../../web/src/shell/pages";

test("each page has an address, a name and a shortcut of its own, none of which is the g that comes before it", () => {
	for (const member of ["path", "label", "shortcut", "icon"] as const) {
		expect(new Set(pages.map((page) => page[member])).size).toBe(pages.length);
	}
	expect(pages.every(({ shortcut }) => /^[a-fh-z]$/.test(shortcut))).toBe(true);
});

test.each<[string, string | undefined]>([
	["/", "Overview"],
	["/calls", "Calls"],
	["/calls/0191", "Calls"],
	["/callsigns", undefined],
	["/no/such/page", undefined],
])("the address %s belongs to the page %s", (path, label) => {
	expect(pageAt(path)?.label).toBe(label);
});
