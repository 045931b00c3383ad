import { expect, test } from "bun:test";
import { curlSnippet, isLoopback, pythonSnippet, typescriptSnippet } from "../../../web/src/connect/snippets";

const origin = "https://lens.example.com";

test("every snippet names this server's gateway", () => {
	for (const snippet of [curlSnippet, pythonSnippet, typescriptSnippet])
		expect(snippet(origin, true)).toContain(`${origin}/openai/v1`);
});

test("the lens key is asked for by its own header, and only where it is needed", () => {
	for (const snippet of [curlSnippet, pythonSnippet, typescriptSnippet]) {
		expect(snippet(origin, true)).toContain("x-lensai-key");
		expect(snippet(origin, false)).not.toContain("x-lensai-key");
	}
});

test("the body in the curl command is JSON", () => {
	const body = /-d '(.*)'/.exec(curlSnippet(origin, true))?.[1] ?? "";
	expect(JSON.parse(body)).toMatchObject({ model: "gpt-4o-mini" });
});

test.each([
	["localhost", true],
	["127.0.0.1", true],
	["127.5.4.3", true],
	["[::1]", true],
	["app.localhost", true],
	["localhost.example.com", false],
	["192.168.0.5", false],
	["1270.example.com", false],
])("%s is this machine itself: %p", (hostname, loopback) => {
	expect(isLoopback(hostname)).toBe(loopback);
});
