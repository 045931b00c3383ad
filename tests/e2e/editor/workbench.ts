import { join } from "node:path";
import { type BrowserContext, chromium, type Locator, type Page } from "playwright";

/** VS Code as its user sees it, in a browser. */
export interface Workbench {
	page: Page;
	/** The LensAI item in the status bar. */
	item: Locator;
	/** Resolves once the item's text matches. */
	itemReads(text: string | RegExp): Promise<void>;
	/** Resolves once the item tells screen readers that the link is so: `live`, `server gone` … */
	itemIs(link: string): Promise<void>;
	/** The first change of the item since `sinceMs` (Unix milliseconds) to a text that matches. */
	itemChange(text: RegExp, sinceMs: number): Promise<{ text: string; atMs: number }>;
	runCommand(title: string): Promise<void>;
	/** Types into the quick input on top and accepts it. */
	answer(question: string | RegExp, text: string): Promise<void>;
	/** Resolves once the text is somewhere on the screen. */
	reads(text: string): Promise<void>;
	/** What the item's tooltip says; it stays open. Cells of its table are divided by tabs. */
	tooltip(): Promise<string>;
	reload(): Promise<void>;
	close(): Promise<void>;
}

/** A cold workbench on a busy machine takes its time. */
const slowMs = 120_000;

/** Opens the workbench with a browser profile of its own, which is where VS Code for the web keeps its secrets. */
export async function openWorkbench(url: string, profileDir: string): Promise<Workbench> {
	const context = await openBrowser(profileDir);
	const page = await context.newPage();
	page.setDefaultTimeout(30_000);
	await page.addInitScript(watchItem);
	await page.goto(url);
	const item = page.locator('[id="lensai.lensai.lensai"]');
	await item.waitFor({ timeout: slowMs });
	return {
		page,
		item,
		itemReads: (text) => item.filter({ hasText: text }).waitFor(),
		itemIs: (link) => item.and(page.locator(`[aria-label^="LensAI, ${link}"]`)).waitFor(),
		async itemChange(text, sinceMs) {
			const wanted = { source: text.source, sinceMs };
			const seen = await page.waitForFunction(
				({ source, sinceMs }) =>
					window.itemTexts.find(({ text, atMs }) => atMs >= sinceMs && new RegExp(source).test(text)),
				wanted,
			);
			const change = await seen.jsonValue();
			if (!change) throw new Error("the item has lost its history");
			return change;
		},
		async runCommand(title) {
			await page.keyboard.press("F1");
			await page.locator(".quick-input-widget input[type=text]").fill(`>${title}`);
			await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
		},
		async answer(question, text) {
			const widget = page.locator(".quick-input-widget", { hasText: question });
			await widget.locator(".quick-input-box input").fill(text);
			await page.keyboard.press("Enter");
		},
		reads: (text) => page.getByText(text).first().waitFor(),
		async tooltip() {
			await page.mouse.move(640, 300);
			await item.hover();
			const hover = page.locator(".monaco-hover:visible", { hasText: "LensAI" });
			await hover.waitFor();
			return (await hover.allInnerTexts()).join("\n");
		},
		async reload() {
			await page.reload();
			await item.waitFor({ timeout: slowMs });
		},
		close: () => context.close(),
	};
}

function openBrowser(profileDir: string): Promise<BrowserContext> {
	return chromium.launchPersistentContext(join(profileDir, "chromium"), {
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: [
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
		],
		viewport: { width: 1280, height: 720 },
	});
}

declare global {
	interface Window {
		/** Every text that the item has had, with when it got it. */
		itemTexts: { text: string; atMs: number }[];
	}
}

/** Runs in the page: notes each change of the item as it is put into the DOM. */
function watchItem(): void {
	window.itemTexts = [];
	const look = () => {
		const text = document.getElementById("lensai.lensai.lensai")?.textContent ?? "";
		if (text !== window.itemTexts.at(-1)?.text) window.itemTexts.push({ text, atMs: Date.now() });
	};
	new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}
