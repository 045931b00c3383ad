import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreatedKey } from "@lensai/server/keys/model";
import OpenAI from "openai";
import { packExtension } from "../../../extension/pack";
import { freePort, startServer, type TestServer } from "../../support/server";
import { type Editor, startEditor } from "./editor";
import { makeLensKey } from "./lens-key";
import { activationTimes, filesWith, median } from "./profile";
import { startUpstream, type UpstreamAnswer } from "./upstream";
import { openWorkbench, type Workbench } from "./workbench";

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
let upstream: ReturnType<typeof startUpstream>;
let lens: TestServer;
let key: CreatedKey;
let openai: OpenAI;
let editor: Editor;
let workbench: Workbench;

beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), "lensai-editor-"));
	await mkdir(artifacts, { recursive: true });
	upstream = startUpstream();
	lens = await startServer({ env: { LENSAI_UPSTREAM_OPENAI: upstream.url } });
	key = await makeLensKey(lens);
	openai = new OpenAI({
		baseURL: `${lens.url}/openai/v1`,
		apiKey: "sk-fixture",
		defaultHeaders: { "x-lensai-key": key.secret },
		maxRetries: 0,
	});
	const packed = await packExtension();
	vsixKiB = packed.vsixKiB;
	editor = await startEditor({ dir, vsix: packed.vsix, port: await freePort() });
	workbench = await openWorkbench(editor.url, dir);
}, 20 * minutes);

afterAll(async () => {
	await workbench?.close();
	await editor?.stop();
	await lens?.stop();
	upstream?.[Symbol.dispose]();
	const activationMs = editor && median(await activationTimes(editor.userDataDir));
	const figures = process.env.LENSAI_EDITOR_FIGURES;
	if (figures) await Bun.write(figures, JSON.stringify({ statusBarDelayMs, activationMs, vsixKiB }));
	for (const folder of [dir, lens?.dataDir]) if (folder) await rm(folder, { recursive: true, force: true });
});

const screenshot = (name: string) => workbench.page.screenshot({ path: join(artifacts, `${name}.png`) });

/** One call through the gateway; returns when it ended, in Unix milliseconds. */
async function call(answer: Partial<UpstreamAnswer>, model = "gpt-4o"): Promise<number> {
	upstream.next = { promptTokens: 1000, completionTokens: 170, ...answer };
	await openai.chat.completions.create({ model, messages: [{ role: "user", content: "Say hello." }] });
	return Date.now();
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
			// $2.50 and $10 per million tokens: each round costs $0.0001 more than the one before.
			const startedMs = Date.now();
			const endedMs = await call({ completionTokens: 170 + 10 * round });
			const seen = await workbench.itemChange(
				priced(`$${((42 + round) / 10_000).toFixed(4).replace(/0+$/, "")}`),
				startedMs,
			);
			delays.push(seen.atMs - endedMs);
		}
		statusBarDelayMs = Math.max(...delays);
		expect(statusBarDelayMs).toBeLessThan(1000);
		await screenshot("4-live");
	});

	test("the tooltip tells today's spend and calls, and the last call's model, status and tokens", async () => {
		const text = await workbench.tooltip();
		const spent = Array.from({ length: rounds }, (_, round) => 42 + round).reduce((sum, one) => sum + one, 0) / 10_000;
		expect(text).toContain(`Calls\t${rounds}`);
		expect(text).toMatch(new RegExp(String.raw`Spend\t\$${spent.toPrecision(2)}`));
		expect(text).toContain("Model\tgpt-4o");
		expect(text).toContain("Status\tok · 200");
		expect(text).toContain(`Tokens\t1000 in, ${160 + 10 * rounds} out`);
		await screenshot("5-tooltip");
	});

	test("a model without a price is unpriced, and never $0.00", async () => {
		await call({}, "somebodys-own-model-7b");
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
		const refused = await call({ status: 429 }).catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
		await workbench.itemReads(new RegExp(`^\\s*failed 429 · ${latency}$`));
		expect(await workbench.tooltip()).toContain("Errors\t1");
	});

	test("a click opens the call in the dashboard", async () => {
		await call({});
		await workbench.itemReads(priced("$0.0042"));
		const opened = workbench.page.context().waitForEvent("page");
		await workbench.item.click();
		const page = await opened;
		expect(page.url()).toMatch(/\/calls\/[0-9a-f-]{36}$/);
		await page.close();
	});
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

	test("disconnecting forgets the key and the figures", async () => {
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
