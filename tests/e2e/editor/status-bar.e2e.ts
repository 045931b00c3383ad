import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreatedKey } from "@lensai/server/keys/model";
import OpenAI from "openai";
import type { BrowserContext } from "playwright";
import { packExtension } from "../../../extension/pack";
import { formatUsd } from "../../../extension/src/status/money";
import { freePort, startServer, type TestServer } from "../../support/server";
import { type OwnerSession, signIn } from "../../support/sign-in";
import { startUpstream, type Upstream } from "../../support/upstream";
import { openBrowser } from "./browser";
import { type Completion, completing, gpt4oPicoUsd, rateLimiting } from "./completion";
import { type Editor, startEditor } from "./editor";
import { activationTimes, filesWith, median } from "./profile";
import { Workbench } from "./workbench";

/**
 * The whole way of one call: an unchanged OpenAI client → the real server → the packed extension in a real VS Code. The tests
 * tell one story and run in this order. Figures go to `LENSAI_EDITOR_FIGURES`, if set: see `check.ts`.
 */
const rounds = Number(process.env.LENSAI_EDITOR_ROUNDS ?? 10);
const artifacts = join(import.meta.dirname, "../../../artifacts/editor");
const minutes = 60_000;

setDefaultTimeout(3 * minutes);

let dir: string;
let vsixKiB: number;
let statusBarDelayMs = Number.NaN;
let upstream: Upstream;
let lens: TestServer;
let owner: OwnerSession;
let key: CreatedKey;
let openai: OpenAI;
let editor: Editor;
let browser: BrowserContext;
let workbench: Workbench;

beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), "lensai-editor-"));
	await mkdir(artifacts, { recursive: true });
	upstream = await startUpstream(rateLimiting);
	lens = await startServer({ env: { LENSAI_UPSTREAM_OPENAI: upstream.url } });
	owner = await signIn(lens);
	key = await owner.createKey("editor");
	openai = new OpenAI({
		baseURL: `${lens.url}/openai/v1`,
		apiKey: "sk-fixture",
		defaultHeaders: { "x-lensai-key": key.secret },
		maxRetries: 0,
		timeout: 10_000,
	});
	const packed = await packExtension();
	vsixKiB = packed.vsixKiB;
	editor = await startEditor({ dir, vsix: packed.vsix, port: await freePort() });
	// VS Code for the web keeps its secrets in the browser's profile.
	browser = await openBrowser(join(dir, "chromium"));
	workbench = await Workbench.open(browser, editor.url);
}, 20 * minutes);

afterAll(async () => {
	await browser?.close();
	await editor?.stop();
	await lens?.stop();
	upstream?.close();
	const activationMs = editor && median(await activationTimes(editor.userDataDir));
	const figures = process.env.LENSAI_EDITOR_FIGURES;
	if (figures) await Bun.write(figures, JSON.stringify({ statusBarDelayMs, activationMs, vsixKiB }));
	for (const folder of [dir, lens?.dataDir]) if (folder) await rm(folder, { recursive: true, force: true });
});

const screenshot = (name: string) => workbench.page.screenshot({ path: join(artifacts, `${name}.png`) });

/** One answered call through the gateway; returns when it ended, in Unix milliseconds. */
async function call(given: Partial<Completion> = {}): Promise<number> {
	const completion = { model: "gpt-4o", completionTokens: 170, ...given };
	upstream.behave(completing(completion));
	await ask(completion.model);
	return Date.now();
}

const ask = (model: string) =>
	openai.chat.completions.create({ model, messages: [{ role: "user", content: "Say hello." }] });

/** What a user does who knows how. */
async function connect({ secret }: CreatedKey): Promise<void> {
	await workbench.runCommand("LensAI: Connect");
	await workbench.answer("1/2", lens.url);
	await workbench.answer("2/2", secret);
}

const latency = String.raw`\d+(\.\d)? m?s`;
const priced = (cost: string) => new RegExp(String.raw`^\s*${RegExp.escape(cost)} · ${latency}$`);

describe("connecting", () => {
	test("a new editor says that it is not connected, and how to connect", async () => {
		await workbench.itemReads("LensAI: not connected");
		expect(await workbench.tooltip()).toContain("Connect");
		await screenshot("1-signed-out");
	});

	test("a key of a provider is not sent anywhere", async () => {
		await workbench.runCommand("LensAI: Connect");
		await workbench.answer("1/2", lens.url);
		await workbench.answer("2/2", "sk-somebody-elses");
		await workbench.reads("A lens key begins with lk_");
	});

	test("a key that the server does not know is refused with a reason, and can be typed again", async () => {
		await workbench.answer("2/2", "lk_unknown");
		await workbench.reads("The server does not accept this key");
		await screenshot("2-key-refused");
	});

	test("a good key connects the editor to its project", async () => {
		await workbench.answer("2/2", key.secret);
		await workbench.itemReads("LensAI: no calls yet");
		await workbench.reads("LensAI is connected to the project “default”.");
		await screenshot("3-no-calls-yet");
	});
});

