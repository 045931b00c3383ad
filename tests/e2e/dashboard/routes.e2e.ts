import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());

const explanationOf = (page: Page) => page.getByRole("region", { name: "Where a call would go" });

/** As the owner, by the API. */
async function post(page: Page, path: string, data: object): Promise<void> {
	const answer = await page.request.post(path, { data, headers: { origin: dashboard.server.url } });
	expect(answer.status()).toBe(201);
}

test("a target is chosen by name: providers, servers of one's own, their keys and regions", async () => {
	const page = await dashboard.openPage();
	const lab = {
		name: "Llama in the lab",
		slug: "lab",
		baseUrl: "https://8.8.8.8/v1",
		family: "openai",
		keyStyle: "bearer",
	};
	await post(page, "/api/v1/custom-providers", lab);
	await post(page, "/api/v1/provider-keys", { provider: "mistral", name: "production", secret: "mistral-key-a1b2" });
	await page.goto("/routes");
	await page.getByRole("button", { name: "New route" }).click();
	await page.getByLabel("Name").fill("by-name");
	const target = page.getByRole("group", { name: "Target 1" });
	expect(await target.getByLabel("Region").count()).toBe(1);
	await target.getByLabel("Provider").selectOption("Anthropic");
	expect(await target.getByLabel("Region").count()).toBe(0);
	await target.getByLabel("Provider").selectOption("Mistral");
	await target.getByLabel("Key").selectOption("production ••••a1b2");
	await target.getByLabel("Region").selectOption("eu");
	await target.getByLabel("Model", { exact: true }).fill("mistral-large");
	await page.getByRole("button", { name: "Add a target" }).click();
	const second = page.getByRole("group", { name: "Target 2" });
	await second.getByLabel("Provider").selectOption("Llama in the lab");
	await second.getByLabel("Model", { exact: true }).fill("llama");
	await explanationOf(page).getByText("custom:lab llama").waitFor();
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "routes-by-name");
	await page.getByRole("button", { name: "Create route" }).click();
	const row = page.getByRole("row", { name: /by-name/ });
	await row.getByText("mistral · mistral-large · in eu · key production ••••a1b2").waitFor();
	await row.getByText("custom:lab · llama").waitFor();

	await page.getByRole("button", { name: "Edit by-name" }).click();
	expect(await target.getByLabel("Key").locator("option:checked").textContent()).toBe("production ••••a1b2");
	expect(await target.getByLabel("Region").inputValue()).toBe("eu");
	await target.getByLabel("Provider").selectOption("OpenAI");
	expect(await target.getByLabel("Region").inputValue()).toBe("");
	await page.getByRole("button", { name: "Save changes" }).click();
	await row.getByText("openai · mistral-large").waitFor();
	await page.getByRole("button", { name: "Delete by-name" }).click();
	await page.getByRole("button", { name: "Delete route" }).click();
	await page.getByText("No routes yet").waitFor();
	expect(dashboard.complaints).toEqual([]);
	await page.context().close();
}, 60_000);

test("a route is written, explained while it is, saved, changed and deleted", async () => {
	const page = await dashboard.openPage();
	await page.goto("/routes");
	await page.getByText("No routes yet").waitFor();
	await page.getByRole("button", { name: "New route" }).click();
	await page.getByLabel("Name").pressSequentially("fast-chat");
	const first = page.getByRole("group", { name: "Target 1" });
	await first.getByLabel("Model", { exact: true }).fill("gpt-4o");
	await first.getByLabel("Weight").fill("3");
	await page.getByRole("button", { name: "Add a target" }).click();
	const second = page.getByRole("group", { name: "Target 2" });
	await second.getByLabel("Model", { exact: true }).fill("gpt-4o");
	await explanationOf(page).getByText("targets[1]: the same as targets[0]").waitFor();
	await second.getByLabel("Model", { exact: true }).fill("gpt-4o-mini");
	await second.getByLabel("Weight").fill("1");
	await explanationOf(page).getByText("first for 75%").waitFor();
	await second.getByText("Only for some calls").click();
	await second.getByLabel("Environments").fill("staging");
	await explanationOf(page).getByText("condition not met: wants environment staging").waitFor();
	await keepScreenshot(page, "routes-editor-light-1280");
	await page.getByRole("button", { name: "Create route" }).click();
	const row = page.getByRole("row", { name: /fast-chat/ });
	await row.waitFor();
	expect(await row.textContent()).toContain("openai · gpt-4o · weight 3takes calls");
	await page.getByRole("button", { name: "Edit fast-chat" }).click();
	await page.getByRole("button", { name: "Move target 2 up" }).click();
	await page.getByRole("button", { name: "Save changes" }).click();
	await page.waitForFunction(() => document.querySelector("tbody li")?.textContent?.includes("gpt-4o-mini"));
	await page.getByRole("button", { name: "Delete fast-chat" }).click();
	await page.getByRole("button", { name: "Delete route" }).click();
	await page.getByText("No routes yet").waitFor();
	// The browser notes each answer that is no success; the explanation of two targets that are the same is one.
	expect(dashboard.complaints.splice(0).filter((text) => !text.includes("status of 400"))).toEqual([]);
	await page.context().close();
}, 60_000);

