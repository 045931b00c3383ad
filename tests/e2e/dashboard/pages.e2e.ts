import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
let callId = "";
beforeAll(async () => {
	dashboard = await startDashboard();
	await createKey("a service with a rather long name, in production");
	for (const [model, fixture] of [
		["gpt-4o-mini", "plain"],
		["gpt-4.1", "cached-input"],
		["o4-mini", "reasoning"],
		["house-model-7b", "usage-missing"],
		["gpt-4o", "error-429"],
	] as const) {
		dashboard.upstream.fixture = fixture;
		const response = await dashboard.openai.chat.completions
			.create({ model, messages: [{ role: "user", content: "How much is it?" }] })
			.asResponse()
			.catch((error) => error);
		callId ||= response.headers.get("x-lensai-call-id");
	}
}, 120_000);
afterAll(() => dashboard.stop());

async function createKey(name: string): Promise<void> {
	const page = await dashboard.openPage();
	await page.goto("/keys");
	await page.getByLabel("Name of the new key").fill(name);
	await page.getByRole("button", { name: "Create key" }).click();
	await page.getByRole("row", { name: new RegExp(name) }).waitFor();
}

/** Every page, with what is there once it has loaded. */
const pages = [
	{ name: "overview", path: () => "/", ready: (page: Page) => page.locator("canvas") },
	{ name: "calls", path: () => "/calls", ready: (page: Page) => page.locator("tbody tr").first() },
	{
		name: "one call",
		path: () => `/calls/${callId}`,
		ready: (page: Page) => page.getByRole("heading", { name: "Details" }),
	},
	{
		name: "keys",
		path: () => "/keys",
		ready: (page: Page) => page.getByRole("row", { name: /a service with a rather long name/ }),
	},
	{
		name: "providers",
		path: () => "/providers",
		ready: (page: Page) => page.getByRole("button", { name: "Add key for Anthropic" }),
	},
	{ name: "routes", path: () => "/routes", ready: (page: Page) => page.getByText("No routes yet") },
	{ name: "limits", path: () => "/limits", ready: (page: Page) => page.getByText("No limits yet") },
	{
		name: "reconciliation",
		path: () => "/reconciliation",
		ready: (page: Page) => page.getByText("No admin key yet"),
	},
	{ name: "members", path: () => "/members", ready: (page: Page) => page.getByRole("row", { name: /owner@lensai/ }) },
	{ name: "audit", path: () => "/audit", ready: (page: Page) => page.getByText("key created") },
	{ name: "connect", path: () => "/connect", ready: (page: Page) => page.getByRole("tab", { name: "Python" }) },
	{ name: "settings", path: () => "/settings", ready: (page: Page) => page.getByLabel("Metadata only") },
	{ name: "sign-in", path: () => "/sign-in?error=EXPIRED_TOKEN", ready: (page: Page) => page.getByRole("alert") },
	{ name: "missing", path: () => "/no/such/page", ready: (page: Page) => page.getByText("There is no such page") },
];

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
	test.each(pages)(
		"axe has nothing against the page $name, wide and narrow",
		async ({ name, path, ready }) => {
			for (const width of [1280, 420]) {
				const page = await dashboard.openPage({ colorScheme, viewport: { width, height: 860 } });
				await page.goto(path());
				await ready(page).waitFor();
				expect(await axeFindings(page)).toEqual([]);
				expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
				await keepScreenshot(page, `${name.replace(" ", "-")}-${colorScheme}-${width}`);
				await page.context().close();
			}
			expect(dashboard.complaints).toEqual([]);
		},
		60_000,
	);
});

test("the overview adds up what is priced, and says how much is not", async () => {
	const page = await dashboard.openPage();
	await page.goto("/");
	await page.getByText("1 call unpriced").waitFor();
	const spend = page.locator("dl > div").first();
	expect(await spend.textContent()).toMatch(/≥ \$0\.0\d+/);
	await page.getByText("The chart as a table").click();
	const table = page.getByRole("table", { name: "Cost by model over time" });
	expect(await table.locator("tbody tr").count()).toBeGreaterThan(0);
}, 30_000);

