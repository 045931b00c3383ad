import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Dashboard, firstSignInUrl, keepScreenshot, nextSignInUrl, startDashboard } from "./dashboard";

const stranger = { storageState: undefined };

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());

test("a page asks a stranger to sign in, and says nothing about what it would have shown", async () => {
	const page = await dashboard.openPage(stranger);
	await page.goto(`${dashboard.server.url}/calls?status=error`);
	await page.getByRole("heading", { name: "Sign in to LensAI" }).waitFor();
	expect(new URL(page.url()).searchParams.get("next")).toBe("/calls?status=error");
}, 30_000);

test("the first link works once; a second time it says so and offers a new one", async () => {
	const page = await dashboard.openPage(stranger);
	await page.goto(await firstSignInUrl(dashboard.server));
	const alert = page.getByRole("alert");
	await alert.waitFor();
	expect(await alert.textContent()).toContain("works once only");
	await keepScreenshot(page, "sign-in-used-link");
}, 30_000);

test("without a mail server, the link to sign in with stands on the console and leads back to the page", async () => {
	const page = await dashboard.openPage(stranger);
	await page.goto(`${dashboard.server.url}/keys`);
	await page.getByLabel("E-mail address").fill("ada@example.com");
	const link = await nextSignInUrl(dashboard.server, async () => {
		await page.getByRole("button", { name: "Send the link" }).click();
		await page.getByText("The link is on its way").waitFor();
	});
	await keepScreenshot(page, "sign-in-link-sent");
	await page.goto(link);
	await page.getByRole("heading", { name: "Keys" }).waitFor();
	expect(await page.getByText("ada@example.com").isVisible()).toBe(true);
}, 30_000);

test("signing out ends the session in this browser", async () => {
	const page = await dashboard.openPage();
	await page.goto("/");
	await page.getByRole("heading", { name: "Overview" }).waitFor();
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.getByRole("heading", { name: "Sign in to LensAI" }).waitFor();
	await page.goto("/calls");
	await page.getByRole("heading", { name: "Sign in to LensAI" }).waitFor();
}, 30_000);