test("a call that went by a route shows what was tried, and why", async () => {
	const page = await dashboard.openPage({ colorScheme: "dark" });
	dashboard.upstream.fixture = "plain";
	dashboard.upstream.fixtureOf = { "gpt-4o": "error-429" };
	const targets = [
		{ provider: "openai", model: "gpt-4o" },
		{ provider: "openai", model: "o3", when: { tags: ["batch"] } },
		{ provider: "openai", model: "gpt-4o-mini" },
	];
	await post(page, "/api/v1/routes", { projectId: null, name: "steady", targets, retries: { baseMs: 1 } });
	const answer = await dashboard.openai.chat.completions
		.create({ model: "steady", messages: [{ role: "user", content: "Hi" }] })
		.asResponse();
	dashboard.upstream.fixtureOf = {};
	const id = answer.headers.get("x-lensai-call-id");
	await page.goto("/calls");
	await page.locator(`a[href="/calls/${id}"]`).click();
	const attempts = page.locator("section", { has: page.getByRole("heading", { name: "Attempts" }) });
	await attempts.getByText(/^429/).first().waitFor();
	await attempts.getByRole("link", { name: "steady" }).waitFor();
	expect(await attempts.locator("ol > li").allTextContents()).toEqual([
		expect.stringMatching(/^openai gpt-4o429/),
		expect.stringMatching(/^openai gpt-4o429/),
		expect.stringMatching(/^openai gpt-4o-mini/),
	]);
	await page.getByText("Why these targets").click();
	await page.getByText("openai o3 (left out)").waitFor();
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "one-call-routed-dark-1280");
	expect(dashboard.complaints).toEqual([]);
	await page.context().close();
}, 30_000);

test("what the server refuses is said in the form, and nothing is lost", async () => {
	const page = await dashboard.openPage();
	await page.goto("/routes");
	await page.getByRole("button", { name: "New route" }).click();
	await page.getByLabel("Name").fill("wrong");
	await page.getByRole("button", { name: "Add a target" }).click();
	await page.getByRole("button", { name: "Create route" }).click();
	await page.getByRole("alert").getByText("targets[1]: the same as targets[0]").waitFor();
	expect(await page.getByLabel("Name").inputValue()).toBe("wrong");
	dashboard.complaints.length = 0;
	await page.context().close();
}, 30_000);

test.each(["light", "dark"] as const)(
	"axe has nothing against the form and the list, wide and narrow, in the %s theme",
	async (colorScheme) => {
		for (const width of [1280, 420]) {
			const page = await dashboard.openPage({ colorScheme, viewport: { width, height: 900 } });
			await page.goto("/routes");
			await page.getByRole("button", { name: "New route" }).click();
			await page.getByLabel("Name").fill(`axe-${colorScheme}-${width}`);
			await page.getByText("Timeouts, retries, and what moves on").click();
			await explanationOf(page)
				.getByText(/only target|names no model/)
				.waitFor();
			expect(await axeFindings(page)).toEqual([]);
			await page.getByRole("group", { name: "Target 1" }).getByLabel("Model", { exact: true }).fill("gpt-4o");
			await explanationOf(page).getByText("only target").waitFor();
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			await keepScreenshot(page, `routes-new-${colorScheme}-${width}`);
			await page.getByRole("button", { name: "Create route" }).click();
			await page.getByRole("row", { name: new RegExp(`axe-${colorScheme}-${width}`) }).waitFor();
			expect(await axeFindings(page)).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			await keepScreenshot(page, `routes-${colorScheme}-${width}`);
			await page.context().close();
		}
		expect(dashboard.complaints).toEqual([]);
	},
	60_000,
);
