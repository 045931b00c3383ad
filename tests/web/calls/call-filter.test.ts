import { expect, test } from "bun:test";
import {
	type CallFilter,
	callsPath,
	isFiltered,
	isToldByCall,
	matchesFilter,
	noFilter,
	readCallFilter,
	toCallQuery,
} from "../../../web/src/calls/call-filter";
import { sampleCall } from "./sample-call";

const now = new Date("2026-11-22T13:00:00.000Z");

const everything = {
	model: "gpt-4o",
	status: "error",
	keyId: "k",
	provider: "openai",
	user: "ada@example.com",
	session: "chat-7f3a",
	environment: "production",
	tag: "check out & more",
	metadataKey: "plan",
	metadataValue: "pro=1",
	traceId: "0af7651916cd43dd8448eb211c80319c",
	callSite: "src/checkout.ts:42:7 placeOrder",
	cache: "hit",
	from: "2026-11-22T12:00:00.000Z",
	to: "2026-11-22T13:00:00.000Z",
	within: undefined,
} satisfies CallFilter;

test("reads every filter out of the address that leads to it", () => {
	const { pathname, searchParams } = new URL(callsPath(everything), "http://localhost");
	expect(pathname).toBe("/calls");
	expect(readCallFilter(Object.fromEntries(searchParams))).toEqual(everything);
	expect(callsPath(noFilter)).toBe("/calls");
});

test("takes every filter away", () => {
	expect(Object.keys(noFilter).sort()).toEqual(Object.keys(everything).sort());
});

test("does not read what stands in the address twice, nor a value of metadata without its key", () => {
	expect(isFiltered(readCallFilter({ user: ["ada", "bob"], from: ["a", "b"], metadataValue: "pro" }))).toBe(false);
});

test("only metadata is not told by a call in a list", () => {
	expect(isToldByCall({ ...everything, metadataKey: undefined })).toBe(true);
	expect(isToldByCall({ metadataKey: "plan" })).toBe(false);
});

test("does not limit by what it cannot read", () => {
	expect(isFiltered(readCallFilter({ status: "nonsense", from: "yesterday", within: "5y", model: "" }))).toBe(false);
});

test("a named stretch is counted back from now, and takes the place of fixed ends", () => {
	const filter = readCallFilter({ within: "1h", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" });
	expect(toCallQuery(filter, now)).toMatchObject({ from: "2026-11-22T12:00:00.000Z", to: undefined });
	expect(toCallQuery(filter, now)).not.toHaveProperty("within");
});

const labelled = sampleCall(10, { user: "ada", environment: "production", tags: ["eu", "beta"], cache: "hit" });

test.each([
	[{ model: "gpt-4o-mini" }, true],
	[{ model: "gpt-4o" }, false],
	[{ status: "ok" }, true],
	[{ status: "error" }, false],
	[{ keyId: "other" }, false],
	[{ provider: "mistral" }, false],
	[{ user: "ada" }, true],
	[{ user: "bob" }, false],
	[{ session: "chat" }, false],
	[{ environment: "production" }, true],
	[{ tag: "beta" }, true],
	[{ tag: "bet" }, false],
	[{ traceId: "another" }, false],
	[{ callSite: "src/a.ts:1" }, false],
	[{ cache: "hit" }, true],
	[{ cache: "miss" }, false],
	[{ within: "1h" }, true],
	[{ within: "15m" }, false],
	[{ from: "2026-11-22T12:00:10.000Z" }, true],
	[{ to: "2026-11-22T12:00:10.000Z" }, false],
	[{}, true],
])("a live call is held against the filter %p: %p", (search, matches) => {
	expect(matchesFilter(labelled, readCallFilter(search), now)).toBe(matches);
});
