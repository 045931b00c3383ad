import { describe, expect, test } from "bun:test";
import { Breaker, type BreakerOptions, type Permit } from "../../server/src/targets/breaker";
import { createBreakers, healthKeyOf } from "../../server/src/targets/breakers";
import { pickIndex, seededRandom } from "../support/random";

function breakerAt(startMs: number, options: Partial<BreakerOptions> = {}) {
	const clock = { nowMs: startMs };
	return { clock, breaker: new Breaker({ now: () => clock.nowMs, ...options }) };
}

function enter(breaker: Breaker): Permit {
	const permit = breaker.enter();
	if (permit === undefined) throw new Error(`The breaker lets nobody in: ${JSON.stringify(breaker.state())}`);
	return permit;
}

const fail = (breaker: Breaker, times = 1, retryAfterMs?: number) => {
	for (let time = 0; time < times; time++) enter(breaker).failed({ why: "503", retryAfterMs });
};

describe("a closed breaker", () => {
	test("opens after five failures in a row, and says why", () => {
		const { breaker } = breakerAt(1000);
		fail(breaker, 4);
		expect(breaker.state()).toEqual({ state: "closed" });
		fail(breaker);
		expect(breaker.state()).toEqual({ state: "open", untilMs: 16_000, cause: "503; 5 failures in a row" });
		expect(breaker.enter()).toBeUndefined();
	});

	test("forgets failures when a call goes well", () => {
		const { breaker } = breakerAt(0);
		fail(breaker, 4);
		enter(breaker).succeeded();
		fail(breaker, 4);
		expect(breaker.state().state).toBe("closed");
	});

	test("opens when half of twenty results in a minute are failures", () => {
		const { breaker } = breakerAt(0);
		for (let pair = 0; pair < 9; pair++) {
			enter(breaker).succeeded();
			fail(breaker);
		}
		enter(breaker).succeeded();
		expect(breaker.state().state).toBe("closed");
		fail(breaker);
		expect(breaker.state()).toMatchObject({ state: "open", cause: "503; 10 of 20 calls failed" });
	});

	test("does not count what is older than a minute", () => {
		const { breaker, clock } = breakerAt(0);
		for (let pair = 0; pair < 9; pair++) {
			enter(breaker).succeeded();
			fail(breaker);
		}
		clock.nowMs += 61_000;
		enter(breaker).succeeded();
		fail(breaker);
		expect(breaker.state().state).toBe("closed");
	});

	test.each([
		[2_000, 2_000],
		[300_000, 300_000],
		[86_400_000, 300_000],
	])("opens at once for the %d ms of a Retry-After, for %d ms at most", (retryAfterMs, expected) => {
		const { breaker } = breakerAt(0);
		fail(breaker, 1, retryAfterMs);
		expect(breaker.state()).toEqual({ state: "open", untilMs: expected, cause: "503 with Retry-After" });
	});

	test("counts a call that was abandoned as nothing", () => {
		const { breaker } = breakerAt(0);
		fail(breaker, 4);
		enter(breaker).abandoned();
		fail(breaker);
		expect(breaker.state().state).toBe("open");
	});

	test("counts the first end of a call and no other", () => {
		const { breaker } = breakerAt(0, { inARow: 2 });
		const permit = enter(breaker);
		permit.failed({ why: "503" });
		permit.failed({ why: "503" });
		permit.succeeded();
		expect(breaker.state().state).toBe("closed");
		fail(breaker);
		expect(breaker.state().state).toBe("open");
	});
});

