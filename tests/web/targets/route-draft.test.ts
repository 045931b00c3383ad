import { describe, expect, test } from "bun:test";
import { contentOf, draftOf, emptyDraft, emptyTarget, listIn } from "../../../web/src/targets/route-draft";

const route = {
	id: "route-1",
	organizationId: "org-1",
	projectId: null,
	name: "fast",
	targets: [
		{ provider: "openai", model: "gpt-4o", weight: 0, providerKeyId: "key-1" },
		{ provider: "bedrock", region: "eu-west-1", when: { models: ["gpt-4*", "o3"], environments: ["prod"] } },
	],
	timeouts: { connectMs: 1, firstByteMs: 2, totalMs: 3 },
	retries: { count: 0, baseMs: 5, maxWaitMs: 6 },
	moveOn: { statuses: [429, 500], errors: ["broke_off" as const] },
	breakers: [],
	createdAt: "",
	changedAt: "",
};

test("a route comes out of the form as it went in, what the form does not show included", () => {
	const { name, targets, timeouts, retries, moveOn } = route;
	expect(JSON.parse(JSON.stringify(contentOf(draftOf(route))))).toEqual({ name, targets, timeouts, retries, moveOn });
});

test("empty fields are not said, so that the server's defaults hold", () => {
	const draft = { ...emptyDraft, name: " new ", connectMs: "", targets: [{ ...emptyTarget, provider: " openai " }] };
	const content = JSON.parse(JSON.stringify(contentOf(draft)));
	expect(content.name).toBe("new");
	expect(content.targets).toEqual([{ provider: "openai" }]);
	expect(content.timeouts).not.toHaveProperty("connectMs");
});

describe("a list", () => {
	test.each([
		["a, b ,", ["a", "b"]],
		[" ", []],
		[",,", []],
		["team:search", ["team:search"]],
	])("%j is %j", (text, expected) => {
		expect(listIn(text)).toEqual(expected);
	});
});
