import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse, { desktopConfig } from "lighthouse";
import { type BrowserContext, chromium } from "playwright";
import { freePort } from "../../support/server";
import { chromiumArgs, chromiumPath } from "./browser";
import { type Dashboard, startDashboard } from "./dashboard";

/**
 * Measures Overview and Calls, with data, by Lighthouse's desktop preset: the median of three runs, or one with `--quick`. The
 * last line is JSON with the figures; the exit code is 1 when one is below the bar.
 */
const bar = 95;
const runs = process.argv.includes("--quick") ? 1 : 3;
const fixtures = ["plain", "cached-input", "reasoning", "usage-missing", "error-429"];
const models = ["gpt-4o-mini", "gpt-4.1", "o4-mini", "gpt-4o", "house-model-7b"];
const callsPerModel = 30;

type Scores = Record<"performance" | "accessibility", number>;

const dashboard = await startDashboard();
const profile = mkdtempSync(join(tmpdir(), "lensai-lighthouse-"));
const debugPort = await freePort();
const browser = await launchSignedIn(dashboard);
await makeCalls(dashboard);
const overview = await medianScores("/");
const calls = await medianScores("/calls");
await browser.close();
await dashboard.stop();
rmSync(profile, { recursive: true, force: true });

const figures = {
	overviewPerformance: overview.performance,
	overviewAccessibility: overview.accessibility,
	callsPerformance: calls.performance,
	callsAccessibility: calls.accessibility,
};
const short = Object.entries(figures).filter(([, score]) => score < bar);
for (const [name, score] of short) console.error(`${name} is ${score}, which is below ${bar}`);
console.log(JSON.stringify(figures));
process.exit(short.length > 0 ? 1 : 0);

/** Lighthouse opens its own tabs, so the browser's own profile has to hold the session. */
async function launchSignedIn({ openPage }: Dashboard): Promise<BrowserContext> {
	const signedIn = await (await openPage()).context().cookies();
	const args = [...chromiumArgs, `--remote-debugging-port=${debugPort}`];
	const context = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath, args });
	await context.addCookies(signedIn);
	return context;
}

async function makeCalls({ openai, upstream }: Dashboard): Promise<void> {
	for (const [index, model] of models.entries()) {
		upstream.fixture = fixtures[index] ?? "plain";
		for (let made = 0; made < callsPerModel; made++) {
			const messages = [{ role: "user" as const, content: "How are you?" }];
			await openai.chat.completions.create({ model, messages }).catch((refusal: unknown) => {
				if (upstream.fixture !== "error-429") throw refusal;
			});
		}
	}
}

/** The median of each score over the runs, from 0 to 100. */
async function medianScores(path: string): Promise<Scores> {
	const measured: Scores[] = [];
	for (let run = 0; run < runs; run++) {
		measured.push(await measure(path));
		console.log(`${path} run ${run + 1} of ${runs}: ${JSON.stringify(measured.at(-1))}`);
	}
	const median = (name: keyof Scores) =>
		measured.map((scores) => scores[name]).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
	return { performance: median("performance"), accessibility: median("accessibility") };
}

async function measure(path: string): Promise<Scores> {
	const flags = { port: debugPort, logLevel: "error" as const, onlyCategories: ["performance", "accessibility"] };
	const result = await lighthouse(`${dashboard.server.url}${path}`, flags, desktopConfig);
	if (!result || result.lhr.runtimeError)
		throw new Error(result?.lhr.runtimeError?.message ?? "Lighthouse gave no result.");
	if (!result.lhr.finalDisplayedUrl.endsWith(path))
		throw new Error(`Lighthouse ended on ${result.lhr.finalDisplayedUrl}.`);
	for (const audit of Object.values(result.lhr.audits)) {
		if (process.env.LIGHTHOUSE_DETAILS && audit.score !== null && audit.score < 0.9)
			console.log(`  ${audit.id}: ${audit.displayValue ?? audit.score}`);
	}
	const score = (name: keyof Scores) => Math.round((result.lhr.categories[name]?.score ?? 0) * 100);
	return { performance: score("performance"), accessibility: score("accessibility") };
}
