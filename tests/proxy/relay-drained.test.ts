import { describe, expect, test } from "bun:test";
import { AnswerExtras } from "../../server/src/proxy/answer-extras";
import type { BodyReader } from "../../server/src/proxy/body-reader";
import type { Call } from "../../server/src/proxy/call";
import type { Outcome } from "../../server/src/proxy/outcome";
import { relay } from "../../server/src/proxy/relay";
import { CallerLeft } from "../../server/src/proxy/send";
import type { Source } from "../../server/src/proxy/source";
import { createDrainPlaces } from "../../server/src/targets/leaving";
import { until } from "../support/until";

const head = "the answer's beginning ";
const tail = "and its end";

/** A reader that knows an answer to be complete when its end has passed. */
function readingWords(): BodyReader {
	let text = "";
	return {
		changesBytes: false,
		pass(chunk) {
			text += Buffer.from(chunk).toString();
			return chunk;
		},
		rest: () => undefined,
		end: () => ({ answer: { isComplete: text.endsWith(tail) || undefined }, responseBytes: text.length }),
	};
}

/** Relays an answer of a provider that is read on after its caller has left. */
async function relayed(source: Source) {
	const outcomes: Outcome[] = [];
	const call: Call = {
		id: "call-1",
		capture: "full",
		firstByte: () => undefined,
		holds: () => undefined,
		end(outcome) {
			outcomes.push(outcome);
			return undefined;
		},
	};
	const nothing = () => undefined;
	const heard = { "content-type": "text/event-stream" };
	const answer = await relay(call, {
		line: { waits: nothing, explain: () => new CallerLeft(), hangUp: nothing, close: nothing },
		upstream: new Response("streamed", { headers: heard }),
		heard,
		source,
		reader: readingWords(),
		later: (work) => work(),
		callerSignal: new AbortController().signal,
		rule: "drain",
		places: createDrainPlaces(1),
		extras: new AnswerExtras({ arrivedAt: 0, sentAt: 0, answeredAt: 0 }, { tags: [], metadata: {} }, false, true),
	});
	if (answer.body === null) throw new Error("The answer has no body.");
	return { caller: answer.body.getReader(), outcomes };
}

/** Gives each piece when it is asked for; the one at `waits`, or the end behind the last one, once it is let go. */
function pieces(texts: readonly string[], { waits = -1 } = {}) {
	const { promise, resolve: letGo } = Promise.withResolvers<void>();
	let asked = 0;
	const stream = new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const index = asked++;
				if (index === waits) await promise;
				const text = texts[index];
				if (text === undefined) controller.close();
				else controller.enqueue(Buffer.from(text));
			},
		},
		{ highWaterMark: 0 },
	);
	return { source: stream.getReader(), asked: () => asked, letGo };
}

describe("an answer that ends after its caller has left", () => {
	test("counts as left when the end was asked for before", async () => {
		const { source, asked, letGo } = pieces([head, tail], { waits: 1 });
		const { caller, outcomes } = await relayed(source);
		await caller.read();
		await until(() => asked() === 2);
		await caller.cancel();
		letGo();
		await until(() => outcomes.length === 1);
		expect(outcomes[0]).toMatchObject({ status: "client_closed", answer: { isComplete: true } });
	});

	test("counts as left when nobody had room for the end", async () => {
		const { source, asked } = pieces([head, tail]);
		const { caller, outcomes } = await relayed(source);
		// One piece waits to be taken, and nothing more is asked for.
		await until(() => asked() === 1);
		await caller.cancel();
		await until(() => outcomes.length === 1);
		expect(outcomes[0]).toMatchObject({ status: "client_closed", answer: { isComplete: true } });
	});

	test("has come whole when only the end of the connection was missing", async () => {
		const { source, asked, letGo } = pieces([head, tail], { waits: 2 });
		const { caller, outcomes } = await relayed(source);
		await caller.read();
		await caller.read();
		await until(() => asked() === 3);
		await caller.cancel();
		letGo();
		await until(() => outcomes.length === 1);
		expect(outcomes[0]).toMatchObject({ status: "ok" });
	});
});
