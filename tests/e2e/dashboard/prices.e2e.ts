import { afterAll, beforeAll, expect, test } from "bun:test";
import type { BrowserContextOptions, Page } from "playwright";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
	dashboard.upstream.fixtureOf["gpt-4o-audio-preview"] = "audio-without-rates";
	dashboard.upstream.fixtureOf.o3 = "flex-tier";
	dashboard.upstream.ownNames.add("house-model-7b");
	dashboard.upstream.ownNames.add("house-model-13b");
}, 120_000);
afterAll(() => dashboard.stop());

/** The page once it is stored: a call that has just ended takes a moment. */
async function openCall(model: string, page: Page): Promise<string> {
	const { response } = await dashboard.openai.chat.completions
		.create({ model, messages: [{ role: "user", content: "Hello" }] })
		.withResponse();
	const id = response.headers.get("x-lensai-call-id") ?? "";
	await page.goto("/calls");
	await page.locator(`a[href="/calls/${id}"]`).click();
	await page.getByText("Where the rates are from").or(page.getByText("the cost is unknown")).first().waitFor();
	return id;
}

const costPanel = (page: Page) =>
	page.locator("section").filter({ has: page.getByRole("heading", { name: "Cost", exact: true }) });
const picoUsd = (text: string | null) => Math.round(Number((text ?? "").replace("$", "")) * 1e12);

const opened = (options?: BrowserContextOptions) => dashboard.openPage(options);

test("the book is there at once, is searched by words, and leads to a model with its rates, sources and history", async () => {
	const page = await opened();
	await page.goto("/prices");
	await page
		.getByRole("status")
		.filter({ hasText: /^50 of/ })
		.waitFor();
	await page.getByRole("button", { name: "Show more" }).click();
	await page
		.getByRole("status")
		.filter({ hasText: /^100 of/ })
		.waitFor();
	await page.getByRole("searchbox", { name: "Search models" }).fill("5.6 luna");
	await page.getByRole("combobox", { name: "Provider" }).selectOption({ value: "openai" });
	await page.getByRole("link", { name: "gpt-5.6-luna", exact: true }).click();

	const now = page.locator("section").filter({ has: page.getByRole("heading", { name: "What it costs now" }) });
	await now
		.getByRole("row", { name: /^Input/ })
		.first()
		.waitFor();
	const listed = await now.getByRole("row", { name: /^Output/ }).textContent();
	await now.getByRole("combobox", { name: "Service tier" }).selectOption("batch");
	await page.waitForURL(/tier=batch/);
	await page.waitForFunction((before) => !document.body.textContent?.includes(before ?? ""), listed);
	const history = page.getByRole("table", { name: "What its price was, newest first" });
	expect(await history.getByRole("row").count()).toBeGreaterThan(2);
	expect(await history.getByRole("link", { name: "genai-prices@0.1.8" }).first().getAttribute("href")).toStartWith(
		"https://",
	);
	await page.goBack();
	expect(await page.getByRole("searchbox", { name: "Search models" }).inputValue()).toBe("5.6 luna");
	expect(dashboard.complaints).toEqual([]);
}, 60_000);

test("a search that finds nothing says so, and offers to enter a price", async () => {
	const page = await opened();
	await page.goto("/prices?search=no+such+model");
	await page.getByText("The book has no model of that name").waitFor();
	await page.getByRole("button", { name: "Clear search" }).click();
	await page
		.getByRole("status")
		.filter({ hasText: /^50 of/ })
		.waitFor();
}, 30_000);

test("a model without a price waits in the inbox, gets one from a day on, and its next call is priced by it", async () => {
	const page = await opened();
	const unpriced = await openCall("house-model-7b", page);
	expect(await costPanel(page).locator("header p").textContent()).toContain("unpriced");
	expect(await costPanel(page).textContent()).not.toContain("$");
	await keepScreenshot(page, "call-unpriced");

	await page.goto("/prices?show=unpriced");
	await page.getByRole("row", { name: /house-model-7b.*1 unpriced/ }).waitFor();
	await page.getByRole("button", { name: "Set a price for house-model-7b" }).click();
	const dialog = page.getByRole("dialog");
	expect(await dialog.getByLabel("Model").inputValue()).toBe("house-model-7b");
	await dialog.getByRole("button", { name: "Save price" }).click();
	await dialog.getByRole("alert").filter({ hasText: "Say what at least one of them costs" }).waitFor();
	await dialog.getByLabel(/^Input, dollars/).fill("two");
	await dialog.getByRole("button", { name: "Save price" }).click();
	await dialog.getByRole("alert").filter({ hasText: "write dollars as a number" }).waitFor();
	await keepScreenshot(page, "prices-form-problem");
	await dialog.getByLabel(/^Input, dollars/).fill("$0.40");
	await dialog.getByLabel(/^Output, dollars/).fill(".8");
	expect(await dialog.getByLabel("Price calls since then again").isChecked()).toBe(true);
	await dialog.getByRole("button", { name: "Save price" }).click();
	await page.getByText("The price of house-model-7b is in the book").waitFor();
	await page.getByRole("row", { name: /house-model-7b.*Input \$0\.40 per 1M tokens/ }).waitFor();
	await page.getByText(/Earlier calls were priced again: 1 looked at, 1 adjusted, \+ \$/).waitFor({ timeout: 30_000 });
	await keepScreenshot(page, "prices-saved");

	await openCall("house-model-7b", page);
	expect(await costPanel(page).getByText("your own price").count()).toBeGreaterThan(0);
	const amounts = await costPanel(page).locator("tbody td:last-child").allTextContents();
	const sum = await costPanel(page).locator("tfoot td").textContent();
	expect(amounts.map(picoUsd).reduce((total, each) => total + each, 0)).toBe(picoUsd(sum));
	await keepScreenshot(page, "call-own-price");
	await page.goto(`/calls/${unpriced}`);
	await costPanel(page).getByText("As recorded", { exact: true }).waitFor();
	await costPanel(page).getByText("As recorded when the call ended").waitFor();
	expect(await costPanel(page).getByText("no rate", { exact: true }).count()).toBe(0);
	await costPanel(page).getByText("Now priced by").waitFor();
	await keepScreenshot(page, "call-adjusted");
	await page.goto("/prices?show=unpriced");
	await page.getByText("Every call has a whole price").waitFor();
	await openCall("house-model-13b", page);
	expect(dashboard.complaints).toEqual([]);
}, 60_000);

