import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright";
import { joinChunks, readChunks, readJsonFixture } from "../../support/fixtures";
import { until } from "../../support/until";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

/** What the provider answers each call with that names one of these models; all others get the shortest answer there is. */
const fixtures: Record<string, [provider: string, name: string]> = {
	"claude-sonnet-4-5": ["anthropic", "tools"],
	"claude-opus-4-5": ["anthropic", "thinking"],
	"gpt-5": ["openai/responses", "tools"],
	"gpt-5-mini": ["openai/responses", "plain"],
};

let dashboard: Dashboard;
let upstream: ReturnType<typeof Bun.serve>;
beforeAll(async () => {
	upstream = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
	const url = `http://127.0.0.1:${upstream.port}`;
	dashboard = await startDashboard({
		env: {
			LENSAI_UPSTREAM_ANTHROPIC: `${url}/v1`,
			LENSAI_UPSTREAM_OPENAI: `${url}/v1`,
			ANTHROPIC_API_KEY: "sk-ant-fixture",
		},
	});
}, 120_000);
afterAll(async () => {
	await dashboard.stop();
	await upstream.stop(true);
});
afterEach(() => {
	expect(dashboard.complaints.splice(0)).toEqual([]);
});

async function answer(request: Request): Promise<Response> {
	const { model, stream } = (await request.json()) as { model: string; stream?: boolean };
	const fixture = fixtures[model];
	if (fixture === undefined) return new Response('{"content":[{"type":"text","text":"Hello from fake Claude"}]}');
	if (stream) return new Response(joinChunks(readChunks(...fixture)).slice(), events);
	return new Response(readJsonFixture(...fixture).slice(), json);
}

const json = { headers: { "content-type": "application/json" } };
const events = { headers: { "content-type": "text/event-stream" } };

/** Makes a call, opens its page and gives it. */
async function openCall(path: string, body: object, headers: Record<string, string> = {}): Promise<Page> {
	const answered = await fetch(`${dashboard.server.url}${path}`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			authorization: "Bearer sk-fixture",
			"x-api-key": "sk-ant-f",
			...headers,
		},
		body: JSON.stringify(body),
	});
	await answered.arrayBuffer();
	const page = await dashboard.openPage();
	const id = answered.headers.get("x-lensai-call-id");
	// It is written down in the background.
	await until(async () => (await page.request.get(`/api/v1/calls/${id}`)).ok(), 10_000);
	await page.goto(`/calls/${id}`);
	return page;
}

const said = (page: Page) => page.getByRole("tabpanel");
const turnsOf = async (page: Page) => {
	await said(page).locator("article").last().waitFor();
	const turns = await said(page).locator("article").allInnerTexts();
	return turns.map((text) => text.replace(/\n+/g, "\n"));
};

const user = { role: "user", content: "And the weather here?" };

test("a call of Anthropic's messages shows the system prompt and the answer, whatever door it came by", async () => {
	const bare = { model: "claude-house", max_tokens: 100, system: "Be brief.", messages: [user] };
	const page = await openCall("/anthropic/v1/messages", bare);
	expect(await turnsOf(page)).toEqual([
		"System\nBe brief.",
		"User\nAnd the weather here?",
		"Assistant\nHello from fake Claude",
	]);

	const tools = await openCall("/anthropic/v1/messages", { ...bare, model: "claude-sonnet-4-5" });
	await tools.getByRole("region", { name: "Arguments of weather" }).waitFor();
	expect((await turnsOf(tools)).at(-1)).toContain("I look up the weather.");
	await keepScreenshot(tools, "call-anthropic");
	expect(await axeFindings(tools)).toEqual([]);

	const unified = { model: "anthropic/claude-sonnet-4-5", messages: [{ role: "system", content: "Be kind." }, user] };
	const turns = await turnsOf(await openCall("/v1/chat/completions", unified));
	expect(turns.slice(0, 2)).toEqual(["System\nBe kind.", "User\nAnd the weather here?"]);
	expect(turns[2]).toContain("I look up the weather.");
}, 60_000);

test("a stream of Anthropic's is put together, with what the model thought", async () => {
	const request = { model: "claude-opus-4-5", max_tokens: 100, stream: true, messages: [user] };
	const page = await openCall("/anthropic/v1/messages", request);
	expect(await turnsOf(page)).toEqual(["User\nAnd the weather here?", "Assistant\nThinking: Let me see …\n42"]);
	await keepScreenshot(page, "call-anthropic-stream");
}, 30_000);

test.each([false, true])(
	"a call of OpenAI's Responses is laid out, streamed: %p",
	async (stream) => {
		const asked = { model: "gpt-5", instructions: "Be brief.", input: "And the weather here?", stream };
		const page = await openCall("/openai/v1/responses", asked);
		const turns = await turnsOf(page);
		expect(turns.slice(0, 2)).toEqual(["System\nBe brief.", "User\nAnd the weather here?"]);
		expect(await page.getByRole("region", { name: "Arguments of get_weather" }).allInnerTexts()).toHaveLength(2);
		await keepScreenshot(page, `call-responses${stream ? "-stream" : ""}`);
	},
	30_000,
);

async function projectIdOf(page: Page): Promise<string> {
	const session = (await (await page.request.get("/api/v1/session")).json()) as { projects: { id: string }[] };
	return session.projects[0]?.id ?? "";
}

test("the details name the key, or say that there was none", async () => {
	const page = await dashboard.openPage();
	const made = await page.request.post("/api/v1/keys", {
		data: { projectId: await projectIdOf(page), name: "checkout service" },
		headers: { origin: dashboard.server.url },
	});
	const { secret, id } = (await made.json()) as { secret: string; id: string };
	const asked = { model: "gpt-5-mini", input: "Hello" };
	const keyed = await openCall("/openai/v1/responses", asked, { "x-lensai-key": secret });
	await keyed.getByRole("link", { name: "checkout service" }).click();
	await keyed.waitForURL(new RegExp(`/calls\\?keyId=${id}`));
	const bare = await openCall("/openai/v1/responses", asked);
	await bare.getByText("no key", { exact: true }).waitFor();
}, 30_000);

test("a call that a limit refused says that nothing was sent", async () => {
	const page = await dashboard.openPage();
	const limit = { scope: "project", projectId: await projectIdOf(page), measure: "body_bytes", max: 1024 };
	const made = await page.request.post("/api/v1/limits", { data: limit, headers: { origin: dashboard.server.url } });
	expect(made.ok()).toBe(true);
	const refused = await openCall("/openai/v1/responses", { model: "gpt-5", input: "x".repeat(2000) });
	await refused.getByText("Refused by LensAI: nothing was sent, so nothing was charged.").first().waitFor();
	await keepScreenshot(refused, "call-refused");
}, 30_000);
