import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { freePort, startServer, type TestServer } from "../../support/server";
import { until } from "../../support/until";
import { launchBrowser } from "./browser";
import { startUpstream, type Upstream } from "./upstream";

const repository = join(import.meta.dir, "../../..");
/** How long a page may take to show what a test waits for: less than the test itself may take, so that it says what was missing. */
const waitMs = 10_000;
const artifacts = join(repository, "artifacts/dashboard");

/** The real server with its built dashboard, a browser in front of it and a provider behind it. */
export interface Dashboard {
	server: TestServer;
	upstream: Upstream;
	browser: Browser;
	/** The official client, pointed at the gateway. */
	openai: OpenAI;
	/** A tab that is signed in as the owner. Fails the test, by `complaints`, when the page logs an error. */
	openPage(options?: BrowserContextOptions): Promise<Page>;
	/** What pages have logged as errors: exceptions, refused scripts, failed requests. */
	complaints: string[];
	/** Kills the server without warning, runs `meanwhile`, and starts it again on the same data and port. */
	restart(meanwhile: () => Promise<void>): Promise<void>;
	stop(): Promise<void>;
}

/** Starts everything on empty data and signs the owner in by the link on the console. */
export async function startDashboard({ env = {} }: { env?: Record<string, string> } = {}): Promise<Dashboard> {
	await buildDashboard();
	const dataDir = mkdtempSync(join(tmpdir(), "lensai-dashboard-"));
	const port = await freePort();
	const upstream = startUpstream();
	const start = () => startServer({ dataDir, port, env: { LENSAI_UPSTREAM_OPENAI: upstream.url, ...env } });
	const [server, browser] = await Promise.all([start(), launchBrowser()]);
	const storageState = await signInAsOwner(browser, server);
	const complaints: string[] = [];
	const dashboard: Dashboard = {
		server,
		upstream,
		browser,
		complaints,
		openai: new OpenAI({ baseURL: `${server.url}/openai/v1`, apiKey: "sk-fixture", maxRetries: 0 }),
		async openPage(options = {}) {
			const context = await browser.newContext({ storageState, baseURL: server.url, ...options });
			const page = await context.newPage();
			page.setDefaultTimeout(waitMs);
			page.on("pageerror", (error) => complaints.push(error.message));
			page.on("console", (message) => {
				// The Connect page asks whether the extension is packed; where it is not, the browser notes the 404.
				const isVsix = message.location().url.endsWith("/downloads/lensai.vsix");
				if (message.type() === "error" && !isVsix) complaints.push(message.text());
			});
			return page;
		},
		async restart(meanwhile) {
			await dashboard.server.kill();
			await meanwhile();
			dashboard.server = await start();
		},
		async stop() {
			await browser.close();
			await dashboard.server.stop();
			await upstream.stop();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
	return dashboard;
}

/** The one-time link that the first start prints. */
export async function firstSignInUrl(server: TestServer): Promise<string> {
	return lastLinkOf(server, () => true);
}

/** The newest sign-in link on the server's console, once there is one that was not there before. */
export async function nextSignInUrl(server: TestServer, ask: () => Promise<void>): Promise<string> {
	const before = linksOf(server);
	await ask();
	return lastLinkOf(server, (links) => links.length > before.length);
}

/** Keeps what a page looks like for people to see. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
	mkdirSync(artifacts, { recursive: true });
	await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
}

/** Builds the dashboard when its sources have changed, so that no old build is tested. */
export async function buildDashboard(): Promise<void> {
	const build = Bun.spawn([process.execPath, join(repository, "web/build-if-stale.ts")], {
		stdout: "pipe",
		stderr: "pipe",
	});
	const [output, errors, exitCode] = await Promise.all([
		new Response(build.stdout).text(),
		new Response(build.stderr).text(),
		build.exited,
	]);
	if (exitCode !== 0) throw new Error(`The dashboard was not built:\n${output}${errors}`);
}

async function signInAsOwner(browser: Browser, server: TestServer) {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(await firstSignInUrl(server));
	await page.getByRole("heading", { name: "Overview" }).waitFor();
	const state = await context.storageState();
	await context.close();
	return state;
}

async function lastLinkOf(server: TestServer, isThere: (links: string[]) => boolean): Promise<string> {
	await until(() => linksOf(server).length > 0 && isThere(linksOf(server)), 10_000);
	return linksOf(server).at(-1) ?? "";
}

function linksOf(server: TestServer): string[] {
	return server.output().match(/https?:\/\/\S+\/magic-link\/verify\?[^\s"\\]+/g) ?? [];
}
