import { afterAll, beforeAll, expect, test } from "bun:test";
import type { DayShown, RowShown } from "../../../server/src/reconciliation/model";
import { openaiAdminKey, openaiCost, openaiKey, openaiUsage, startReportServer } from "../../support/reports";
import { axeFindings } from "./axe";
import { type Dashboard, keepScreenshot, startDashboard } from "./dashboard";

let dashboard: Dashboard;
const reports = startReportServer();
beforeAll(async () => {
	const env = { LENSAI_UPSTREAM_OPENAI: reports.openaiUrl, LENSAI_ALLOW_PRIVATE_UPSTREAMS: "true" };
	dashboard = await startDashboard({ env });
}, 120_000);
afterAll(async () => {
	await dashboard.stop();
	await reports.stop();
});

test("an admin key is added and read with at once, and what fails is said in words", async () => {
	const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
	reports.reports = {
		"organization/usage/completions": { [yesterday]: [openaiUsage({ input_tokens: 1000, output_tokens: 100 })] },
		"organization/costs": { [yesterday]: [openaiCost(0.0035)] },
	};
	reports.lists = { "organization/projects/proj_abc/api_keys": [openaiKey("key_abc", "notebook", "zzzz")] };
	const page = await dashboard.openPage();
	await page.goto("/reconciliation");
	await page.getByText("No admin key yet").waitFor();
	await keepScreenshot(page, "reconciliation-empty");
	const secret = page.getByLabel("Admin key", { exact: true });
	await secret.fill("sk-proj-for-calls");
	await page.getByRole("button", { name: "Add admin key" }).click();
	await page.getByRole("alert").filter({ hasText: "begins with sk-admin-" }).waitFor();
	await secret.fill(openaiAdminKey);
	await page.getByRole("button", { name: "Add admin key" }).click();
	await page.getByRole("row", { name: new RegExp(`${yesterday}.*\\+\\$0\\.0035.*Key not seen here`) }).waitFor();
	await page.getByRole("button", { name: `${yesterday}, OpenAI: accounts and models` }).click();
	await page.getByText("notebook · tokens +1,000 input, +100 output").waitFor();

	reports.instead = () => new Response("", { status: 403 });
	await page.getByRole("button", { name: "Read now" }).click();
	await page.getByText("it is no admin key, or lacks that permission").waitFor();
	await page.getByRole("button", { name: "Delete the admin key of OpenAI" }).click();
	// By its place in the page, since an open dialog hides the rest from roles.
	const adminKeys = page.locator('ul[aria-label="Admin keys"]');
	expect(await adminKeys.count()).toBe(1);
	await page.getByRole("button", { name: "Delete key" }).click();
	await adminKeys.waitFor({ state: "detached" });
	await page.getByRole("row", { name: new RegExp(yesterday) }).waitFor();
	// The browser itself notes the 400.
	expect(dashboard.complaints.filter((complaint) => !complaint.includes("400"))).toEqual([]);
}, 60_000);

function row(change: Partial<RowShown>): RowShown {
	return {
		account: "key_abc",
		accountName: "gateway",
		model: "gpt-4o-2024-08-06",
		theirTokens: { uncachedInput: 1_200_000, output: 80_000 },
		theirPicoUsd: "3800000000000",
		ourTokens: { uncachedInput: 1_200_000, output: 80_000 },
		ourPicoUsd: "3800000000000",
		ourCalls: 420,
		ourUnpricedCalls: 0,
		tokenDifference: {},
		differencePicoUsd: "0",
		cause: "none",
		...change,
	};
}

function day(name: string, provider: string, change: Partial<DayShown>): DayShown {
	return {
		provider,
		day: name,
		pulledAt: "2026-11-22T04:10:00.000Z",
		final: true,
		earlierPulls: 3,
		theirPicoUsd: "3800000000000",
		ourPicoUsd: "3800000000000",
		ourUnpricedCalls: 0,
		differencePicoUsd: "0",
		cause: "none",
		rows: [row({})],
		...change,
	};
}

const days = [
	day("2026-11-21", "anthropic", {
		final: false,
		theirPicoUsd: "12400000000000",
		ourPicoUsd: "13935000000000",
		differencePicoUsd: "-1535000000000",
		cause: "late",
	}),
	day("2026-11-21", "openai", { final: false, theirPicoUsd: null, differencePicoUsd: null, cause: "late" }),
	day("2026-11-18", "anthropic", {
		theirPicoUsd: "13940000000000",
		ourPicoUsd: "13935000000000",
		differencePicoUsd: "5000000000",
		cause: "rounding",
	}),
	day("2026-11-18", "openai", {
		theirPicoUsd: "7325000000000",
		differencePicoUsd: "3525000000000",
		cause: "unseen_key",
		rows: [
			row({
				account: "key_other",
				accountName: "a notebook of somebody in research",
				theirPicoUsd: "3500000000000",
				ourPicoUsd: "0",
				ourTokens: {},
				ourCalls: 0,
				tokenDifference: { uncachedInput: 1_000_000, output: 100_000 },
				differencePicoUsd: "3500000000000",
				cause: "unseen_key",
			}),
			row({
				model: "web search tool calls",
				theirTokens: null,
				theirPicoUsd: "25000000000",
				ourPicoUsd: "0",
				differencePicoUsd: "25000000000",
				tokenDifference: null,
				cause: "tools",
			}),
			row({}),
		],
	}),
	day("2026-11-17", "anthropic", {
		ourUnpricedCalls: 3,
		ourPicoUsd: "3100000000000",
		differencePicoUsd: "700000000000",
		cause: "price",
	}),
	day("2026-11-17", "openai", {}),
	day("2026-11-16", "openai", { theirPicoUsd: "0", ourPicoUsd: "0", rows: [] }),
];

const keyFixture = (id: string, provider: string, lastFour: string, lastRun: object) => ({
	id,
	provider,
	name: "finance",
	hosts: [],
	lastFour,
	createdAt: "2026-11-01T12:00:00.000Z",
	lastRun: { startedAt: "2026-11-22T04:10:00.000Z", endedAt: "2026-11-22T04:10:03.000Z", ...lastRun },
});
const read = { outcome: "ok", failure: null, message: null, retryAt: null };
const refused = {
	outcome: "failed",
	failure: "rate_limited",
	message: "Anthropic was asked too often (429) and asks to wait 120 seconds. It is tried again.",
	retryAt: "2026-11-22T04:12:03.000Z",
};

test.each(["light", "dark"] as const)(
	"shows each day and provider at a glance, wide and narrow, in the %s theme",
	async (colorScheme) => {
		for (const width of [1280, 420]) {
			const page = await dashboard.openPage({ colorScheme, viewport: { width, height: 860 } });
			await page.route(/\/api\/v1\/reconciliation\/?$/, (route) =>
				route.fulfill({ json: { from: "2026-10-22", to: "2026-11-22", days } }),
			);
			await page.route("**/api/v1/reconciliation/keys", (route) =>
				route.fulfill({
					json: [keyFixture("1", "openai", "a1b2", read), keyFixture("2", "anthropic", "igAA", refused)],
				}),
			);
			await page.goto("/reconciliation");
			await page.getByRole("button", { name: "2026-11-18, OpenAI: accounts and models" }).click();
			await page.getByText("web search tool calls").waitFor();
			await keepScreenshot(page, `reconciliation-${colorScheme}-${width}`);
			expect(await axeFindings(page)).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			await page.context().close();
		}
	},
	60_000,
);
