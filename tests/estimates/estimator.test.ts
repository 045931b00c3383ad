import { describe, expect, test } from "bun:test";
import type { Calibration } from "../../server/src/estimates/calibration";
import { createEstimator, type EstimatorOptions } from "../../server/src/estimates/estimator";
import { openEstimates } from "../../server/src/estimates/open";
import type { Span } from "../../server/src/journal/span";
import { asBytes, textLines } from "../../server/src/stores/clickhouse/lines";
import { spanFixture } from "../support/spans";

const untold: Partial<Span> = { usage: {}, rawUsage: null, costState: "unpriced", costPicoUsd: null };
const untoldSpan = (span: Partial<Span> = {}) => spanFixture({ ...untold, ...span });

const spanLines = (spans: Span[]) => asBytes(spans.map((span, index) => JSON.stringify({ seq: index + 1, ...span })));
const payloadLines = (spans: Span[], request: unknown, response: unknown) =>
	asBytes(
		spans.map(({ projectId, id: spanId, startedAtMs }) =>
			JSON.stringify({
				projectId,
				spanId,
				startedAtMs,
				request,
				requestTruncated: false,
				response,
				responseTruncated: false,
			}),
		),
	);
const request = { messages: [{ role: "user", content: "one two three" }] };
const response = { choices: [{ message: { content: "four five" } }] };

/** A word is a token. */
function estimator(options: Partial<EstimatorOptions> = {}) {
	const calibration: Calibration = { samples: 0 };
	const part = createEstimator({
		calibrationFor: async () => calibration,
		countTexts: async (texts) => texts.map((text) => text.split(" ").filter(Boolean).length),
		priceAll: async (questions) => questions.map(() => ({ state: "priced", picoUsd: 9n, rates: {}, source: "book" })),
		onFailure: (error) => {
			throw error;
		},
		...options,
	});
	/** The calls that were estimated, and all lines; undefined when nothing was. */
	return async (lines: Uint8Array, payloads: () => Uint8Array) => {
		const parted = part(lines);
		const done = await parted?.estimate(payloads);
		if (parted === undefined || done === undefined || done.spans.length === 0) return undefined;
		return { ...done, all: [...textLines(parted.others), ...textLines(done.lines)] };
	};
}

describe("lines with estimates", () => {
	test("have them where no usage was told, and are the same bytes elsewhere", async () => {
		const spans = [
			spanFixture({ usageState: "measured" }),
			untoldSpan(),
			untoldSpan({ httpStatus: 429, status: "error" }),
		];
		const lines = spanLines(spans);
		const done = await estimator()(lines, () => payloadLines(spans, request, response));
		const [first, third, second] = done?.all ?? [];
		const before = textLines(lines);
		expect([first, third]).toEqual([before[0], before[2]]);
		expect(JSON.parse(second ?? "")).toEqual({
			...JSON.parse(before[1] ?? ""),
			// 3 words, 4 for the message, 3 before the answer.
			usage: { uncachedInput: 10, output: 2 },
			usageState: "estimated",
			costState: "estimated",
			costPicoUsd: "9",
			costRates: "{}",
			costSource: "book",
		});
		expect(done?.spans.map(({ id }) => id)).toEqual([spans[1]?.id ?? ""]);
	});

	test("come only when there is one; bodies are not even read otherwise", async () => {
		const payloads = () => {
			throw new Error("read");
		};
		for (const spans of [[spanFixture()], [untoldSpan({ kind: "other" })]])
			expect(await estimator()(spanLines(spans), payloads)).toBeUndefined();
	});

	test("are the same whenever the same lines come again, in more than one group", async () => {
		const spans = Array.from({ length: 600 }, () => untoldSpan());
		const run = () => estimator()(spanLines(spans), () => payloadLines(spans, request, response));
		const [one, two] = [await run(), await run()];
		expect(one?.spans).toHaveLength(600);
		expect(one?.lines).toEqual(two?.lines ?? new Uint8Array());
	});

	test("take an answer that is text, not JSON, and say nothing of one that is bytes", async () => {
		const span = untoldSpan({ stream: true });
		const events = 'data: {"choices":[{"delta":{"content":"four five six"}}]}\n\n';
		const done = await estimator()(spanLines([span]), () => payloadLines([span], request, events));
		expect(done?.spans[0]?.usage).toEqual({ uncachedInput: 10, output: 3 });
		expect(await estimator()(spanLines([span]), () => payloadLines([span], request, "\u0000\u0001"))).toBeUndefined();
	});

	test("keep a call unpriced whose model has no price, with its tokens", async () => {
		const span = untoldSpan();
		const priceAll = async () => [{ state: "unpriced" as const }];
		const done = await estimator({ priceAll })(spanLines([span]), () => payloadLines([span], request, response));
		expect(done?.spans[0]).toMatchObject({ usageState: "estimated", costState: "unpriced", costPicoUsd: null });
	});

	test("leave a stored response to its look-up", async () => {
		const span = untoldSpan({ operation: "responses" });
		const stored = (store?: boolean) =>
			payloadLines([span], { input: "one", store }, { output: [{ content: [{ text: "two" }] }] });
		expect(await estimator()(spanLines([span]), () => stored())).toBeUndefined();
		expect((await estimator()(spanLines([span]), () => stored(false)))?.spans[0]?.usage).toEqual({
			uncachedInput: 1,
			output: 1,
		});
	});
});

test("when estimating fails, the calls stay as they are, and it is said", async () => {
	const failures: unknown[] = [];
	const span = untoldSpan();
	const estimates = openEstimates({
		query: async () => {
			throw new Error("ClickHouse has gone");
		},
		command: async () => undefined,
		ask: () => undefined,
		onFailure: (error) => failures.push(error),
	});
	const parted = estimates.part(spanLines([span]));
	const done = await parted?.estimate(() => payloadLines([span], request, response));
	expect(done).toEqual({ lines: Uint8Array.from(spanLines([span])), spans: [] } as never);
	expect(String(failures)).toContain("ClickHouse has gone");
	estimates.close();
});
