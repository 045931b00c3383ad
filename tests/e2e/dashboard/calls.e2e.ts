import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { APIError } from "openai";
import type { Page } from "playwright";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());
afterEach(() => {
	expect(dashboard.complaints.splice(0)).toEqual([]);
});

/** Makes one call as an app would, and gives its id. A call that is refused has one too. */
async function makeCall(model: string, { fixture = "plain", stream = false } = {}): Promise<string> {
	dashboard.upstream.fixture = fixture;
	const messages = [{ role: "user" as const, content: `Hello from ${model}` }];
	if (stream) {
		const call = await dashboard.openai.chat.completions.create({ model, messages, stream: true }).withResponse();
		for await (const _ of call.data);
		return idOf(call.response);
	}
	try {
		return idOf(await dashboard.openai.chat.completions.create({ model, messages }).asResponse());
	} catch (refusal) {
		if (refusal instanceof APIError && refusal.headers) return idOf(refusal);
		throw refusal;
	}
}

function idOf(answer: { headers: Headers | undefined }): string {
	const id = answer.headers?.get("x-lensai-call-id");
	if (!id) throw new Error("The answer carries no call id.");
	return id;
}

async function openCalls(query = ""): Promise<Page> {
	const page = await dashboard.openPage();
	await page.goto(`/calls${query}`);
	await page.getByText("Live", { exact: true }).waitFor();
	return page;
}

const rowsOf = (page: Page) => page.locator("tbody tr");

test("an empty project says how to make the first call", async () => {
	const page = await openCalls();
	const command = page.getByRole("region", { name: "curl command" });
	await command.waitFor();
	expect(await command.textContent()).toContain(`${dashboard.server.url}/openai/v1/chat/completions`);
	await keepScreenshot(page, "calls-empty");
}, 30_000);

test("a call appears within a second of its end, without a reload", async () => {
	const page = await openCalls();
	await makeCall("gpt-4o-mini");
	const endedAt = performance.now();
	await rowsOf(page).filter({ hasText: "gpt-4o-mini" }).waitFor();
	expect(performance.now() - endedAt).toBeLessThan(1_000);
	expect(await rowsOf(page).first().textContent()).toMatch(/\$0\.0\d+/);
}, 30_000);

test("a row leads to its call, which shows what was said and what each token cost", async () => {
	const id = await makeCall("gpt-4o-mini", { stream: true });
	const page = await openCalls();
	await page.locator(`a[href="/calls/${id}"]`).click();
	await page.getByText("Hello from gpt-4o-mini").waitFor();
	const cost = page.locator("section").filter({ has: page.getByRole("heading", { name: "Cost", exact: true }) });
	const amounts = await cost.locator("tbody td:last-child").allTextContents();
	const sum = amounts.reduce((total, text) => total + Number(text.replace("$", "")), 0);
	const total = Number((await cost.locator("header p").textContent())?.replace("$", ""));
	expect(amounts.length).toBeGreaterThan(1);
	expect(Math.abs(sum - total)).toBeLessThan(total * 0.05);
	await page.getByRole("tab", { name: "Response" }).click();
	expect(await page.getByRole("region", { name: "The response's body" }).textContent()).toContain("data: [DONE]");
	await keepScreenshot(page, "call");
}, 30_000);

test("tool calls are shown by name with their arguments", async () => {
	const id = await makeCall("gpt-4.1", { fixture: "parallel-tool-calls" });
	const page = await openCalls();
	await page.goto(`/calls/${id}`);
	await page.getByText("get_weather").waitFor();
	expect(await page.getByRole("region", { name: "Arguments of get_weather" }).textContent()).toContain(
		'"city": "Lisbon"',
	);
}, 30_000);