describe("an open breaker", () => {
	test("lets one call in when its time is over, and closes when that goes well", () => {
		const { breaker, clock } = breakerAt(0);
		fail(breaker, 5);
		clock.nowMs = 14_999;
		expect(breaker.enter()).toBeUndefined();
		clock.nowMs = 15_000;
		expect(breaker.state()).toMatchObject({ state: "half_open", probing: false });
		const probe = enter(breaker);
		expect(probe.probe).toBe(true);
		expect(breaker.state()).toMatchObject({ state: "half_open", probing: true });
		expect(breaker.enter()).toBeUndefined();
		probe.succeeded();
		expect(breaker.state()).toEqual({ state: "closed" });
		fail(breaker, 4);
		expect(breaker.state().state).toBe("closed");
	});

	test("stays open twice as long each time that its probe fails, five minutes at most", () => {
		const { breaker, clock } = breakerAt(0);
		fail(breaker, 5);
		const lengths: number[] = [];
		for (let probe = 0; probe < 6; probe++) {
			const state = breaker.state();
			clock.nowMs = state.state === "open" ? state.untilMs : clock.nowMs;
			fail(breaker);
			const after = breaker.state();
			lengths.push(after.state === "open" ? after.untilMs - clock.nowMs : 0);
		}
		expect(lengths).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
	});

	test("lets the next call be the probe when a probe's caller has left", () => {
		const { breaker, clock } = breakerAt(0);
		fail(breaker, 5);
		clock.nowMs = 20_000;
		enter(breaker).abandoned();
		expect(enter(breaker).probe).toBe(true);
	});

	test("ignores results of calls that were let in before it opened", () => {
		const { breaker, clock } = breakerAt(0);
		const early = [enter(breaker), enter(breaker), enter(breaker)];
		fail(breaker, 5);
		early[0]?.succeeded();
		expect(breaker.state().state).toBe("open");
		clock.nowMs = 15_000;
		const probe = enter(breaker);
		early[1]?.failed({ why: "503" });
		expect(breaker.state()).toMatchObject({ state: "half_open", probing: true });
		probe.succeeded();
		early[2]?.failed({ why: "503", retryAfterMs: 60_000 });
		expect(breaker.state().state).toBe("closed");
	});

	test("does not wait for a clock that went back", () => {
		const { breaker, clock } = breakerAt(1_000_000);
		fail(breaker, 5);
		clock.nowMs = 0;
		expect(breaker.state().state).toBe("half_open");
	});
});

/** One step of a random life: time passes, calls enter, and calls end in any way and order. */
function live(seed: number) {
	const random = seededRandom(seed);
	const { breaker, clock } = breakerAt(0, { inARow: 1 + pickIndex(random, 5), minResults: 2 + pickIndex(random, 20) });
	const inFlight: Permit[] = [];
	let mostProbes = 0;
	for (let step = 0; step < 400; step++) {
		const what = random();
		if (what < 0.2) clock.nowMs += pickIndex(random, 40_000);
		else if (what < 0.6) {
			const permit = breaker.enter();
			if (permit !== undefined) inFlight.push(permit);
		} else {
			const [permit] = inFlight.splice(pickIndex(random, inFlight.length), 1);
			const how = random();
			if (how < 0.3) permit?.succeeded();
			else if (how < 0.5) permit?.abandoned();
			else permit?.failed({ why: "503", retryAfterMs: how < 0.65 ? pickIndex(random, 1e7) : undefined });
		}
		// A probe whose end came too late for its turn is none any more: its turn is over only when it has ended.
		mostProbes = Math.max(mostProbes, inFlight.filter(({ probe }) => probe).length);
	}
	return { breaker, clock, inFlight, mostProbes };
}

test.each(Array.from({ length: 300 }, (_, seed) => [seed]))(
	"never has more than one probe in flight, and always recovers (seed %d)",
	(seed) => {
		const { breaker, clock, inFlight, mostProbes } = live(seed);
		expect(mostProbes).toBeLessThanOrEqual(1);
		for (const permit of inFlight) permit.abandoned();
		clock.nowMs += 300_000;
		enter(breaker).succeeded();
		expect(breaker.state()).toEqual({ state: "closed" });
	},
);

describe("the breakers of all targets", () => {
	const target = { provider: "openai", model: "gpt-4o" };

	test("are shared by equal targets of one organization, and by no two organizations", () => {
		const breakers = createBreakers({ now: () => 0, inARow: 1 });
		breakers.enter(healthKeyOf("org-1", { ...target, weight: 3 }))?.failed({ why: "503" });
		expect(breakers.of(healthKeyOf("org-1", { ...target, when: { tags: ["x"] } })).state).toBe("open");
		expect(breakers.of(healthKeyOf("org-2", target)).state).toBe("closed");
		expect(breakers.of(healthKeyOf("org-1", { ...target, region: "eu" })).state).toBe("closed");
		expect(breakers.of(healthKeyOf("org-1", { ...target, model: undefined })).state).toBe("closed");
	});

	test("that are open stay when many targets come", () => {
		const breakers = createBreakers({ now: () => 0, inARow: 1 });
		breakers.enter("bad")?.failed({ why: "503" });
		for (let each = 0; each < 20_001; each++) breakers.enter(`good ${each}`)?.succeeded();
		expect(breakers.of("bad").state).toBe("open");
	});
});
