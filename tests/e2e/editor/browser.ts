import { type BrowserContext, chromium } from "playwright";
import { chromiumArgs, chromiumPath } from "../dashboard/browser";

/** A browser with a profile of its own. */
export function openBrowser(profileDir: string): Promise<BrowserContext> {
	return chromium.launchPersistentContext(profileDir, {
		executablePath: chromiumPath,
		args: chromiumArgs,
		viewport: { width: 1280, height: 720 },
	});
}
