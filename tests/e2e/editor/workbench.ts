import type { BrowserContext, Locator, Page } from "playwright";

/** A cold workbench on a busy machine takes its time; in a warm one, what has not come after 30 s will not come. */
const coldMs = 120_000;
const warmMs = 30_000;

/** One window of VS Code, as its user sees it. */
export class Workbench {
	/** The LensAI item in the status bar. */
	readonly item: Locator;

	private constructor(readonly page: Page) {
		this.item = page.locator('[id="lensai.lensai.lensai"]');
	}

	/** Opens a window and waits for the item. */
	static async open(browser: BrowserContext, url: string): Promise<Workbench> {
		const page = await browser.newPage();
		page.setDefaultTimeout(warmMs);
		await page.addInitScript(watchItem);
		await page.goto(url);
		const workbench = new Workbench(page);
		await workbench.item.waitFor({ timeout: coldMs });
		return workbench;
	}

	async reload(): Promise<void> {
		await this.page.reload();
		await this.item.waitFor({ timeout: coldMs });
	}

	/** Resolves once the item's text matches. */
	async itemReads(text: string | RegExp): Promise<void> {
		await this.item.filter({ hasText: text }).waitFor();
	}

	/** Resolves once the item tells screen readers that the link is so: `live`, `server gone` … */
	async itemIs(link: string): Promise<void> {
		await this.item.and(this.page.locator(`[aria-label^="LensAI, ${link}"]`)).waitFor();
	}

	/** When the item's text first came to match, at `sinceMs` or later; both in Unix milliseconds. */
	async itemChangedAt(text: RegExp, sinceMs: number): Promise<number> {
		const change = await this.page.waitForFunction(
			({ source, sinceMs }) =>
				window.itemTexts.find(({ text, atMs }) => atMs >= sinceMs && new RegExp(source).test(text))?.atMs,
			{ source: text.source, sinceMs },
		);
		return Number(await change.jsonValue());
	}

	/** What the item's tooltip says; it stays open. Cells of its table are divided by tabs. */
	async tooltip(): Promise<string> {
		await this.page.mouse.move(640, 300);
		await this.item.hover();
		const hover = this.page.locator(".monaco-hover:visible", { hasText: "LensAI" });
		await hover.waitFor();
		return (await hover.allInnerTexts()).join("\n");
	}

	/** Runs a command by its title in the command palette. */
	async runCommand(title: string): Promise<void> {
		await this.page.keyboard.press("F1");
		await this.page.locator(".quick-input-widget input[type=text]").fill(`>${title}`);
		await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
	}

	/** Types into the quick input on top, which shows `question`, and accepts it. */
	async answer(question: string, text: string): Promise<void> {
		const widget = this.page.locator(".quick-input-widget", { hasText: question });
		await widget.locator(".quick-input-box input").fill(text);
		await this.page.keyboard.press("Enter");
	}

	/** Resolves once the text is somewhere in the window. */
	async reads(text: string): Promise<void> {
		await this.page.getByText(text).first().waitFor();
	}
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