test("a model none of whose calls has a known cost is unpriced, never $0.00", async () => {
	const page = await dashboard.openPage();
	await page.goto("/");
	const row = page.getByRole("row", { name: /house-model-7b/ });
	await row.waitFor();
	expect(await row.textContent()).toContain("unpriced");
	expect(await row.textContent()).not.toContain("$");
	expect(await page.getByRole("row", { name: /^gpt-4o / }).textContent()).not.toContain("$");
}, 30_000);

test("on a narrow screen, the page that is looked at has its link in view", async () => {
	const page = await dashboard.openPage({ viewport: { width: 420, height: 860 } });
	for (const name of ["Settings", "Overview", "Audit"]) {
		await page.goto(`/${name === "Overview" ? "" : name.toLowerCase()}`);
		await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
		const box = await page.getByRole("link", { name, exact: true }).boundingBox();
		expect(box?.x).toBeGreaterThanOrEqual(0);
		expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(420);
	}
	await page.goto("/prices/model?provider=openai&model=gpt-4o");
	await page.getByRole("heading", { name: "gpt-4o", exact: true }).waitFor();
	const box = await page.getByRole("link", { name: "Prices", exact: true }).boundingBox();
	expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(420);
	await page.context().close();
}, 30_000);

test("the tab is named after its page, once", async () => {
	const page = await dashboard.openPage();
	await page.goto("/keys");
	await page.waitForFunction(() => document.title === "Keys · LensAI");
	expect(await page.locator("head title").count()).toBe(1);
}, 30_000);

test.each([
	["download it", 200],
	["pack it", 404],
])(
	"the Connect page says how to get the extension: %s",
	async (what, status) => {
		const { url } = dashboard.server;
		const statuses = await Promise.all(
			["HEAD", "GET"].map(async (method) => (await fetch(`${url}/downloads/lensai.vsix`, { method })).status),
		);
		expect(statuses[0]).toBe(statuses[1]);
		const page = await dashboard.openPage({ viewport: { width: 390, height: 860 } });
		await page.route("**/downloads/lensai.vsix", (route) => route.fulfill({ status }));
		await page.goto("/connect");
		const link = page.getByRole("link", { name: "Download lensai.vsix" });
		const command = page.getByRole("region", { name: "the command that packs the extension" });
		await (status === 200 ? link : command).waitFor();
		expect([await link.count(), await command.count()]).toEqual(status === 200 ? [1, 0] : [0, 1]);
		await keepScreenshot(page, `connect-${what.replaceAll(" ", "-")}-390`);
	},
	30_000,
);

/** By its name: the overview, which these tests come from, has rows, too. */
const callsTable = (page: Page) => page.getByRole("table", { name: "Calls, newest first" });

test("a bar of the chart leads to the calls of its time", async () => {
	const page = await dashboard.openPage();
	await page.goto("/");
	const chart = page.locator(".u-over");
	await chart.waitFor();
	const { width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
	await chart.click({ position: { x: width - width / 48, y: height - 5 } });
	await page.waitForURL(/\/calls\?from=.*&to=/);
	await callsTable(page).locator("tbody tr").nth(4).waitFor();
}, 30_000);

test("the theme that was chosen stays, and is there before the first paint", async () => {
	const page = await dashboard.openPage({ colorScheme: "light" });
	await page.goto("/settings");
	const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const light = await background();
	await page.getByRole("button", { name: /^Theme/ }).click();
	await page.getByRole("button", { name: /^Theme: light/ }).click();
	const dark = await background();
	expect(dark).not.toBe(light);
	await page.reload({ waitUntil: "commit" });
	await page.waitForFunction(() => document.documentElement.dataset.theme === "dark" && document.body !== null);
	expect(await background()).toBe(dark);
}, 30_000);

test("the whole way from a page's top to a call goes by keyboard", async () => {
	const page = await dashboard.openPage();
	await page.goto("/");
	await page.getByRole("heading", { name: "Overview" }).waitFor();
	await page.keyboard.press("g");
	await page.keyboard.press("c");
	await callsTable(page).waitFor();
	await page.keyboard.press("Tab");
	expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the page");
	await page.keyboard.press("Enter");
	const rowHasFocus = () => page.evaluate(() => document.activeElement?.classList.contains("row-target") ?? false);
	for (let presses = 0; presses < 12 && !(await rowHasFocus()); presses++) await page.keyboard.press("Tab");
	expect(await rowHasFocus()).toBe(true);
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Details" }).waitFor();
}, 30_000);
