import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright";

const debianChromium = "/usr/bin/chromium";

/** The browser to test with: `CHROMIUM`, else Debian's, else Playwright's own. */
export const chromiumPath = process.env.CHROMIUM ?? (existsSync(debianChromium) ? debianChromium : undefined);

/** Switches for a browser without a screen, that runs as root and asks nobody on the network. */
export const chromiumArgs = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

export function launchBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
}
