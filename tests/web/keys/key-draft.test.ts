import { describe, expect, test } from "bun:test";
import type { LensKey } from "../../../web/src/api/model";
import { draftOf, emptyDraft, limitsOf, listOf, scopeWords, wantedOf } from "../../../web/src/keys/key-draft";

const key: LensKey = {
	id: "key-1",
	projectId: "project-1",
	name: "app",
	prefix: "lk_abcde",
	oldSecret: null,
	scopes: ["gateway"],
	providers: null,
	models: ["gpt-4o*", "o3"],
	environments: ["prod"],
	expiresAt: "2026-12-31T10:00:00.000Z",
	creator: { userId: "user-1", email: "ada@example.com", role: "owner" },
	rights: ["gateway.call"],
	createdAt: "2026-11-22T00:00:00.000Z",
	lastUsedAt: null,
	revokedAt: null,
};

test.each([
	["", null],
	[" , ", null],
	["gpt-4o*", ["gpt-4o*"]],
	["gpt-4o*, o3", ["gpt-4o*", "o3"]],
	["a b\n a", ["a", "b"]],
])("%j names %j", (text, names) => {
	expect(listOf(text)).toEqual(names);
});

describe("a draft", () => {
	test("that is left alone asks for the key as it is, to the millisecond", () => {
		const { name, scopes, providers, models, environments, expiresAt } = key;
		expect(wantedOf(draftOf(key), key)).toEqual({ name, scopes, providers, models, environments, expiresAt });
	});

	test("of a new key limits nothing", () => {
		expect(wantedOf({ ...emptyDraft, name: " app " })).toEqual({
			name: "app",
			scopes: ["gateway", "read", "payloads"],
			providers: null,
			models: null,
			environments: null,
			expiresAt: null,
		});
	});

	test("ends with its last day, in local time", () => {
		const { expiresAt } = wantedOf({ ...draftOf(key), lastDay: "2027-02-28" }, key);
		const end = new Date(expiresAt ?? "");
		expect([end.getFullYear(), end.getMonth(), end.getDate(), end.getHours()]).toEqual([2027, 1, 28, 23]);
		expect(wantedOf({ ...draftOf(key), lastDay: "" }, key).expiresAt).toBeNull();
	});
});

test("limits are said in one line, and nothing where there are none", () => {
	expect(limitsOf(key)).toBe("gpt-4o*, o3 · prod");
	expect(limitsOf({ ...key, models: null, environments: null })).toBeUndefined();
});

test("what a key may do is told in the order in which it is offered", () => {
	expect(scopeWords(["payloads", "gateway"])).toBe("make calls, read what was said");
	expect(scopeWords([])).toBe("nothing");
});