test("a call that the provider refused shows the provider's reason, and no cost of zero", async () => {
	const id = await makeCall("gpt-4o", { fixture: "error-429" });
	const page = await openCalls("?model=gpt-4o");
	const row = rowsOf(page).first();
	await row.waitFor();
	expect(await row.textContent()).toContain("429");
	expect(await row.textContent()).not.toContain("unpriced");
	expect(await row.textContent()).not.toContain("$");
	await page.goto(`/calls/${id}`);
	await page.getByText("You exceeded your current quota").waitFor();
	await keepScreenshot(page, "call-error");
}, 30_000);

test("a call of a path that LensAI does not read says so", async () => {
	const response = await fetch(`${dashboard.server.url}/openai/v1/fine_tuning/jobs`, {
		method: "POST",
		headers: { authorization: "Bearer sk-fixture", "content-type": "application/json" },
		body: JSON.stringify({ model: "gpt-4o-mini", training_file: "file-1" }),
	});
	await response.arrayBuffer();
	const page = await openCalls();
	await page.locator(`a[href="/calls/${idOf(response)}"]`).click();
	await page.getByText("its bodies are not kept").waitFor();
	await page.getByText("so its usage and its cost are unknown").waitFor();
	await page.getByText("metadata only").waitFor();
	await keepScreenshot(page, "call-unread");
}, 30_000);

test("filters stand in the address, survive a reload, and hold for live calls too", async () => {
	await makeCall("gpt-4.1-mini");
	const page = await openCalls();
	await page.getByLabel("Status").selectOption("error");
	await page.waitForURL(/status=error/);
	await page.reload();
	await page.getByText("Live", { exact: true }).waitFor();
	await rowsOf(page).first().waitFor();
	const before = await rowsOf(page).count();
	await makeCall("gpt-4.1-mini");
	await makeCall("gpt-4.1-mini", { fixture: "error-429" });
	await rowsOf(page).nth(before).waitFor();
	expect(await rowsOf(page).filter({ hasText: "OK" }).count()).toBe(0);
	await page.goBack();
	await rowsOf(page).filter({ hasText: "OK" }).first().waitFor();
}, 30_000);

test("new calls wait while somebody reads the rows, and come when asked for", async () => {
	await makeCall("gpt-4o-mini");
	const page = await openCalls();
	await rowsOf(page).first().waitFor();
	await rowsOf(page).first().hover();
	const before = await rowsOf(page).allTextContents();
	await makeCall("o4-mini");
	const button = page.getByRole("button", { name: "1 new call" });
	await button.waitFor();
	expect(await rowsOf(page).allTextContents()).toEqual(before);
	await button.click();
	await rowsOf(page).filter({ hasText: "o4-mini" }).waitFor();
	expect(await rowsOf(page).count()).toBe(before.length + 1);
}, 30_000);

test("older calls come page by page, each of them once", async () => {
	for (let made = 0; made < 120; made += 20)
		await Promise.all(Array.from({ length: 20 }, () => makeCall("gpt-3.5-turbo")));
	const page = await openCalls("?model=gpt-3.5-turbo");
	await rowsOf(page).nth(49).waitFor();
	expect(await rowsOf(page).count()).toBe(50);
	const older = page.getByRole("button", { name: "Show older calls" });
	await older.click();
	await rowsOf(page).nth(99).waitFor();
	await older.click();
	await rowsOf(page).nth(119).waitFor();
	await older.waitFor({ state: "detached" });
	const links = await page
		.locator("a.row-target")
		.evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute("href")));
	expect(new Set(links).size).toBe(120);
}, 60_000);

test("an address of a call that does not exist says so", async () => {
	const page = await dashboard.openPage();
	await page.goto(`/calls/${crypto.randomUUID()}`);
	await page.getByRole("alert").getByText("Not found").waitFor();
	expect(dashboard.complaints.splice(0).every((text) => text.includes("404"))).toBe(true);
}, 30_000);

test("an address of what can be no call says the same, and the server is not asked", async () => {
	const page = await dashboard.openPage();
	await page.goto("/calls/not-a-call");
	await page.getByRole("alert").getByText("There is no call not-a-call.").waitFor();
	await page.getByRole("alert").getByText("Not found").waitFor();
}, 30_000);
