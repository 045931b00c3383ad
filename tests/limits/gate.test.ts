import { describe, expect, test } from "bun:test";
import type { Caller } from "../../server/src/keys/caller";
import { createGate } from "../../server/src/limits/gate";
import type { Hold, Limit, LimitScope, Measure } from "../../server/src/limits/limit";
import { LimitBook } from "../../server/src/limits/limit-book";
import { LimitReached, RequestTooLarge } from "../../server/src/limits/limit-reached";
import { createLocalStore } from "../../server/src/limits/local-store";

const caller: Caller = { organizationId: "org", projectId: "project", keyId: "key", capture: "full" };
const targets = { organization: "org", project: "project", key: "key" };

let count = 0;
function limitOf(scope: LimitScope, measure: Measure, max: number, more: Partial<Limit> = {}): Limit {
	return { id: `limit-${count++}`, organizationId: "org", scope, targetId: targets[scope], measure, max, ...more };
}

function openGate(...limits: Limit[]) {
	const book = new LimitBook();
	book.apply(limits.map((limit) => ({ limit, changedAtMs: 1, deleted: false })));
	const store = createLocalStore();
	return { book, store, gate: createGate({ book, store }) };
}

const demand = (tokens = 10, stream = false) => ({ tokens: () => tokens, stream });

describe("a call", () => {
	test("that falls under no limit takes nothing, and its tokens are not even estimated", () => {
		const { gate } = openGate(limitOf("key", "requests", 1, { targetId: "another key" }));
		const asked = { tokens: () => expect.unreachable(), stream: true };
		expect(gate.admit(caller, asked)).toBeUndefined();
	});

	test("takes of its key's, its project's and its organization's limits, all or none", () => {
		const limits = (["organization", "project", "key"] as const).map((scope, index) =>
			limitOf(scope, "requests", 3 - index),
		);
		const { gate, store } = openGate(...limits);
		expect(gate.admit(caller, demand())).toBeDefined();
		expect(() => gate.admit(caller, demand())).toThrow(LimitReached);
		// Another key of the project has room; then the project is full, and then a call of another project still fits.
		expect(gate.admit({ ...caller, keyId: "other" }, demand())).toBeDefined();
		expect(() => gate.admit({ ...caller, keyId: "other" }, demand())).toThrow("of the project");
		expect(gate.admit({ ...caller, keyId: undefined, projectId: "other" }, demand())).toBeDefined();
		expect(store.used(limits as never)).toEqual([3, 2, 1]);
	});

	test("has its tokens estimated once, however many limits count them", () => {
		let estimates = 0;
		const { gate } = openGate(limitOf("key", "tokens", 100), limitOf("project", "tokens", 200));
		gate.admit(caller, { stream: false, tokens: () => ++estimates });
		expect(estimates).toBe(1);
	});

	test("counts as a stream only when it is one", async () => {
		const { gate } = openGate(limitOf("key", "streams", 1));
		expect(gate.admit(caller, demand(10, false))).toBeUndefined();
		const hold = (await gate.admit(caller, demand(10, true))) as Hold;
		expect(() => gate.admit(caller, demand(10, true))).toThrow("when one of them has ended");
		hold.settle(undefined);
		expect(gate.admit(caller, demand(10, true))).toBeDefined();
	});

	test("never falls under the limit of another organization, whatever its ids are", () => {
		const { gate } = openGate(limitOf("project", "requests", 1, { organizationId: "another" }));
		for (let calls = 0; calls < 5; calls++) expect(gate.admit(caller, demand())).toBeUndefined();
	});
});

describe("a limit that is changed", () => {
	test("holds for the next call, with what was taken before", () => {
		const limit = limitOf("project", "requests", 1);
		const { gate, book } = openGate(limit);
		gate.admit(caller, demand());
		expect(() => gate.admit(caller, demand())).toThrow(LimitReached);
		book.apply([{ limit: { ...limit, max: 2 }, changedAtMs: 2, deleted: false }]);
		gate.admit(caller, demand());
		expect(() => gate.admit(caller, demand())).toThrow(LimitReached);
		// What comes late from the database changes nothing.
		book.apply([{ limit: { ...limit, max: 9 }, changedAtMs: 1, deleted: false }]);
		expect(() => gate.admit(caller, demand())).toThrow(LimitReached);
	});

	test("and deleted is gone for good", () => {
		const limit = limitOf("project", "requests", 1);
		const { gate, book } = openGate(limit);
		gate.admit(caller, demand());
		book.apply([{ limit, changedAtMs: 2, deleted: true }]);
		book.apply([{ limit, changedAtMs: 3, deleted: false }]);
		expect(gate.admit(caller, demand())).toBeUndefined();
	});
});

describe("a cap on one request", () => {
	const ask = (headers: Record<string, string> = {}) => new Request("http://localhost", { method: "POST", headers });

	test("refuses a body that says it is larger, and is given to whoever reads one that does not", () => {
		const { gate } = openGate(limitOf("project", "body_bytes", 1000), limitOf("key", "body_bytes", 500));
		expect(gate.measure(caller, ask({ "content-length": "500" }))).toBe(500);
		expect(gate.measure({ ...caller, keyId: "other" }, ask())).toBe(1000);
		const refused = catching(() => gate.measure(caller, ask({ "content-length": "501" })));
		expect(refused).toBeInstanceOf(RequestTooLarge);
		expect(refused).toMatchObject({ status: 413, code: "body_over_limit" });
	});

	test("refuses headers that are larger", () => {
		const { gate } = openGate(limitOf("project", "header_bytes", 200));
		expect(gate.measure(caller, ask({ "x-small": "yes" }))).toBe(Number.POSITIVE_INFINITY);
		const refused = catching(() => gate.measure(caller, ask({ "x-large": "x".repeat(200) })));
		expect(refused).toMatchObject({ status: 431, code: "headers_over_limit" });
	});

	test("counts nothing", () => {
		const { gate } = openGate(limitOf("project", "body_bytes", 1));
		expect(gate.admit(caller, demand())).toBeUndefined();
	});
});

function catching(work: () => unknown): unknown {
	try {
		work();
	} catch (error) {
		return error;
	}
	return undefined;
}
