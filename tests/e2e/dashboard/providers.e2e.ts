import { afterAll, beforeAll, expect, test } from "bun:test";
import OpenAI from "openai";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());

const secret = "sk-proj-very-secret-a1b2";

async function createLensKey(): Promise<string> {
	const page = await dashboard.openPage();
	await page.goto("/keys");
	await page.getByLabel("Name of the new key").fill("checkout");
	await page.getByRole("button", { name: "Create key" }).click();
	return (await page.getByRole("region", { name: "the new key" }).textContent())?.trim() ?? "";
}

test("a key is added by keyboard, used for calls, tested, replaced and deleted, and never shown", async () => {
	const lensKey = await createLensKey();
	const openai = new OpenAI({ baseURL: `${dashboard.server.url}/openai/v1`, apiKey: lensKey, maxRetries: 0 });
	const call = () =>
		openai.chat.completions
			.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] })
			.asResponse()
			.catch((error) => error);
	expect((await call()).status).toBe(401);

	const page = await dashboard.openPage();
	await page.goto("/providers");
	const add = page.getByRole("button", { name: "Add key for OpenAI" });
	await add.focus();
	await page.keyboard.press("Enter");
	const form = page.getByRole("form", { name: "Add key for OpenAI" });
	await form.waitFor();
	await page.keyboard.press("Escape");
	await form.waitFor({ state: "detached" });
	expect(await add.evaluate((button) => button === document.activeElement)).toBe(true);
	await page.keyboard.press("Enter");
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type("production");
	await page.keyboard.press("Tab");
	await page.keyboard.type(secret);
	await keepScreenshot(page, "providers-form");
	expect(await axeFindings(page)).toEqual([]);
	await page.keyboard.press("Enter");
	const keys = page.getByRole("list", { name: "Keys for OpenAI" });
	await keys.getByText("a1b2").waitFor();
	expect(await page.content()).not.toContain("very-secret");
	expect((await call()).status).toBe(200);

	await page.getByRole("button", { name: "Test production" }).click();
	await keys.getByRole("status").getByText("OpenAI accepts the key.").waitFor();
	await keepScreenshot(page, "providers-tested");

	await page.getByRole("button", { name: "Replace production" }).click();
	await page
		.getByRole("form", { name: "Replace production" })
		.getByLabel("Key", { exact: true })
		.fill("sk-new-c3d4-secret-e5f6");
	await page.getByRole("button", { name: "Replace key" }).click();
	await keys.getByText("e5f6").waitFor();
	await keys.getByText(/^replaced/).waitFor();

	await page.getByRole("button", { name: "Delete production" }).click();
	await keepScreenshot(page, "providers-delete");
	await page.getByRole("alertdialog").getByRole("button", { name: "Delete key" }).click();
	// By its place in the page, since an open dialog hides the rest from roles.
	await page.locator('ul[aria-label="Keys for OpenAI"]').waitFor({ state: "detached" });
	expect((await call()).status).toBe(401);
	expect(dashboard.complaints).toEqual([]);
}, 90_000);

test("what a provider gives out has fields of its own, and what is wrong is said beside them", async () => {
	const page = await dashboard.openPage();
	await page.goto("/providers");
	await page.getByRole("button", { name: "Add key for Amazon Bedrock" }).click();
	await page.getByText("Access keys", { exact: true }).click();
	await page.getByLabel("Access key id").fill("AKIDEXAMPLE1234");
	await page.getByLabel("Secret access key").fill("provider secret with spaces");
	await page.getByRole("button", { name: "Add key", exact: true }).click();
	await page.getByRole("form").getByRole("alert").getByText("Access keys are given as").waitFor();
	await keepScreenshot(page, "providers-bedrock");
	await page.getByLabel("Secret access key").fill("provider-secret");
	await page.getByRole("button", { name: "Add key", exact: true }).click();
	await page.getByRole("list", { name: "Keys for Amazon Bedrock" }).getByText("1234").waitFor();

	await page.getByRole("button", { name: "Add key for Azure OpenAI" }).click();
	await page.getByLabel("Resource").waitFor();
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Add key for Google Vertex AI" }).click();
	await page.getByLabel("JSON key of a service account").fill('{"private_key":"hunter2"}');
	await page.getByRole("button", { name: "Add key", exact: true }).click();
	await page.getByRole("form").getByRole("alert").getByText("not the JSON key").waitFor();
	// The refusals of the two forms.
	expect(dashboard.complaints.splice(0).every((each) => each.includes("400"))).toBe(true);
}, 60_000);

test("a server of one's own is refused at a private address, and the page says what allows it", async () => {
	const page = await dashboard.openPage({ viewport: { width: 420, height: 860 } });
	await page.goto("/providers");
	await page.getByLabel("Name", { exact: true }).fill("Llama in the lab");
	await page.getByText("/custom/llama-in-the-lab/").waitFor();
	await page.getByLabel("Base URL").fill("http://192.168.1.20:8000/v1");
	await page.getByRole("button", { name: "Add server" }).click();
	await page.getByRole("alert").getByText("LENSAI_ALLOW_PRIVATE_UPSTREAMS").waitFor();
	await keepScreenshot(page, "providers-custom-refused");
	await page.getByLabel("Base URL").fill("https://8.8.8.8/v1");
	await page.getByRole("button", { name: "Add server" }).click();
	const own = page.getByRole("list", { name: "Servers of your own" });
	await own.getByText("Llama in the lab").waitFor();
	await keepScreenshot(page, "providers-custom");
	await page.getByRole("button", { name: "Remove Llama in the lab" }).click();
	await page.getByRole("button", { name: "Remove server" }).click();
	await page.locator('ul[aria-label="Servers of your own"]').waitFor({ state: "detached" });
	expect(dashboard.complaints.splice(0).every((each) => each.includes("400"))).toBe(true);
}, 60_000);

test("the page says so when the server is away, and shows the list again when it is back", async () => {
	const page = await dashboard.openPage({ colorScheme: "dark" });
	await page.route("**/api/v1/providers", (route) => route.abort());
	await page.goto("/providers");
	await page.getByRole("alert").getByText("The server does not answer").waitFor();
	await keepScreenshot(page, "providers-away");
	await page.unroute("**/api/v1/providers");
	await page.getByRole("button", { name: "Try again" }).click();
	await page.getByRole("button", { name: "Add key for Anthropic" }).waitFor();
	await keepScreenshot(page, "providers-dark");
	dashboard.complaints.length = 0;
}, 60_000);