describe("calls", () => {
	test("each call's cost and latency are in the status bar within a second of its end", async () => {
		const delays: number[] = [];
		for (let round = 0; round < rounds; round++) {
			const startedMs = Date.now();
			const completionTokens = 170 + 10 * round;
			const endedMs = await call({ completionTokens });
			const shownMs = await workbench.itemChangedAt(priced(formatUsd(gpt4oPicoUsd(completionTokens))), startedMs);
			delays.push(shownMs - endedMs);
		}
		statusBarDelayMs = Math.max(...delays);
		expect(statusBarDelayMs).toBeLessThan(1000);
		await screenshot("4-live");
	});

	test("the tooltip tells today's spend and calls, and the last call's model, status and tokens", async () => {
		const text = await workbench.tooltip();
		const costs = Array.from({ length: rounds }, (_, round) => gpt4oPicoUsd(170 + 10 * round));
		const spent = formatUsd(costs.reduce((sum, cost) => sum + cost));
		expect(text).toContain(`Calls\t${rounds}`);
		expect(text).toContain(`Spend\t${spent}`);
		expect(text).toContain("Model\tgpt-4o");
		expect(text).toContain("Status\tok · 200");
		expect(text).toContain(`Tokens\t1,000 in, ${160 + 10 * rounds} out`);
		await screenshot("5-tooltip");
	});

	test("a model without a price is unpriced, and never $0.00", async () => {
		await call({ model: "somebodys-own-model-7b" });
		await workbench.itemReads(new RegExp(`^\\s*unpriced · ${latency}$`));
		expect(await workbench.tooltip()).toContain("Unpriced\t1");
		await screenshot("6-unpriced");
	});

	test("a cost that is estimated is marked as such", async () => {
		await call({ serviceTier: "flex" });
		await workbench.itemReads(/^\s*≈\$0\.\d+ · /);
		await screenshot("7-estimated");
	});

	test("a call that the provider refused shows its status", async () => {
		upstream.behave(rateLimiting);
		const refused = await ask("gpt-4o").catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
		await workbench.itemReads(new RegExp(`^\\s*failed 429 · ${latency}$`));
		expect(await workbench.tooltip()).toContain("Errors\t1");
	});

	test("a click opens the call in the dashboard", async () => {
		await call();
		await workbench.itemReads(priced("$0.0042"));
		const opened = browser.waitForEvent("page");
		await workbench.item.click();
		const page = await opened;
		expect(page.url()).toMatch(/\/calls\/[0-9a-f-]{36}$/);
		await page.close();
	});
});

test("every open window shows the same last call", async () => {
	const second = await Workbench.open(browser, editor.url);
	await call({ completionTokens: 370 });
	for (const window of [workbench, second]) await window.itemReads(priced("$0.0062"));
	await second.page.close();
	await call();
	await workbench.itemReads(priced("$0.0042"));
});

describe("coming and going", () => {
	test("a reloaded window shows the last call again", async () => {
		await workbench.reload();
		await workbench.itemReads(priced("$0.0042"));
		await workbench.itemIs("live");
	});

	test("a server that was killed is gone, and its last call is kept and dated", async () => {
		await lens.kill();
		await workbench.itemIs("server gone");
		await workbench.itemReads(/\$0\.0042 · .* · \d\d:\d\d$/);
		expect(await workbench.tooltip()).toContain("nothing listens there");
		await screenshot("8-server-gone");
	});

	test("a window that opens while the server is gone shows the last call from its cache", async () => {
		await workbench.reload();
		await workbench.itemReads(/\$0\.0042 · .* · \d\d:\d\d$/);
	});

	test("a server that is back is followed again", async () => {
		const { dataDir, url } = lens;
		lens = await startServer({
			env: { LENSAI_UPSTREAM_OPENAI: upstream.url },
			dataDir,
			port: Number(new URL(url).port),
		});
		await workbench.itemIs("live");
		await call({ completionTokens: 270 });
		await workbench.itemReads(priced("$0.0052"));
	});
});

describe("secrets and manners", () => {
	test("the key is in no file of the editor's or the browser's profile", async () => {
		expect(await filesWith(dir, key.secret)).toEqual([]);
		expect(await filesWith(dir, new URL(lens.url).host)).not.toEqual([]);
	});

	test("a key that was revoked is refused, and the editor says so", async () => {
		const headers = { cookie: owner.cookie };
		const revoked = await fetch(`${lens.url}/api/v1/keys/${key.id}`, { method: "DELETE", headers });
		expect(revoked.status).toBe(204);
		await workbench.reload();
		await workbench.itemReads("LensAI: key refused");
		expect(await workbench.tooltip()).toContain("It may have been revoked.");
	});

	test("disconnecting forgets the key and the figures", async () => {
		await connect(await owner.createKey("another"));
		await workbench.itemIs("live");
		await workbench.runCommand("LensAI: Disconnect");
		await workbench.itemReads("LensAI: not connected");
		await workbench.reload();
		await workbench.itemReads("LensAI: not connected");
		await screenshot("9-disconnected");
	});

	test("the extension is active in less than 50 ms", async () => {
		const times = await activationTimes(editor.userDataDir);
		expect(times.length).toBeGreaterThanOrEqual(4);
		expect(median(times)).toBeLessThan(50);
	});
});
