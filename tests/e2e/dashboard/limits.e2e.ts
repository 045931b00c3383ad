import { afterAll, beforeAll, expect, test } from "bun:test";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());

test("a limit is made, found twice, edited by keyboard and deleted", async () => {
	const page = await dashboard.openPage();
	await page.goto("/limits");
	await page.getByText("No limits yet").waitFor();
	const create = async (target: string, measure: string, max: string) => {
		await page.getByRole("combobox", { name: "For" }).selectOption({ label: target });
		await page.getByRole("combobox", { name: "Limit" }).selectOption({ label: measure });
		await page.getByLabel("At most", { exact: true }).fill(max);
		await page.getByRole("button", { name: "Create limit" }).click();
	};
	await create("default", "Requests a minute", "60");
	await page.getByRole("row", { name: /default.*60/ }).waitFor();
	await create("default", "Requests a minute", "70");
	await page.getByRole("alert").filter({ hasText: "There is a limit of this kind already" }).waitFor();
	await create("Whole organization", "Size of a request's body", "1048576");
	await page.getByRole("row", { name: /1\.0 MiB/ }).waitFor();
	expect(await page.getByRole("alert").count()).toBe(0);

	await page.getByRole("button", { name: "Edit 60 requests a minute for default" }).focus();
	await page.keyboard.press("Enter");
	await page.keyboard.type("120");
	// The list is read again meanwhile: what is being typed stays.
	await page.waitForResponse((response) => response.url().endsWith("/api/v1/limits"));
	await keepScreenshot(page, "limits-editing");
	await page.keyboard.press("Enter");
	await page.getByRole("row", { name: /default.*120/ }).waitFor();
	expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toStartWith("Edit 120");

	await page.getByRole("button", { name: "Delete 120 requests a minute for default" }).click();
	await page.getByRole("alertdialog").waitFor();
	await keepScreenshot(page, "limits-delete");
	// By its place in the page, since an open dialog hides the rest from roles.
	const limit = page.locator("tr", { hasText: /default.*120/ });
	expect(await limit.count()).toBe(1);
	await page.getByRole("button", { name: "Delete limit" }).click();
	await limit.waitFor({ state: "detached" });
	// The browser itself notes the 409.
	expect(dashboard.complaints.filter((complaint) => !complaint.includes("409"))).toEqual([]);
}, 60_000);

test.each(["light", "dark"] as const)(
	"shows how full each limit is, wide and narrow, in the %s theme",
	async (colorScheme) => {
		for (const width of [1280, 420]) {
			const page = await dashboard.openPage({ colorScheme, viewport: { width, height: 860 } });
			const limit = (
				id: string,
				scope: string,
				targetName: string,
				measure: string,
				max: number,
				used: number | null,
			) => ({
				id,
				scope,
				targetId: id,
				targetName,
				measure,
				max,
				used,
				createdAt: "2026-11-22T12:00:00.000Z",
				changedAt: "2026-11-22T12:00:00.000Z",
			});
			await page.route("**/api/v1/limits", (route) =>
				route.fulfill({
					json: [
						limit("1", "organization", "Owner", "tokens", 2_000_000, 312_400),
						limit("2", "organization", "Owner", "body_bytes", 1_048_576, null),
						limit("3", "project", "default", "requests", 60, 52),
						limit("4", "key", "a service with a rather long name, in production", "tokens", 100_000, 130_512),
						limit("5", "key", "nightly batch", "streams", 5, 0),
					],
				}),
			);
			await page.goto("/limits");
			await page.getByRole("row", { name: /nightly batch/ }).waitFor();
			expect(await axeFindings(page)).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			await keepScreenshot(page, `limits-full-${colorScheme}-${width}`);
			await page.context().close();
		}
	},
	60_000,
);

test("says that the server does not answer, and goes on when it does", async () => {
	const page = await dashboard.openPage();
	const address = "**/api/v1/limits";
	await page.route(address, (route) => route.abort());
	await page.goto("/limits");
	await page.getByText("The server does not answer").waitFor();
	await keepScreenshot(page, "limits-away");
	await page.unroute(address);
	await page.getByRole("row", { name: /1\.0 MiB/ }).waitFor();
	expect(await page.getByRole("alert").count()).toBe(0);
}, 30_000);
