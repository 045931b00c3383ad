import { describe, expect, test } from "bun:test";
import type { CachedAnswer } from "../../server/src/cache/cached-answer";
import { maxAnswerBytes } from "../../server/src/cache/cached-answer";
import { type RecordedEnd, startRecording } from "../../server/src/cache/recording";
import { isFresh, replay } from "../../server/src/cache/replay";
import { noteHit } from "../../server/src/cache/span-of-hit";
import { spanFixture } from "../support/spans";

const scope = { organizationId: "org", projectId: "project" };
const wholeEnd: RecordedEnd = {
	status: "ok",
	httpStatus: 200,
	hasError: false,
	isComplete: true,
	responseModel: "gpt-4o-2024-08-06",
	costState: "priced",
	costPicoUsd: "150000000",
};

const providerHeaders = {
	"content-type": "text/event-stream",
	"openai-version": "2020-10-01",
	"x-request-id": "req_1",
	"x-ratelimit-remaining-requests": "9",
	"anthropic-ratelimit-tokens-reset": "2026-11-22T12:00:00Z",
	"x-lensai-call-id": "first",
	"x-lensai-overhead-ms": "0.4",
	date: "Sun, 22 Nov 2026 12:00:00 GMT",
	"content-length": "9",
};

function record(
	chunks: (string | Uint8Array)[],
	end: Partial<RecordedEnd> = {},
	stream = true,
): CachedAnswer | undefined {
	const recording = startRecording({
		scope,
		callId: "first",
		headers: providerHeaders,
		stream,
		ttlSeconds: 60,
		now: () => 1000,
	});
	for (const chunk of chunks) recording.add(Buffer.from(chunk));
	return recording.end({ ...wholeEnd, ...end });
}

function recorded(chunks: (string | Uint8Array)[], end: Partial<RecordedEnd> = {}, stream = true): CachedAnswer {
	const answer = record(chunks, end, stream);
	if (answer === undefined) throw new Error("The answer was not kept.");
	return answer;
}

const replayed = (answer: CachedAnswer, onEnd: (how: string) => void = () => undefined) =>
	replay(answer, { callId: "second", nowMs: 13_999, onEnd });

async function piecesOf(response: Response): Promise<string[]> {
	const pieces: string[] = [];
	for await (const chunk of response.body ?? []) pieces.push(Buffer.from(chunk).toString());
	return pieces;
}

describe("an answer is kept", () => {
	test.each([
		["that was cut", { status: "error" }],
		["whose caller left", { status: "client_closed" }],
		["that the process did not survive", { status: "interrupted" }],
		["that says that something failed", { hasError: true }],
		["that is a refusal", { httpStatus: 429 }],
		["that leads elsewhere", { httpStatus: 302 }],
		["without a status", { httpStatus: null }],
		["that does not say that it was all", { isComplete: false }],
	] as [string, Partial<RecordedEnd>][])("but not one %s", (_, end) => {
		expect(record(["data: 1\n\n"], end)).toBeUndefined();
	});

	test("but not one that is empty or too large", () => {
		expect(record([])).toBeUndefined();
		expect(record([new Uint8Array(maxAnswerBytes), "x"])).toBeUndefined();
		expect(record([new Uint8Array(maxAnswerBytes)])).toBeDefined();
	});

	test("as JSON too, which ends with its length", () => {
		expect(record(["{}"], { isComplete: false }, false)).toBeDefined();
	});

	test("as it was, whatever happens to the buffer that it came in", () => {
		const buffer = Buffer.from("data: 1\n\n");
		const recording = startRecording({ scope, callId: "c", headers: {}, stream: true, ttlSeconds: 60 });
		recording.add(buffer);
		buffer.fill(0);
		expect(Buffer.from(recording.end(wholeEnd)?.chunks[0] ?? []).toString()).toBe("data: 1\n\n");
	});
});

describe("a replayed answer", () => {
	const chunks = ["data: 1\n", "\n", "data: 2\n\nda", "ta: [DONE]\n\n"];

	test("comes in the pieces in which it came, as often as it is asked for", async () => {
		const answer = recorded(chunks);
		for (let count = 0; count < 3; count++) expect(await piecesOf(replayed(answer))).toEqual(chunks);
	});

	test("says that it is one, how old it is, what it saved, and nothing of the first call", () => {
		const { status, headers } = replayed(recorded(chunks));
		expect(status).toBe(200);
		expect(Object.fromEntries(headers)).toEqual({
			"content-type": "text/event-stream",
			"openai-version": "2020-10-01",
			"x-lensai-call-id": "second",
			"x-lensai-cache": "hit",
			"x-lensai-cache-age": "12",
			"x-lensai-cached-call-id": "first",
			"x-lensai-cost-state": "priced",
			"x-lensai-cost-usd": "0",
			"x-lensai-saved-usd": "0.00015",
		});
	});

	test("does not say that it saved nothing when that is not known", () => {
		const answer = recorded(chunks, { costState: "unpriced", costPicoUsd: null });
		expect(replayed(answer).headers.has("x-lensai-saved-usd")).toBe(false);
		const span = spanFixture();
		noteHit(span, answer);
		expect(span).toMatchObject({ cache: "hit", costState: "priced", costPicoUsd: "0" });
		expect(span.savedPicoUsd).toBeUndefined();
	});

	test("ends its call once, also when the caller leaves", async () => {
		const ends: string[] = [];
		const note = (how: string) => void ends.push(how);
		await piecesOf(replayed(recorded(chunks), note));
		expect(ends.splice(0)).toEqual(["ok"]);
		const reader = replayed(recorded(chunks), note).body?.getReader();
		await reader?.read();
		await reader?.cancel();
		expect(ends.splice(0)).toEqual(["client_closed"]);
		expect(await replayed(recorded(["{}"], {}, false), note).json()).toEqual({});
		expect(ends).toEqual(["ok"]);
	});

	test("is too old for a call that wants a younger one", () => {
		const answer = recorded(chunks);
		expect(isFresh(answer, { ttlSeconds: 10, nowMs: 10_999 })).toBe(true);
		expect(isFresh(answer, { ttlSeconds: 10, nowMs: 11_000 })).toBe(false);
	});
});
