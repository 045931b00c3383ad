import { describe, expect, test } from "bun:test";
import { DomainError } from "../../server/src/errors";
import type { Candidate } from "../../server/src/targets/choose-targets";
import { defaultPolicy } from "../../server/src/targets/model";
import { describeUnanswered, pickRoute, requireTargets } from "../../server/src/targets/pick-route";
import { type RouteRow, RouteTable } from "../../server/src/targets/route-table";
import { withModel } from "../../server/src/targets/with-model";

const caller = { organizationId: "org-1", projectId: "project-1" };
const row = (more: Partial<RouteRow> = {}): RouteRow => ({
	id: "route-1",
	...caller,
	name: "fast",
	policy: { ...defaultPolicy, targets: [{ provider: "openai" }] },
	changedAtMs: 10,
	...more,
});

function tableOf(...rows: RouteRow[]): RouteTable {
	const table = new RouteTable();
	for (const each of rows) table.put(each);
	return table;
}

describe("the routes in memory", () => {
	test("keep the newer of two states, whichever comes first", () => {
		const table = tableOf(row({ name: "new", changedAtMs: 20 }), row({ name: "old", changedAtMs: 10 }));
		expect([table.find(caller, "new")?.id, table.find(caller, "old")]).toEqual(["route-1", undefined]);
	});

	test("do not bring back what was deleted, when older news comes late", () => {
		const table = tableOf(row());
		table.remove("route-1");
		table.put(row({ changedAtMs: 99 }));
		expect(table.find(caller, "fast")).toBeUndefined();
	});

	test("let two routes swap their names", () => {
		const [a, b] = [row({ id: "a", name: "a" }), row({ id: "b", name: "b" })];
		const table = tableOf(a, b, { ...a, name: "b", changedAtMs: 20 }, { ...b, name: "a", changedAtMs: 20 });
		expect([table.find(caller, "a")?.id, table.find(caller, "b")?.id]).toEqual(["b", "a"]);
	});

	test("are nobody else's", () => {
		const table = tableOf(row(), row({ id: "all", projectId: null, name: "all" }));
		expect(table.find({ ...caller, projectId: "project-2" }, "fast")).toBeUndefined();
		expect(table.find({ ...caller, projectId: "project-2" }, "all")?.id).toBe("all");
		expect(table.find({ organizationId: "org-2", projectId: "project-3" }, "all")).toBeUndefined();
	});
});

describe("a call goes by", () => {
	const table = tableOf(row(), row({ id: "route-2", name: "gpt-4o" }));
	const pick = (header: string | null, model: string | undefined) => {
		const picked = pickRoute(table, caller, { header, model });
		return picked && [picked.route.id, picked.modelIsRoute];
	};

	test.each<[string | null, string | undefined, unknown]>([
		["fast", "gpt-4.1", ["route-1", false]],
		["fast", "fast", ["route-1", true]],
		[" fast ", undefined, ["route-1", false]],
		["fast", "gpt-4o", ["route-1", false]],
		[null, "gpt-4o", ["route-2", true]],
		[null, "gpt-4.1", undefined],
		[null, undefined, undefined],
		["", "fast", ["route-1", true]],
	])("header %p and model %p: %j", (header, model, expected) => {
		expect(pick(header, model)).toEqual(expected as never);
	});

	test("no other route than the one that its header names", () => {
		expect(() => pick("slow", "fast")).toThrow(DomainError);
	});
});

test("a call that no target takes is told why", () => {
	const leftOut = [{ target: { provider: "openai" }, healthKey: "", index: 0, reason: "weight 0" }];
	expect(() => requireTargets({ targets: [], leftOut }, { name: "fast" })).toThrow(
		"No target of the route fast takes this call. openai: weight 0",
	);
});

test("a call that no target has answered is told what was tried", () => {
	const target: Candidate = {
		target: { provider: "openai" },
		healthKey: "",
		index: 0,
		run: 1,
		reason: "",
		lastResort: false,
	};
	const attempt = { target, startedMs: 0, durationMs: 1, reason: "", billing: "none" as const };
	const attempts = [
		{ ...attempt, status: 503 },
		{ ...attempt, error: "first_byte_timeout" as const },
	];
	const message = "No target of the route has answered. openai: 503; openai: first_byte_timeout";
	expect(describeUnanswered({ outcome: "failed", error: "first_byte_timeout", attempts })).toEqual({
		status: 504,
		code: "upstream_timeout",
		message,
	});
	expect(describeUnanswered({ outcome: "failed", error: "broke_off", attempts }).status).toBe(502);
	const unsent = [{ ...attempt, error: "not_sent" as const, reason: "not sent: there is no key" }];
	expect(describeUnanswered({ outcome: "failed", error: "not_sent", attempts: unsent })).toEqual({
		status: 502,
		code: "upstream_failed",
		message: "No target of the route has answered. openai: not sent: there is no key",
	});
});

describe("another model in a body", () => {
	const bytes = (text: string) => new TextEncoder().encode(text);
	const changed = (text: string) => {
		const body = withModel(bytes(text), 'gpt "4"');
		return body && new TextDecoder().decode(body);
	};
	test.each([
		['{"model": "fast", "n":1.0}', '{"model": "gpt \\"4\\"", "n":1.0}'],
		['{"messages":[{"model":"x"}]}', '{"messages":[{"model":"x"}],"model":"gpt \\"4\\""}'],
		["{}", '{"model":"gpt \\"4\\""}'],
		["[]", undefined],
		["no json", undefined],
	])("%p becomes %p", (text, expected) => {
		expect(changed(text)).toBe(expected);
	});
});
