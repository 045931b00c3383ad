import { describe, expect, test } from "bun:test";
import {
	addOlder,
	beginList,
	catchUp,
	emptyList,
	type ListState,
	showHeld,
	takeCall,
} from "../../../web/src/calls/list-state";
import { sampleCall } from "./sample-call";

const ids = (list: ListState) => list.calls?.map((call) => call.id);
const pageOf = (seconds: number[], nextCursor: string | null) => ({
	calls: seconds.map((s) => sampleCall(s)),
	nextCursor,
});

describe("a call that has just ended", () => {
	const list = beginList(pageOf([30, 20, 10], "older"));

	test("goes on top and is marked, when nobody is at the rows", () => {
		const grown = takeCall(list, sampleCall(40), false);
		expect(ids(grown)).toEqual(["call-040", "call-030", "call-020", "call-010"]);
		expect([...grown.arrived]).toEqual(["call-040"]);
	});

	test("is kept until the first page comes, which may not know it yet", () => {
		const early = [sampleCall(40), sampleCall(30)].reduce((state, call) => takeCall(state, call, false), emptyList);
		expect(early.calls).toBeUndefined();
		const page = pageOf([30, 20], "older");
		for (const begun of [beginList(page, early), catchUp(early, page, false)]) {
			expect(ids(begun)).toEqual(["call-040", "call-030", "call-020"]);
			expect(begun.held).toEqual([]);
		}
	});

	test("waits while somebody reads, and moves no row", () => {
		const held = takeCall(takeCall(list, sampleCall(40), true), sampleCall(50), true);
		expect(held.calls).toBe(list.calls);
		expect(held.held.map((call) => call.id)).toEqual(["call-050", "call-040"]);
		const shown = showHeld(held);
		expect(ids(shown)).toEqual(["call-050", "call-040", "call-030", "call-020", "call-010"]);
		expect(shown.held).toEqual([]);
		expect(shown.arrived.size).toBe(2);
	});

	test("takes its own row when it is told again with an estimate, also while somebody reads", () => {
		const told = { ...sampleCall(20), usageState: "estimated" as const };
		const better = takeCall(list, told, true);
		expect(ids(better)).toEqual(ids(list));
		expect(better.calls?.[1]).toEqual(told);
		expect(better.held).toEqual([]);
	});

	test("stands where it started, when it took longer than later ones", () => {
		expect(ids(takeCall(list, sampleCall(25), false))).toEqual(["call-030", "call-025", "call-020", "call-010"]);
	});

	test("is left out when it belongs to a page that is not loaded", () => {
		expect(ids(takeCall(list, sampleCall(5), false))).toEqual(["call-030", "call-020", "call-010"]);
		const complete = beginList(pageOf([30, 20, 10], null));
		expect(ids(takeCall(complete, sampleCall(5), false))?.at(-1)).toBe("call-005");
	});

	test("is listed once, however often it is announced", () => {
		const twice = takeCall(takeCall(list, sampleCall(40), false), sampleCall(40), false);
		expect(ids(twice)?.filter((id) => id === "call-040")).toHaveLength(1);
	});

	test("changes its row in place, even while somebody reads", () => {
		const changed = takeCall(list, sampleCall(20, { status: "interrupted" }), true);
		expect(changed.calls?.[1]?.status).toBe("interrupted");
		expect(changed.calls?.[0]).toBe(list.calls?.[0]);
		expect(changed.arrived.size).toBe(0);
	});
});

describe("catching up after a silence", () => {
	test("adds what was missed, when the newest page reaches back to the list", () => {
		const list = beginList(pageOf([30, 20, 10], "older"));
		const caughtUp = catchUp(list, pageOf([50, 40, 30], "older-than-30"), false);
		expect(ids(caughtUp)).toEqual(["call-050", "call-040", "call-030", "call-020", "call-010"]);
		expect(caughtUp.nextCursor).toBe("older");
	});

	test("begins anew rather than hide a gap", () => {
		const list = beginList(pageOf([30, 20], "older"));
		const caughtUp = catchUp(list, pageOf([90, 80], "older-than-80"), false);
		expect(ids(caughtUp)).toEqual(["call-090", "call-080"]);
		expect(caughtUp.nextCursor).toBe("older-than-80");
	});

	test("joins an empty list to a page that holds everything", () => {
		expect(ids(catchUp(beginList(pageOf([], null)), pageOf([2, 1], null), false))).toEqual(["call-002", "call-001"]);
	});
});

test("older pages join below, without doubles", () => {
	const list = addOlder(beginList(pageOf([30, 20], "c1")), pageOf([20, 10], null));
	expect(ids(list)).toEqual(["call-030", "call-020", "call-010"]);
	expect(list.nextCursor).toBeNull();
});
