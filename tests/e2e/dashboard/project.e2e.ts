import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());

/** The status that a call with this lens key is answered with. */
async function callWith(key: string): Promise<number> {
	const answer = await dashboard.openai.chat.completions
		.create(
			{ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] },
			{ headers: { "x-lensai-key": key } },
		)
		.asResponse()
		.catch((error) => error);
	return answer.status;
}

test("a key is shown once, names the calls that are made with it, and is refused once it is revoked", async () => {
	const page = await dashboard.openPage();
	await page.goto("/keys");
	await page.getByText("No keys yet").waitFor();
	await page.getByLabel("Name of the new key").fill("checkout service");
	await page.getByRole("button", { name: "Create key" }).click();
	const secret = (await page.getByRole("region", { name: "the new key" }).textContent())?.trim() ?? "";
	expect(secret).toStartWith("lk_");
	await keepScreenshot(page, "keys-created");

	expect(await callWith(secret)).toBe(200);
	await page.goto("/calls");
	await page.locator("tbody tr").filter({ hasText: "checkout service" }).waitFor();

	await page.goto("/keys");
	await page.getByRole("row", { name: /checkout service/ }).waitFor();
	expect(await page.content()).not.toContain(secret);
	await page.getByRole("button", { name: "Revoke checkout service" }).click();
	const dialog = page.getByRole("alertdialog");
	await dialog.waitFor();
	await keepScreenshot(page, "keys-revoke");
	await page.keyboard.press("Escape");
	await dialog.waitFor({ state: "detached" });
	expect(await callWith(secret)).toBe(200);

	await page.getByRole("button", { name: "Revoke checkout service" }).click();
	await page.getByRole("button", { name: "Revoke key" }).click();
	await page.getByRole("cell", { name: /^revoked/ }).waitFor();
	expect(await callWith(secret)).toBe(401);
	expect(dashboard.complaints).toEqual([]);
}, 60_000);

test("a project that keeps metadata only shows a call's cost, but not what was said", async () => {
	const page = await dashboard.openPage();
	await page.goto("/settings");
	await page.getByLabel("Metadata only").check();
	await page.getByRole("button", { name: "Save changes" }).click();
	await page.getByText("Saved. It holds for calls from now on.").waitFor();
	const response = await dashboard.openai.chat.completions
		.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "A secret of the firm" }] })
		.asResponse();
	await page.goto("/calls");
	const link = page.locator(`a[href="/calls/${response.headers.get("x-lensai-call-id")}"]`);
	await link.click();
	await page.getByText("What was said was not kept").waitFor();
	expect(await page.getByText("A secret of the firm").count()).toBe(0);
	expect(await page.getByRole("heading", { name: "Cost", exact: true }).isVisible()).toBe(true);
}, 60_000);

test("each project has its own calls, and the one that was chosen stays chosen", async () => {
	const page = await dashboard.openPage();
	await page.goto("/calls");
	await page.locator("tbody tr").first().waitFor();
	const created = await page.request.post("/api/v1/projects", {
		data: { name: "Second project" },
		headers: { origin: dashboard.server.url },
	});
	expect(created.status()).toBe(201);
	await page.reload();
	await page.getByLabel("Project").selectOption("Second project");
	await page.getByRole("heading", { name: "Make the first call" }).waitFor();
	await page.getByRole("link", { name: "Overview" }).click();
	await page.getByRole("heading", { name: "Make the first call" }).waitFor();
	await page.reload();
	await page.getByRole("heading", { name: "Make the first call" }).waitFor();
	expect(await page.getByLabel("Project").locator("option:checked").textContent()).toBe("Second project");
}, 60_000);
