import { describe, expect, test } from "bun:test";
import { callPage, keysPage, parseServerUrl, sendsInClear } from "../../extension/src/connection/server-url";

describe("parseServerUrl", () => {
	test.each([
		["http://localhost:5367", "http://localhost:5367"],
		["  http://localhost:5367/ ", "http://localhost:5367"],
		["localhost:5367", "http://localhost:5367"],
		["HTTPS://Lens.Example.com:443/", "https://lens.example.com"],
		["https://example.com/lensai//", "https://example.com/lensai"],
		["http://[::1]:5367", "http://[::1]:5367"],
	])("reads %j as %s", (typed, serverUrl) => {
		expect(parseServerUrl(typed)).toEqual({ serverUrl });
	});

	test.each([
		["", "not a URL"],
		["   ", "not a URL"],
		["http://", "not a URL"],
		["not a host", "not a URL"],
		["ftp://localhost", "http:// or https://"],
		["javascript://alert", "http:// or https://"],
		["https://user:secret@example.com", "user and password"],
		["http://localhost:5367/?a=1", "?"],
		["http://localhost:5367/#calls", "#"],
	])("refuses %j and says why", (typed, why) => {
		expect(parseServerUrl(typed)).toEqual({ problem: expect.stringContaining(why) });
	});
});

test("warns of http to anything but this machine", () => {
	for (const url of [
		"http://localhost:5367",
		"http://127.0.0.1:5367",
		"http://[::1]:1",
		"http://app.localhost",
		"https://a.b",
	])
		expect(sendsInClear(url)).toBeFalse();
	for (const url of [
		"http://10.0.0.5:5367",
		"http://lens.example.com",
		"http://localhost.example.com",
		"http://127.0.0.1.nip.io",
	])
		expect(sendsInClear(url)).toBeTrue();
});

test("links to pages below the server's path", () => {
	expect(keysPage("https://example.com/lensai")).toBe("https://example.com/lensai/keys");
	expect(callPage("http://localhost:5367", "a/../b?c")).toBe("http://localhost:5367/calls/a%2F..%2Fb%3Fc");
});
