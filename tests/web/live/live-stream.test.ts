import { describe, expect, test } from "bun:test";
import type { Call } from "../../../web/src/api/model";
import { followCalls, type LiveState, type LiveWorld } from "../../../web/src/live/live-stream";
import { sampleCall } from "../calls/sample-call";

/** A browser whose streams and timers are moved by the test. */
function startFollowing() {
	const streams: FakeStream[] = [];
	const timers = new Map<number, { run: () => void; delayMs: number }>();
	let lastTimer = 0;
	let onVisibility: (() => void) | undefined;
	const visibility = { state: "visible" as DocumentVisibilityState };
	const seen = { states: [] as LiveState[], calls: [] as Call[], estimated: [] as Call[], resets: 0 };
	const world: LiveWorld = {
		openStream(url) {
			const stream = new FakeStream(url);
			streams.push(stream);
			return stream;
		},
		isHidden: () => visibility.state === "hidden",
		onVisibilityChange(listener) {
			onVisibility = listener;
			return () => {
				onVisibility = undefined;
			};
		},
		setTimer(run, delayMs) {
			const timer = ++lastTimer;
			timers.set(timer, { run, delayMs });
			return () => void timers.delete(timer);
		},
	};
	const stop = followCalls(
		"project 1",
		{
			onCall: (call) => seen.calls.push(call),
			onEstimated: (call) => seen.estimated.push(call),
			onReset: () => {
				seen.resets += 1;
			},
			onState: (state) => seen.states.push(state),
		},
		world,
	);
	return {
		seen,
		streams,
		stop,
		stream: () => streams.at(-1) as FakeStream,
		pendingMs: () => [...timers.values()].map(({ delayMs }) => delayMs),
		runTimer() {
			const [next] = timers;
			if (!next) throw new Error("No timer is running.");
			timers.delete(next[0]);
			next[1].run();
		},
		turn(state: DocumentVisibilityState) {
			visibility.state = state;
			onVisibility?.();
		},
	};
}

class FakeStream extends EventTarget {
	isClosed = false;
	constructor(readonly url: string) {
		super();
	}
	close() {
		this.isClosed = true;
	}
	say(type: string, data?: unknown) {
		this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
	}
}

describe("followCalls", () => {
	test("asks for the calls of its project, and hands them on as they end", () => {
		const live = startFollowing();
		live.stream().say("open");
		live.stream().say("call", sampleCall(1));
		expect(live.stream().url).toBe("/api/v1/live?projectId=project%201");
		expect(live.seen).toMatchObject({ states: ["connecting", "live"], calls: [{ id: "call-001" }] });
	});

	test("hands on calls whose usage is estimated by now apart from those that ended", () => {
		const live = startFollowing();
		live.stream().say("estimated", sampleCall(1));
		expect(live.seen).toMatchObject({ calls: [], estimated: [{ id: "call-001" }] });
	});

	test("has the list asked for anew at every opening, since calls may have ended before it", () => {
		const live = startFollowing();
		live.stream().say("open");
		expect(live.seen.resets).toBe(1);
		live.stream().say("reset");
		expect(live.seen.resets).toBe(2);
	});

	test("comes back with growing pauses when the server is gone, and starts small again once it answered", () => {
		const live = startFollowing();
		const pauses: number[] = [];
		for (let round = 0; round < 6; round++) {
			live.stream().say("error");
			pauses.push(...live.pendingMs());
			live.runTimer();
		}
		expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
		expect(live.seen.states.slice(0, 3)).toEqual(["connecting", "gone", "connecting"]);
		live.stream().say("open");
		live.stream().say("error");
		expect(live.pendingMs()).toEqual([1_000]);
	});

	test("gives up a stream that is silent for longer than several heartbeats", () => {
		const live = startFollowing();
		live.stream().say("open");
		live.stream().say("heartbeat");
		expect(live.pendingMs()).toEqual([25_000]);
		live.runTimer();
		expect(live.streams[0]?.isClosed).toBe(true);
		expect(live.seen.states.at(-1)).toBe("gone");
	});

	test("rests while the tab is hidden, and catches up when it is seen again", () => {
		const live = startFollowing();
		live.stream().say("open");
		live.turn("hidden");
		expect(live.streams[0]?.isClosed).toBe(true);
		expect(live.pendingMs()).toEqual([]);
		expect(live.seen.states.at(-1)).toBe("paused");
		live.turn("visible");
		live.stream().say("open");
		expect(live.streams).toHaveLength(2);
		expect(live.seen.resets).toBe(2);
	});

	test("leaves nothing open once it is stopped", () => {
		const live = startFollowing();
		live.stream().say("open");
		live.stop();
		live.turn("visible");
		expect(live.streams).toHaveLength(1);
		expect(live.stream().isClosed).toBe(true);
		expect(live.pendingMs()).toEqual([]);
	});
});
