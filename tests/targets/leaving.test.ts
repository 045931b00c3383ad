import { afterEach, describe, expect, test } from "bun:test";
import type { Source } from "../../server/src/targets/attempt";
import { clock } from "../../server/src/targets/clock";
import {
	type AfterLeaving,
	afterCallerLeft,
	createDrainPlaces,
	type LeaveRule,
} from "../../server/src/targets/leaving";
import { answering, type Behaviour, startUpstream, streaming, type Upstream } from "../support/upstream";

const open: Upstream[] = [];
afterEach(() => {
	for (const each of open.splice(0)) each.close();
});

const piece = new TextEncoder().encode("data: {}\n\n");
const pieces = (count: number) => Array.from({ length: count }, () => piece);

interface Leaving {
	rule?: LeaveRule;
	bounds?: { maxMs: number; maxBytes: number };
	places?: ReturnType<typeof createDrainPlaces>;
	stop?: AbortSignal;
	/** What the caller does with the answer before it leaves. */
	before?: (source: Source) => Promise<unknown>;
}

/** A caller leaves an answer of this provider. Fails when it is settled more or less than once. */
async function leave(behaviour: Behaviour, { rule = "drain", before, ...more }: Leaving = {}) {
	const upstream = await startUpstream(behaviour);
	open.push(upstream);
	const controller = new AbortController();
	const response = await fetch(upstream.url, { method: "POST", body: "{}", signal: controller.signal });
	const reader = response.body?.getReader();
	if (reader === undefined) throw new Error("The answer has no body.");
	const source: Source = { read: () => reader.read(), cancel: async () => controller.abort() };
	await before?.(source);
	const settled: AfterLeaving<number>[] = [];
	let passed = 0;
	await afterCallerLeft(
		source,
		{
			pass: (chunk) => {
				passed += chunk.length;
			},
			end: () => passed,
		},
		{
			rule,
			bounds: { maxMs: 5000, maxBytes: 1e6 },
			clock,
			places: createDrainPlaces(1),
			settle: (after) => void settled.push(after),
			...more,
		},
	);
	const [after] = settled;
	if (after === undefined || settled.length > 1) throw new Error(`It was settled ${settled.length} times.`);
	return { after, gone: upstream.requests[0]?.closed };
}

describe("a provider that stops for a client that leaves", () => {
	test("is stopped at once, and what was read before counts", async () => {
		const { after, gone } = await leave(streaming(pieces(3), { ending: "hang" }), { rule: "cancel" });
		expect(after).toEqual({ how: "cancelled", bytes: 0, read: 0 });
		await gone;
	});
});

describe("a provider that bills all of it anyway", () => {
	test.each([
		["that ends", streaming(pieces(5), { gapMs: 2 }), 5 * piece.length],
		["that answers in one piece", answering("x".repeat(5000)), 5000],
	])("and %s is read to its end", async (_, behaviour, bytes) => {
		expect((await leave(behaviour)).after).toEqual({ how: "ended", bytes, read: bytes });
	});

	test("and hangs is stopped when the time is over", async () => {
		const { after, gone } = await leave(streaming(pieces(2), { ending: "hang" }), {
			bounds: { maxMs: 60, maxBytes: 1e6 },
		});
		expect(after).toEqual({ how: "out_of_time", bytes: 2 * piece.length, read: 2 * piece.length });
		await gone;
	});

	test("and trickles without end is stopped all the same", async () => {
		const { after, gone } = await leave(streaming(pieces(10_000), { gapMs: 5 }), {
			bounds: { maxMs: 100, maxBytes: 1e6 },
		});
		expect(after.how).toBe("out_of_time");
		expect(after.bytes).toBeGreaterThan(0);
		await gone;
	});

	test("and floods is stopped at the bound", async () => {
		const flood = Array.from({ length: 500 }, () => new Uint8Array(10_000));
		const { after, gone } = await leave(streaming(flood), { bounds: { maxMs: 5000, maxBytes: 50_000 } });
		expect(after.how).toBe("out_of_bytes");
		expect(after.bytes).toBeLessThan(50_000 + 1_000_000);
		await gone;
	});

	test("and breaks off is recorded with what came", async () => {
		const seen = Promise.withResolvers<void>();
		const breaking = streaming([piece], { ending: "reset", beforeEnding: seen.promise });
		const { after } = await leave(breaking, { before: async (source) => source.read().then(() => seen.resolve()) });
		expect(after.how).toBe("broke_off");
	});

	test("is stopped when the server stops", async () => {
		const stop = new AbortController();
		const leaving = leave(streaming(pieces(1), { ending: "hang" }), { stop: stop.signal });
		setTimeout(() => stop.abort(), 30);
		const { after, gone } = await leaving;
		expect(after.how).toBe("out_of_time");
		await gone;
	});

	test("is stopped when too many are read on already; a place that was given back is free again", async () => {
		const places = createDrainPlaces(1);
		const giveBack = places.take();
		const ending = streaming(pieces(1));
		expect((await leave(ending, { places })).after.how).toBe("cancelled");
		giveBack?.();
		giveBack?.();
		expect((await leave(ending, { places })).after.how).toBe("ended");
		expect(places.take()).toBeDefined();
		expect(places.take()).toBeUndefined();
	});
});
