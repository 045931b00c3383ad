import { expect, test } from "bun:test";
import { isFiltered, matchesFilter, readCallFilter, toCallQuery } from "../../../web/src/calls/call-filter";
import { sampleCall } from "./sample-call";

const now = new Date("2026-11-22T13:00:00.000Z");

test("reads every filter out of the address", () => {
	expect(
		readCallFilter({
			model: "gpt-4o",
			status: "error",
			keyId: "k",
			from: "2026-11-22T12:00:00Z",
			to: "2026-11-22T13:00:00Z",
		}),
	).toEqual({
		model: "gpt-4o",
		status: "error",
		keyId: "k",
		from: "2026-11-22T12:00:00.000Z",
		to: "2026-11-22T13:00:00.000Z",
		within: undefined,
	});
});

test("does not limit by what it cannot read", () => {
	expect(isFiltered(readCallFilter({ status: "nonsense", from: "yesterday", within: "5y", model: "" }))).toBe(false);
});

test("a named stretch is counted back from now, and takes the place of fixed ends", () => {
	const filter = readCallFilter({ within: "1h", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" });
	expect(toCallQuery(filter, now)).toMatchObject({ from: "2026-11-22T12:00:00.000Z", to: undefined });
	expect(toCallQuery(filter, now)).not.toHaveProperty("within");
});

test.each([
	[{ model: "gpt-4o-mini" }, true],
	[{ model: "gpt-4o" }, false],
	[{ status: "ok" }, true],
	[{ status: "error" }, false],
	[{ keyId: "other" }, false],
	[{ within: "1h" }, true],
	[{ within: "15m" }, false],
	[{ from: "2026-11-22T12:00:10.000Z" }, true],
	[{ to: "2026-11-22T12:00:10.000Z" }, false],
	[{}, true],
])("a live call is held against the filter %p: %p", (search, matches) => {
	expect(matchesFilter(sampleCall(10), readCallFilter(search), now)).toBe(matches);
});
