import { expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { nothingHere } from "../../server/src/dashboard/nothing-here";

/** As if the server had only this. */
const fetch = async (input: string | URL | Request, init?: RequestInit) => {
	const request = new Request(input, init);
	return nothingHere(request, new URL(request.url).pathname);
};
const messages = [{ role: "user" as const, content: "Hi" }];
/** What the official client tells whoever points it at `baseURL`. */
async function openaiAt(baseURL: string): Promise<string> {
	const client = new OpenAI({ baseURL, apiKey: "lk_x", fetch, maxRetries: 0 });
	return client.chat.completions.create({ model: "gpt-4o", messages }).then(String, String);
}

test("a client whose base URL stops short of its version is told the right one", async () => {
	const said = await openaiAt("http://lens.test/openai");
	expect(said).toContain("404 LensAI has nothing at /openai/chat/completions");
	expect(said).toContain("OpenAI's is /openai/v1.");
});

test("a client whose base URL is no door at all is told the doors", async () => {
	expect(await openaiAt("http://lens.test")).toContain("There are /openai/v1, /anthropic, /gemini");
	const anthropic = new Anthropic({ baseURL: "http://lens.test", apiKey: "lk_x", fetch, maxRetries: 0 });
	const asked = anthropic.messages.create({ model: "claude-haiku-4-5", max_tokens: 1, messages });
	expect(await asked.then(String, String)).toContain("LensAI has nothing at /v1/messages");
});

test("a browser is told in one line, and a client that asks for JSON in JSON", async () => {
	const browser = await fetch("http://lens.test/nothing.js");
	expect([browser.status, await browser.text()]).toEqual([404, "There is nothing at this address.\n"]);
	const client = await fetch("http://lens.test/models", { headers: { accept: "application/json" } });
	expect([client.status, client.headers.get("content-type")]).toEqual([404, "application/json"]);
});
