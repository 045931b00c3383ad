import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

const said = {
	"x-lensai-user": "ada@example.com",
	"x-lensai-session": "chat-7f3a",
	"x-lensai-environment": "production",
	"x-lensai-tags": "checkout, beta",
	"x-lensai-metadata": '{"plan":"pro","seats":5}',
	"x-lensai-call-site": "src/checkout.ts:42:7 placeOrder",
	traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

let dashboard: Dashboard;
let labelled: string;
let hit: string;
beforeAll(async () => {
	dashboard = await startDashboard();
	await makeCall({}, "gpt-4.1");
	labelled = await makeCall({ ...said, "x-lensai-cache": "3600" });
	// The answer is kept a moment after its end.
	do hit = await makeCall({ "x-lensai-cache": "3600" });
	while ((await openCall(hit, (page) => page.getByText("The answer came from the cache").count())) === 0);
}, 120_000);
afterAll(() => dashboard.stop());
afterEach(() => {
	expect(dashboard.complaints.splice(0)).toEqual([]);
});

async function makeCall(headers: Record<string, string>, model = "gpt-4o-mini"): Promise<string> {
	dashboard.upstream.fixture = "cached-input";
	const messages = [{ role: "user" as const, content: "What is in the cart?" }];
	const answer = await dashboard.openai.chat.completions.create({ model, messages }, { headers }).asResponse();
	await answer.arrayBuffer();
	return answer.headers.get("x-lensai-call-id") as string;
}

async function openCall<Seen>(id: string, look: (page: Page) => Promise<Seen>): Promise<Seen> {
	const page = await dashboard.openPage();
	// The call is there a moment after its end.
	do await page.goto(`/calls/${id}`);
	while (
		(await page
			.getByText(/^(?:Details|Not found)$/)
			.first()
			.textContent()) !== "Details"
	);
	dashboard.complaints.splice(0);
	const seen = await look(page);
	await page.context().close();
	return seen;
}

const rowsOf = (page: Page) => page.locator("tbody tr");

test("a call shows its labels, and each leads to the calls that have it too", async () => {
	for (const [label, search] of [
		["production", "environment=production"],
		["ada@example.com", "user=ada%40example.com"],
		["chat-7f3a", "session=chat-7f3a"],
		["checkout", "tag=checkout"],
		["plan = pro", "metadataKey=plan&metadataValue=pro"],
		["src/checkout.ts:42:7 placeOrder", "callSite=src%2Fcheckout.ts%3A42%3A7+placeOrder"],
		["0af7651916cd43dd8448eb211c80319c", "traceId=0af7651916cd43dd8448eb211c80319c"],
	] as const) {
		await openCall(labelled, async (page) => {
			await page.getByRole("link", { name: label, exact: true }).click();
			await page.waitForURL((url) => url.search === `?${search}`);
			await page.locator(`a[href="/calls/${labelled}"]`).waitFor();
			expect(await rowsOf(page).count()).toBe(1);
		});
	}
}, 60_000);

test("labels are filtered by in the address: typed, combined, taken away one by one", async () => {
	const page = await dashboard.openPage();
	await page.goto("/calls");
	await rowsOf(page).nth(2).waitFor();
	await page.getByLabel("Value of the label").fill("ada@example.com");
	await page.getByRole("button", { name: "Add filter" }).click();
	await page.waitForURL(/user=ada/);
	await page.getByLabel("Label", { exact: true }).selectOption("Metadata");
	await page.getByLabel("Value of the label").fill("plan=pro");
	await page.keyboard.press("Enter");
	await page.waitForURL(/metadataKey=plan&metadataValue=pro/);
	await page.reload();
	await page.getByText("Live", { exact: true }).waitFor();
	await rowsOf(page).first().waitFor();
	expect(await rowsOf(page).count()).toBe(1);
	await keepScreenshot(page, "calls-filtered-light-1280");
	await makeCall(said);
	await makeCall({ "x-lensai-user": "ada@example.com" });
	// Metadata is not in a list: the list asks for it.
	await rowsOf(page).nth(1).waitFor();
	await page.getByRole("button", { name: "Take this filter away: Metadata plan=pro" }).click();
	await rowsOf(page).nth(2).waitFor();
	await page.getByRole("button", { name: "Clear filters" }).click();
	await page.waitForURL((url) => url.search === "");
	await page.context().close();
}, 60_000);

test("an answer from the cache says so, leads to the call that it was made for, and shows what it saved", async () => {
	await openCall(hit, async (page) => {
		await page.getByText(/that much was saved/).waitFor();
		expect(await page.locator("section header p").first().textContent()).toBe("$0.00");
		expect(await page.getByText("Free: the answer came from the cache").count()).toBe(1);
		expect(await axeFindings(page)).toEqual([]);
		await keepScreenshot(page, "call-from-cache-light-1280");
		await page.getByRole("link", { name: "an earlier call" }).click();
		await page.waitForURL((url) => url.pathname.startsWith("/calls/") && !url.pathname.endsWith(hit));
		await page.getByText("asked, and had no answer").waitFor();
	});
	const page = await dashboard.openPage();
	await page.goto("/calls");
	await page.getByLabel("Cache").selectOption("From the cache");
	await page.waitForURL(/cache=hit/);
	await rowsOf(page).filter({ hasText: "from cache" }).first().waitFor();
	await page.goto("/");
	await page.getByText(/\$0\.\d+ saved by the cache/).waitFor();
	await page.getByRole("link", { name: /from the cache/ }).click();
	await page.waitForURL(/cache=hit/);
	await page.context().close();
}, 60_000);

test("usage that was measured looks other than what was told until the answer broke off", async () => {
	await openCall(labelled, async (page) => {
		await page.getByText("Usage measured").waitFor();
		expect(await page.locator("tbody td").first().textContent()).not.toContain("≈");
	});
	const page = await dashboard.openPage();
	await page.route(`**/api/v1/calls/${labelled}`, async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, json: { ...(await response.json()), usageState: "estimated" } });
	});
	await page.goto(`/calls/${labelled}`);
	await page.getByText("Usage estimated").waitFor();
	expect(await page.locator("tbody td").first().textContent()).toContain("≈");
	expect(await page.locator("section header p").first().textContent()).toContain("≈");
	await keepScreenshot(page, "call-estimated-light-1280");
	expect(await axeFindings(page)).toEqual([]);
	await page.context().close();
}, 60_000);

test.each(["light", "dark"] as const)(
	"axe has nothing against labelled calls in the %s theme, wide and narrow",
	async (colorScheme) => {
		for (const width of [1280, 420]) {
			for (const [name, path, loaded] of [
				["calls-labelled", "/calls?user=ada%40example.com", "OK"],
				["call-labelled", `/calls/${labelled}`, "Usage measured"],
				["overview-cache", "/", "saved by the cache"],
			] as const) {
				const page = await dashboard.openPage({ colorScheme, viewport: { width, height: 860 } });
				await page.goto(path);
				await page.getByText(loaded).filter({ visible: true }).first().waitFor();
				expect(await axeFindings(page)).toEqual([]);
				expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
				await keepScreenshot(page, `${name}-${colorScheme}-${width}`);
				await page.context().close();
			}
		}
	},
	120_000,
);