test("an own price is taken back after a question, and stays in the history", async () => {
	const page = await opened();
	await page.goto("/prices?show=own");
	await page.getByRole("button", { name: /^Take back: house-model-7b, Output/ }).click();
	await page.getByRole("alertdialog").waitFor();
	await page.getByRole("button", { name: "Take back", exact: true }).click();
	await page.getByRole("row", { name: /Output: taken back/ }).waitFor();
	expect(await page.getByRole("row", { name: /Output \$0\.80.*followed by a newer one/ }).count()).toBe(1);
	expect(await page.getByRole("button", { name: /^Take back: house-model-7b, Output/ }).count()).toBe(0);
}, 30_000);

test("a call's cost says which part has no rate, and that an estimate is one", async () => {
	const page = await opened();
	await openCall("gpt-4o-audio-preview", page);
	await keepScreenshot(page, "call-audio");
	await openCall("o3", page);
	await costPanel(page).getByText("Served at tier flex").waitFor();
	await keepScreenshot(page, "call-flex");
}, 30_000);

/** A call in which everything is, as the API shows it. */
const line = (unit: string, amount: number, rate: string | null, sources: object[], model = "gpt-6-sol") => ({
	model,
	unit,
	amount,
	rate,
	per: 1,
	picoUsd: rate === null ? null : String(BigInt(rate) * BigInt(amount)),
	sources,
});
const list = {
	kind: "list",
	id: "genai-prices@0.1.8",
	url: "https://openai.com/pricing",
	date: "2026-09-23",
	note: null,
	isOwn: false,
};
const own = { kind: "price", id: "1", url: null, date: "2026-11-22", note: "Contract 7, annex B", isOwn: true };
const batch = {
	kind: "factor",
	id: "2",
	url: "https://developers.openai.com/api/docs/pricing",
	date: "2026-11-22",
	note: null,
	isOwn: false,
};

test.each(["light", "dark"] as const)(
	"shows every page well, wide and narrow, in the %s theme",
	async (colorScheme) => {
		for (const width of [1280, 420]) {
			const page = await opened({ colorScheme, viewport: { width, height: 860 } });
			const look = async (name: string) => {
				expect(await axeFindings(page)).toEqual([]);
				expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
				await keepScreenshot(page, `${name}-${colorScheme}-${width}`);
			};
			await page.goto("/prices");
			await page
				.getByRole("status")
				.filter({ hasText: /^50 of/ })
				.waitFor();
			await look("prices-book");
			await page.goto("/prices/model?provider=openai&model=gpt-5.6-luna");
			await page.getByText("What was said of it").waitFor();
			await look("prices-model");
			await page.goto("/prices?show=own");
			await page
				.getByRole("row", { name: /taken back/ })
				.first()
				.waitFor();
			await look("prices-own");
			await page.getByRole("button", { name: "Enter a price" }).click();
			await page.getByRole("dialog").waitFor();
			await look("prices-form");
			await page.keyboard.press("Escape");
			await page.goto("/prices?show=unpriced");
			await page.getByRole("row", { name: /house-model-13b/ }).waitFor();
			await look("prices-inbox");

			const id = await openCall("gpt-4o-mini", page);
			await page.route(`**/api/v1/calls/${id}/cost`, async (route) => {
				const known = await (await route.fetch()).json();
				const lines = [
					line("uncachedInput", 120_400, "1250000", [list, batch]),
					line("cacheRead", 96_000, "125000", [list, batch]),
					line("output", 4_210, "5000000", [own]),
					line("codeSessions", 2, null, []),
					line("uncachedInput", 900, "400000", [list], "gpt-6-luna"),
				];
				const picoUsd = String(lines.reduce((sum, each) => sum + BigInt(each.picoUsd ?? 0), 0n) + 42_000_000n);
				const earlierAttempts = [
					{ target: "azure/gpt-6-sol", picoUsd: "42000000", isUnknown: false },
					{ target: "openai/gpt-6-sol", picoUsd: null, isUnknown: true },
				];
				await route.fulfill({
					json: { ...known, state: "partial", picoUsd, lines, earlierAttempts, serviceTier: "batch", region: "eu" },
				});
			});
			await page.reload();
			await page.getByText("Sum of what has a rate").waitFor();
			await look("call-cost");
			await page.context().close();
		}
	},
	120_000,
);

test("says that the server does not answer, and goes on when it does", async () => {
	const page = await opened();
	const address = "**/api/v1/prices/models*";
	await page.route(address, (route) => route.abort());
	await page.goto("/prices");
	await page.getByText("The server does not answer").waitFor();
	await page.unroute(address);
	await page.getByRole("button", { name: "Try again" }).click();
	await page
		.getByRole("status")
		.filter({ hasText: /^50 of/ })
		.waitFor();
	expect(await page.getByRole("alert").count()).toBe(0);
}, 30_000);
