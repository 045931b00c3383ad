import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import type { Span } from "../../server/src/journal/span";
import { createDataFolder } from "../support/data-folder";
import { spanFixture } from "../support/spans";

setDefaultTimeout(120_000);

let folder: ReturnType<typeof createDataFolder>;
beforeEach(() => {
	folder = createDataFolder();
});
afterEach(() => folder.remove());

interface Given {
	span: Span;
	request?: string;
	response?: string;
}

async function run(calls: Given[], end = "") {
	const file = `${folder.path}/calls.jsonl`;
	writeFileSync(file, calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
	const script = `${import.meta.dir}/../support/estimates-process.ts`;
	const child = Bun.spawn([process.execPath, script, folder.path, file, end], { stdout: "pipe", stderr: "inherit" });
	const text = await new Response(child.stdout).text();
	return text === "" ? undefined : JSON.parse(text);
}

const sentence = "The quick brown fox jumps over the lazy dog. ";
const request = JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: sentence.repeat(20) }] });
const cut = [sentence, sentence]
	.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
	.join("");

const unmeasured = {
	usage: {},
	rawUsage: null,
	usageState: undefined,
	costState: "unpriced",
	costPicoUsd: null,
	costRates: null,
	costSource: null,
	requestBytes: request.length,
	responseBytes: cut.length,
} as const;

const brokenOff = (span: Partial<Span> = {}) =>
	spanFixture({ ...unmeasured, stream: true, status: "error", errorType: "upstream_broke_off", ...span });

test("a stream that broke off without a usage has an estimated one, and a cost that is marked as estimated", async () => {
	const { spans, told, failures } = await run([{ span: spanFixture() }, { span: brokenOff(), request, response: cut }]);
	expect(failures).toEqual([]);
	expect(spans[0]).toMatchObject({ costState: "priced", usage: { uncachedInput: "1000" } });
	// 20 sentences of 10 tokens, 4 for the message, 3 before the answer; two sentences in the answer.
	expect(spans[1]).toMatchObject({
		usageState: "estimated",
		usage: { uncachedInput: "208", output: "21" },
		costState: "estimated",
		rawUsage: null,
		status: "error",
		costSource: expect.stringContaining("genai-prices@0.1.8 openai/gpt-4o"),
	});
	expect(spans[1].costPicoUsd).toBe(String(208 * 2_500_000 + 21 * 10_000_000));
	expect(told).toMatchObject([{ id: spans[1].id, usageState: "estimated", costState: "estimated" }]);
});

test("calls that told their usage calibrate the next one that does not, by their median", async () => {
	const startedAtMs = Date.UTC(2026, 10, 22, 11);
	const measured = (uncachedInput: number, output: number): Given => ({
		span: spanFixture({ startedAtMs, stream: true, usageState: "measured", usage: { uncachedInput, output } }),
		request,
		response: cut,
	});
	await run([measured(312, 42), measured(312, 42), measured(312, 42), measured(9999, 9999)]);
	const { spans, calibrations } = await run([{ span: brokenOff(), request, response: cut }]);
	expect(spans.at(-1)).toMatchObject({ usageState: "estimated", usage: { uncachedInput: "312", output: "42" } });
	expect(calibrations).toMatchObject([{ provider: "openai", model: "gpt-4o-2024-08-06", samples: 4 }]);
});

test("a process that is killed while it estimates leaves nothing behind twice, and the same numbers come again", async () => {
	expect(await run([{ span: brokenOff(), request, response: cut }], "kill")).toBeUndefined();
	const { spans, calibrations } = await run([]);
	expect(spans).toHaveLength(1);
	expect(spans[0]).toMatchObject({ usageState: "estimated", usage: { uncachedInput: "208", output: "21" } });
	expect(calibrations).toHaveLength(1);
});

test("without bodies, lengths tell as much as earlier calls of the model allow, and nothing without such calls", async () => {
	const alone = await run([{ span: brokenOff({ capture: "metadata" }) }]);
	expect(alone.spans[0]).toMatchObject({ usageState: null, usage: {}, costState: "unpriced", costPicoUsd: null });
	const measured = spanFixture({
		stream: true,
		capture: "metadata",
		usageState: "measured",
		usage: { uncachedInput: 100, output: 10 },
		requestBytes: 500,
		responseBytes: 2000,
		model: "other",
		responseModel: "gpt-4o-mini-2024-07-18",
		startedAtMs: Date.UTC(2026, 10, 22, 11),
	});
	await run(Array.from({ length: 3 }, () => ({ span: { ...measured, id: Bun.randomUUIDv7() } })));
	const bytes = {
		capture: "metadata",
		requestBytes: 1000,
		responseBytes: 1000,
		responseModel: "gpt-4o-mini-2024-07-18",
	} as const;
	const { spans } = await run([{ span: brokenOff(bytes) }]);
	expect(spans.at(-1)).toMatchObject({ usageState: "estimated", usage: { uncachedInput: "200", output: "5" } });
});
