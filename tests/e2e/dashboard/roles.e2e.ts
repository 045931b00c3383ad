import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright";
import { until } from "../../support/until";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
let callId = "";
beforeAll(async () => {
	dashboard = await startDashboard();
	dashboard.upstream.fixture = "plain";
	const answer = await dashboard.openai.chat.completions
		.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "A secret of the firm" }] })
		.asResponse();
	callId = answer.headers.get("x-lensai-call-id") ?? "";
	const owner = await dashboard.openPage();
	await post(owner, "/api/v1/provider-keys", { provider: "openai", name: "production", secret: "sk-test-a1b2" });
	await post(owner, "/api/v1/limits", { scope: "organization", measure: "requests", max: 600 });
	const targets = [{ provider: "openai", model: "gpt-4o" }];
	await post(owner, "/api/v1/routes", { projectId: null, name: "everyday", targets });
	await owner.context().close();
}, 120_000);
afterAll(() => dashboard.stop());

async function post(page: Page, path: string, data: object): Promise<void> {
	const answer = await page.request.post(path, { data, headers: { origin: dashboard.server.url } });
	expect(answer.status()).toBe(201);
}

/** A tab of somebody who was invited in a role, and joined. */
async function openAs(role: string): Promise<Page> {
	const owner = await dashboard.openPage();
	const email = `${role}@example.com`;
	await post(owner, "/api/v1/invitations", { email, role });
	await owner.context().close();
	const link = () =>
		dashboard.server.output().match(new RegExp(`To ${email}:[^#]*?(https?://\\S+/invitation#[\\w-]{43})`))?.[1];
	await until(() => link() !== undefined, 10_000);
	const page = await dashboard.openPage({ storageState: undefined });
	await page.goto(link() ?? "");
	await page.getByRole("button", { name: "Join" }).click();
	await page.getByRole("heading", { name: "Overview" }).waitFor();
	return page;
}

const linksOf = (page: Page) => page.getByRole("navigation", { name: "Pages" }).getByRole("link").allTextContents();

test("a developer changes routes, and sees keys of providers and limits without buttons", async () => {
	const page = await openAs("developer");
	expect(await linksOf(page)).toEqual([
		"Overview",
		"Calls",
		"Keys",
		"Providers",
		"Routes",
		"Limits",
		"Prices",
		"Members",
		"Connect",
		"Settings",
	]);
	await page.goto("/providers");
	await page.getByRole("list", { name: "Keys for OpenAI" }).getByText("a1b2").waitFor();
	expect(await page.getByRole("button", { name: /^(Add key|Test|Replace|Delete)/ }).count()).toBe(0);
	expect(await page.getByLabel("Base URL").count()).toBe(0);
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "roles-developer-providers");
	await page.goto("/limits");
	await page.getByRole("row", { name: /600/ }).waitFor();
	expect(await page.getByRole("button", { name: /^(Create limit|Edit|Delete)/ }).count()).toBe(0);
	await keepScreenshot(page, "roles-developer-limits");
	await page.goto("/routes");
	await page.getByRole("button", { name: "Edit everyday" }).click();
	await page.getByLabel("Key").selectOption("production ••••a1b2");
	await page.getByRole("button", { name: "Save changes" }).click();
	await page.getByText("openai · gpt-4o · key production ••••a1b2").waitFor();
	await page.goto("/settings");
	await page.getByText("The role developer changes neither").waitFor();
	expect(await page.getByRole("button", { name: "Save changes" }).count()).toBe(0);
	await page.context().close();
}, 60_000);

test("whoever keeps the books sees what a call cost, and is told why not what was said", async () => {
	const page = await openAs("billing");
	expect(await linksOf(page)).toEqual([
		"Overview",
		"Calls",
		"Keys",
		"Limits",
		"Prices",
		"Reconciliation",
		"Members",
		"Connect",
		"Settings",
	]);
	await page.goto(`/calls/${callId}`);
	await page.getByText("What was said is withheld").waitFor();
	expect(await page.getByText("A secret of the firm").count()).toBe(0);
	expect(await page.getByRole("heading", { name: "Cost", exact: true }).isVisible()).toBe(true);
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "roles-billing-call");
	await page.goto("/routes");
	await page.getByText("Your role does not show this page").waitFor();
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "roles-billing-routes");
	await page.context().close();
}, 60_000);

test("a viewer reads everything of the project, and is offered nothing that they may not do", async () => {
	const page = await openAs("viewer");
	await page.goto(`/calls/${callId}`);
	await page.getByText("A secret of the firm").first().waitFor();
	await page.goto("/routes");
	await page.getByRole("row", { name: /everyday/ }).waitFor();
	// Which keys there are is not a viewer's to see: its name stays out.
	await page.getByText("openai · gpt-4o · a key of its own").waitFor();
	expect(await page.getByRole("button", { name: /^(New route|Edit|Delete)/ }).count()).toBe(0);
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "roles-viewer-routes");
	await page.goto("/settings");
	await page.getByText("The role viewer changes neither").waitFor();
	await keepScreenshot(page, "roles-viewer-settings");
	await page.keyboard.press("g");
	await page.keyboard.press("p");
	await page.keyboard.press("g");
	await page.keyboard.press("l");
	await page.getByRole("heading", { name: "Limits" }).waitFor();
	expect(dashboard.complaints).toEqual([]);
	await page.context().close();
}, 60_000);

test("what was done to providers, routes and limits stands in the audit log, in words", async () => {
	const page = await dashboard.openPage();
	await page.goto("/audit?kind=route");
	await page.getByRole("button", { name: "Show: route created everyday" }).click();
	await page.getByText("model gpt-4o, provider openai").waitFor();
	await keepScreenshot(page, "audit-route");
	await page.getByRole("combobox", { name: "What", exact: true }).selectOption("Limits");
	await page.getByText("limit created").waitFor();
	await page.getByRole("combobox", { name: "What", exact: true }).selectOption("Provider keys");
	await page.getByRole("button", { name: "Show: provider key created production" }).click();
	await page.getByText("a1b2").waitFor();
	expect(await page.content()).not.toContain("sk-test");
	expect(dashboard.complaints).toEqual([]);
	await page.context().close();
}, 60_000);

test("every page has a key, and the keys lead through the navigation in its order", async () => {
	const page = await dashboard.openPage();
	await page.goto("/");
	await page.getByRole("heading", { name: "Overview" }).waitFor();
	const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
	const shortcuts = await links.evaluateAll((all) =>
		all.map((link) => [link.getAttribute("aria-keyshortcuts") ?? "", link.textContent ?? ""] as const),
	);
	expect(shortcuts.map(([, label]) => label)).toEqual([
		"Overview",
		"Calls",
		"Keys",
		"Providers",
		"Routes",
		"Limits",
		"Prices",
		"Reconciliation",
		"Members",
		"Audit",
		"Connect",
		"Settings",
	]);
	for (const [keys, label] of shortcuts.toReversed()) {
		for (const key of keys.split(" ")) await page.keyboard.press(key);
		await page.getByRole("heading", { name: label, exact: true, level: 1 }).waitFor();
	}
	expect(dashboard.complaints).toEqual([]);
	await page.context().close();
}, 60_000);
