import { existsSync } from "node:fs";
import { type BrowserContext, chromium } from "playwright";

const debianChromium = "/usr/bin/chromium";

/** A browser with a profile of its own: the one that `CHROMIUM` names, Debian's, or Playwright's. */
export function openBrowser(profileDir: string): Promise<BrowserContext> {
	const executablePath = process.env.CHROMIUM ?? (existsSync(debianChromium) ? debianChromium : undefined);
	return chromium.launchPersistentContext(profileDir, {
		executablePath,
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
