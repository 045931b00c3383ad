import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright";
import { until } from "../../support/until";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
}, 120_000);
afterAll(() => dashboard.stop());

/** The newest invitation's link on the server's console. */
async function invitationFor(email: string): Promise<string> {
	const link = () =>
		dashboard.server.output().match(new RegExp(`To ${email}:[^#]*?(https?://\\S+/invitation#[\\w-]{43})`))?.[1];
	await until(() => link() !== undefined, 10_000);
	return link() ?? "";
}

async function invite(page: Page, email: string, role: string): Promise<void> {
	await page.getByLabel("Invite by e-mail").fill(email);
	await page.getByRole("combobox", { name: "Role", exact: true }).selectOption(role);
	await page.getByRole("button", { name: "Invite", exact: true }).click();
	await page.getByRole("row", { name: new RegExp(email) }).waitFor();
}

test("somebody is invited, joins by the link, gets another role, and is removed", async () => {
	const owner = await dashboard.openPage();
	await owner.goto("/members");
	await invite(owner, "grace@example.com", "Developer");
	await invite(owner, "somebody-with-a-rather-long-name@department.example.com", "Billing");
	await keepScreenshot(owner, "members-invited");

	const grace = await dashboard.openPage({ storageState: undefined });
	await grace.goto(await invitationFor("grace@example.com"));
	await grace.getByText("owner@lensai.local").waitFor();
	expect(await axeFindings(grace)).toEqual([]);
	await keepScreenshot(grace, "invitation");
	await grace.getByRole("button", { name: "Join" }).click();
	await grace.getByRole("heading", { name: "Make the first call" }).waitFor();
	expect(await grace.getByRole("link", { name: "Audit" }).count()).toBe(0);
	await grace.goto("/keys");
	await grace.getByLabel("Name of the new key").fill("graces service");
	await grace.getByText("It may: make calls, read calls and costs, read what was said").click();
	await grace.getByLabel("Read what was said").uncheck();
	await grace.getByLabel("Models").fill("gpt-4o*");
	await keepScreenshot(grace, "keys-limits");
	await grace.getByRole("button", { name: "Create key" }).click();
	await grace.getByText("I have copied it").waitFor();

	await owner.reload();
	await owner.getByLabel("Role of grace@example.com").selectOption("Viewer");
	await owner.getByRole("alertdialog").waitFor();
	await keepScreenshot(owner, "members-role");
	await owner.getByRole("button", { name: "Change role" }).click();
	await until(async () => (await owner.getByLabel("Role of grace@example.com").inputValue()) === "viewer");
	await grace.reload();
	await grace.getByText("makes no calls").waitFor();
	expect(await grace.getByLabel("Name of the new key").count()).toBe(0);
	await keepScreenshot(grace, "keys-viewer");

	await owner.getByRole("button", { name: "Remove grace@example.com" }).click();
	await owner.getByLabel("I take them over").check();
	await keepScreenshot(owner, "members-remove");
	// By its place in the page, since an open dialog hides the rest from roles.
	const member = owner.locator("tr", { hasText: "grace@example" });
	expect(await member.count()).toBe(1);
	await owner.getByRole("button", { name: "Remove", exact: true }).click();
	await member.waitFor({ state: "detached" });
	await grace.goto("/calls");
	await grace.getByRole("heading", { name: "Sign in to LensAI" }).waitFor();
}, 90_000);

test("an invitation that was used, and a link that was cut short, say so", async () => {
	const page = await dashboard.openPage({ storageState: undefined });
	await page.goto(await invitationFor("grace@example.com"));
	await page.getByText(/was used, revoked or replaced/).waitFor();
	await page.goto("/invitation#short");
	await page.reload();
	await page.getByText("The link is not whole").waitFor();
	await keepScreenshot(page, "invitation-cut");
	dashboard.complaints.length = 0;
}, 60_000);

test("a team is made, filled by keyboard, and deleted", async () => {
	const page = await dashboard.openPage();
	await page.goto("/members");
	await page.getByLabel("Name of the new team").fill("Search");
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Search" }).waitFor();
	await page.getByLabel("Add to Search").selectOption({ index: 1 });
	await page.getByRole("button", { name: /Take owner@lensai.local out/ }).waitFor();
	await page.getByRole("combobox", { name: "Give a project to Search" }).selectOption("default");
	await page.getByRole("button", { name: "Take the project default from Search" }).waitFor();
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "members-teams");
	await page.getByRole("button", { name: "Delete Search" }).click();
	await page.getByRole("button", { name: "Delete team" }).click();
	await page.getByText("There are no teams").waitFor();
	expect(dashboard.complaints).toEqual([]);
}, 60_000);

test("a key is edited and rotated by keyboard, and its old secret retired", async () => {
	const page = await dashboard.openPage();
	await page.goto("/keys");
	await page.getByRole("button", { name: "Edit graces service" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("dialog").getByLabel("Environments").fill("prod, staging");
	await page.getByRole("dialog").getByLabel("Last day").fill("2031-05-04");
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "keys-edit");
	await page.getByRole("button", { name: "Save changes" }).click();
	await page.getByText("gpt-4o* · prod, staging").waitFor();

	await page.getByRole("button", { name: "Rotate graces service" }).click();
	await page.getByLabel("Until I retire it").check();
	await keepScreenshot(page, "keys-rotate");
	await page.getByRole("button", { name: "Make a new secret" }).click();
	const secret = (await page.getByRole("region", { name: "the new key" }).textContent())?.trim() ?? "";
	expect(secret).toStartWith("lk_");
	await page.getByText("works, too").waitFor();
	await keepScreenshot(page, "keys-rotated");
	await page.getByRole("button", { name: "Retire old secret of graces service" }).click();
	await page.getByRole("button", { name: "Retire it" }).click();
	await page.getByText("works, too").waitFor({ state: "detached" });
	expect(dashboard.complaints).toEqual([]);
}, 60_000);

test("the audit log keeps its filters in the address, and opens an entry", async () => {
	const page = await dashboard.openPage();
	await page.goto("/audit");
	await page.getByText("member removed").waitFor();
	await keepScreenshot(page, "audit");
	await page.getByRole("combobox", { name: "What", exact: true }).selectOption("Lens keys");
	await page.waitForURL(/kind=key/);
	await page.getByText("key rotated").waitFor();
	expect(await page.getByText("member removed").count()).toBe(0);
	await page.getByRole("button", { name: /^Show: key changed/ }).click();
	await page.getByText("prod, staging").waitFor();
	expect(await axeFindings(page)).toEqual([]);
	await keepScreenshot(page, "audit-open");
	await page.getByRole("button", { name: "Only changes of this" }).click();
	await page.waitForURL(/subjectId=/);
	await page.reload();
	await page.getByText("one thing only").waitFor();
	await page.getByRole("combobox", { name: "Time", exact: true }).selectOption("Last 15 minutes");
	await page.getByRole("combobox", { name: "What", exact: true }).selectOption("Teams");
	await page.getByText("No change matches these filters").waitFor();
	await page.getByRole("button", { name: "Clear filters" }).first().click();
	await page.getByText("member removed").waitFor();
	expect(new URL(page.url()).search).toBe("");
	expect(dashboard.complaints).toEqual([]);
}, 60_000);
