import { join } from "node:path";
import { chromium } from "playwright";

/** Draws `lensai.svg` as the 256-pixel PNG that the marketplace asks for. Run it after a change: `bun icon/draw.ts`. */
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
const svg = await Bun.file(join(import.meta.dirname, "lensai.svg")).text();
await page.setContent(`<body style="margin:0">${svg}</body>`);
await page.screenshot({ path: join(import.meta.dirname, "lensai.png"), omitBackground: true });
await browser.close();
