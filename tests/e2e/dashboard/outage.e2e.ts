import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());

test("when the server dies the rows stay, the page says so, and calls come in again once it is back", async () => {
	const call = () =>
		dashboard.openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hi" }] });
	const page = await dashboard.openPage();
	await call();
	await page.goto("/");
	await page.locator("canvas").waitFor();
	await page.getByRole("link", { name: "Calls", exact: true }).click();
	// By the table's name: the overview has rows, too.
	const rows = page.getByRole("table", { name: "Calls, newest first" }).locator("tbody tr");
	await rows.first().waitFor();
	await page.getByText("Live", { exact: true }).waitFor();
	await dashboard.restart(async () => {
		await page.getByText("Reconnecting").waitFor();
		expect(await rows.count()).toBe(1);
		await keepScreenshot(page, "server-gone-live");
		await page.getByRole("link", { name: "Overview" }).click();
		await page.getByText("The server does not answer").waitFor();
		await keepScreenshot(page, "server-gone");
		await page.getByRole("link", { name: "Settings" }).click();
		await page.getByText("This page could not be loaded").waitFor();
	});
	await page.getByRole("button", { name: "Try again" }).click();
	await page.getByLabel("Metadata only").waitFor();
	await page.getByRole("link", { name: "Calls", exact: true }).click();
	await page.getByText("Live", { exact: true }).waitFor();
	await call();
	await rows.nth(1).waitFor();
	expect(await rows.count()).toBe(2);
}, 120_000);
