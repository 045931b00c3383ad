import { expect, test } from "bun:test";
import { withMembers } from "../../server/src/targets/with-members";

const change = { without: ["model"], with: { anthropic_version: '"v"' } };

test.each([
	['{ "model":"a", "max_tokens":1e1}', '{ "max_tokens":1e1,"anthropic_version":"v"}'],
	['{"max_tokens":1, "model" : "a" }', '{"max_tokens":1,"anthropic_version":"v" }'],
	['{"model":"a"}', '{"anthropic_version":"v"}'],
	['{"model":"a","x":{"model":"b"},"mod\\u0065l":"c"}', '{"x":{"model":"b"},"anthropic_version":"v"}'],
	['{"anthropic_version":"old","é":"\\u00e9"}', '{"anthropic_version":"v","é":"\\u00e9"}'],
])("%s becomes %s", (body, changed) => {
	const bytes = withMembers(new TextEncoder().encode(body), change);
	expect(bytes && new TextDecoder().decode(bytes)).toBe(changed);
});

test.each(["", "[]", '{"model":', '{"a":1} x'])("%p is not changed, because it is no object", (body) => {
	expect(withMembers(new TextEncoder().encode(body), change)).toBeUndefined();
});
