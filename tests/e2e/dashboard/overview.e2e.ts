import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
const models = [
	"gpt-4o-mini-with-a-rather-long-name-of-its-own",
	"house-model-7b-instruct-in-production",
	"mixtral-of-the-house-8x22b-quantized",
	"llama-of-the-house-70b-instruct-turbo",
	"qwen-of-the-house-110b-instruct-2026",
	"deepseek-of-the-house-671b-thinking",
	"phi-of-the-house-14b-instruct-medium",
];
beforeAll(async () => {
	dashboard = await startDashboard();
	const owner = await dashboard.openPage();
	const post = async (path: string, data: object) => {
		const answer = await owner.request.post(path, { data, headers: { origin: dashboard.server.url } });
		if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
	};
	const rates = [
		{ unit: "uncachedInput", usd: "2" },
		{ unit: "output", usd: "12" },
	];
	for (const model of models) {
		dashboard.upstream.ownNames.add(model);
		await post("/api/v1/prices", { provider: "openai", model, validFrom: "2020-01-01T00:00:00Z", rates });
	}
	dashboard.upstream.fixtureOf = { [models[1] as string]: "cached-input", [models[2] as string]: "usage-missing" };
	for (const model of models) await call(model);
	await dashboard.openai.models.list();
	await post("/api/v1/limits", { scope: "organization", measure: "requests", max: 1 });
	await call(models[0] as string);
	await call(models[0] as string).catch(() => undefined);
}, 120_000);
afterAll(() => dashboard.stop());
afterEach(() => {
	expect(dashboard.complaints.splice(0)).toEqual([]);
});

function call(model: string) {
	return dashboard.openai.chat.completions.create({ model, messages: [{ role: "user", content: "How much is it?" }] });
}

async function openOverview(options = {}): Promise<Page> {
	const page = await dashboard.openPage(options);
	await page.goto("/");
	await page.getByText("1 call partial · 1 call estimated").waitFor();
	return page;
}

test("a sum with a call that is known in part is a lower bound, one with an estimate is an estimate, wherever it stands", async () => {
	const page = await openOverview();
	const spend = page.locator("dl > div").first();
	expect(await spend.textContent()).toMatch(/≥ \$0\.0\d+1 call partial · 1 call estimated/);
	expect(await spend.getByText("1 call partial").getAttribute("title")).toContain(
		"only a part of what 1 call cost is known",
	);
	const byModel = page.getByRole("table", { name: "By model" });
	const costOf = async (model: string) => (await byModel.getByRole("row", { name: model }).textContent()) ?? "";
	expect(await costOf(models[1] as string)).toContain("≥ $");
	expect(await costOf(models[2] as string)).toContain("≈ $");
	expect(await costOf(models[3] as string)).not.toMatch(/[≥≈]/);
	await page.getByText("The chart as a table").click();
	const cells = page.getByRole("table", { name: "Cost by model over time" }).locator("tbody td:last-child");
	expect((await cells.allTextContents()).some((text) => text.startsWith("≥ $"))).toBe(true);
	await keepScreenshot(page, "overview-partial");
	await page.context().close();
}, 30_000);

test("the overview and the list count alike, but for requests that use no model, which the overview names", async () => {
	const page = await openOverview();
	const calls = page.locator("dl > div").nth(1);
	expect(await calls.textContent()).toContain(`Calls${models.length + 2}and 1 other request`);
	await page.goto("/calls");
	const rows = page.locator("tbody tr");
	await rows.filter({ hasText: models[6] }).waitFor();
	expect(await rows.count()).toBe(models.length + 3);
	const other = rows.filter({ hasText: /models.*openai/ });
	expect(await other.locator("td").last().textContent()).toBe("—");
	expect(await other.locator("td").last().locator("[title]").getAttribute("title")).toContain("No usage");
	expect(await page.getByText("unpriced").count()).toBe(0);
	await keepScreenshot(page, "calls-other");
	await page.context().close();
}, 30_000);

test("a limit's refusal is not listed as an error of the provider, but counts as one", async () => {
	const page = await openOverview();
	const row = page.getByRole("table", { name: "By model" }).getByRole("row", { name: models[0] });
	expect(await row.locator("td").nth(0).textContent()).toBe("3");
	expect(await row.locator("td").nth(1).textContent()).toBe("33.3%");
	expect(await page.getByRole("columnheader", { name: "Median" }).getAttribute("title")).toContain("answered well");
	await page.goto("/calls");
	const refused = page.locator("tbody tr").filter({ hasText: /Limit\s*429/ });
	await refused.waitFor();
	expect(await refused.getByTitle("nothing was sent to the provider").count()).toBeGreaterThan(0);
	await page.context().close();
}, 30_000);

test.each([1280, 420])(
	"the chart as a table has its total in sight in a window of %d pixels, and scrolls by keyboard where it is wider",
	async (width) => {
		const page = await openOverview({ viewport: { width, height: 860 } });
		await page.getByText("The chart as a table").click();
		const region = page.getByRole("region", { name: "Cost by model over time" });
		await region.waitFor();
		await keepScreenshot(page, `overview-table-${width}`);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
		const box = (await region.boundingBox()) ?? { x: 0, width: 0 };
		const panel = (await region.locator("xpath=ancestor::section[contains(@class, 'panel')]").boundingBox()) ?? box;
		expect(box.x + box.width).toBeLessThanOrEqual(panel.x + panel.width);
		const fits = () => region.evaluate((frame) => frame.scrollWidth <= frame.clientWidth);
		expect(await fits()).toBe(width === 1280);
		const total = await region.getByRole("columnheader", { name: "Total" }).boundingBox();
		expect((total?.x ?? 9999) + (total?.width ?? 0)).toBeLessThanOrEqual(box.x + box.width + 1);
		await region.focus();
		await page.keyboard.press("ArrowRight");
		if (width < 1280) await page.waitForFunction((frame) => (frame?.scrollLeft ?? 0) > 0, await region.elementHandle());
		await page.context().close();
	},
	30_000,
);
