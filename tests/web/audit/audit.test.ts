import { describe, expect, test } from "bun:test";
import { readAuditFilter, toAuditQuery } from "../../../web/src/audit/audit-filter";
import { changeLines, readAction } from "../../../web/src/audit/change-lines";

describe("the filter in the address", () => {
	test("is read, but for what cannot be", () => {
		expect(readAuditFilter({ kind: "key", actorId: "u", subjectId: "", within: "24h" })).toEqual({
			kind: "key",
			actorId: "u",
			subjectId: undefined,
			requestId: undefined,
			within: "24h",
		});
		expect(readAuditFilter({ kind: "nonsense", within: "1y" })).toMatchObject({ kind: undefined, within: undefined });
	});

	test("is asked of the API with a moment to begin at", () => {
		const now = new Date("2026-11-22T12:00:00.000Z");
		expect(toAuditQuery({ kind: "key", within: "24h" }, now)).toEqual({
			subjectKind: "key",
			from: "2026-11-21T12:00:00.000Z",
		});
	});
});

test.each([
	["key.created", "key created"],
	["key.secretRetired", "key secret retired"],
	["providerKey.changed", "provider key changed"],
])("%s reads %j", (action, words) => {
	expect(readAction(action)).toBe(words);
});

describe("what an entry tells", () => {
	test("of something new has no before, and leaves out what is nothing", () => {
		const after = { name: "app", models: null, scopes: ["gateway", "read"], oldSecret: { prefix: "lk_a" } };
		expect(changeLines({ before: null, after })).toEqual([
			{ name: "name", after: "app" },
			{ name: "scopes", after: "gateway, read" },
			{ name: "oldSecret", after: "prefix lk_a" },
		]);
	});

	test("of a route reads like a sentence, target by target", () => {
		const after = {
			retries: { count: 1, baseMs: 200 },
			targets: [
				{ provider: "openai", weight: 3 },
				{ provider: "groq", when: { tags: ["a", "b"] } },
			],
		};
		expect(changeLines({ before: null, after })).toEqual([
			{ name: "retries", after: "count 1, baseMs 200" },
			{ name: "targets", after: "provider openai, weight 3; provider groq, when (tags a, b)" },
		]);
	});

	test("of a change says both sides", () => {
		expect(changeLines({ before: { models: null, on: true }, after: { models: ["o3"], on: false } })).toEqual([
			{ name: "models", before: "none", after: "o3" },
			{ name: "on", before: "true", after: "false" },
		]);
	});

	test("of what is gone has no after", () => {
		expect(changeLines({ before: { role: "viewer" }, after: null })).toEqual([{ name: "role", before: "viewer" }]);
	});
});
