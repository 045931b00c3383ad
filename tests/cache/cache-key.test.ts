import { describe, expect, test } from "bun:test";
import { type CacheableRequest, cacheKey } from "../../server/src/cache/cache-key";
import type { CacheScope } from "../../server/src/cache/cached-answer";

const scope: CacheScope = { organizationId: "org", projectId: "project" };
const request: CacheableRequest = {
	method: "POST",
	url: "https://api.openai.com/v1/chat/completions?a=1",
	headers: { authorization: "Bearer sk-1", "content-type": "application/json", "openai-beta": "x" },
	body: Buffer.from('{"model":"gpt-4o"}'),
};
const key = cacheKey(scope, request);
const keyWith = (change: Partial<CacheableRequest>) => cacheKey(scope, { ...request, ...change });
const headersWith = (more: Record<string, string>) => keyWith({ headers: { ...request.headers, ...more } });

test("the key is a hash, and the same for the same call, in whatever order its headers come", () => {
	expect(key).toMatch(/^[0-9a-f]{64}$/);
	const headers = Object.fromEntries(Object.entries(request.headers).reverse());
	expect(keyWith({ headers })).toBe(key);
});

describe("another key is that of", () => {
	test.each([
		["another organization", cacheKey({ ...scope, organizationId: "other" }, request)],
		["another project", cacheKey({ ...scope, projectId: "other" }, request)],
		["two ids that run together to the same", cacheKey({ organizationId: "orgp", projectId: "roject" }, request)],
		["another method", keyWith({ method: "PUT" })],
		["another path", keyWith({ url: "https://api.openai.com/v1/completions?a=1" })],
		["another query", keyWith({ url: "https://api.openai.com/v1/chat/completions?a=2" })],
		["another provider", keyWith({ url: "https://api.groq.com/v1/chat/completions?a=1" })],
		["another provider key", headersWith({ authorization: "Bearer sk-2" })],
		["a header that may change the answer", headersWith({ "openai-organization": "o" })],
		["a header that nobody knows", headersWith({ "x-new": "1" })],
		["a header less", keyWith({ headers: { authorization: "Bearer sk-1", "content-type": "application/json" } })],
		["a body that differs in a byte", keyWith({ body: Buffer.from('{"model":"gpt-4o "}') })],
		["a body that begins as a header", keyWith({ body: Buffer.from("") })],
	])("%s", (_, other) => {
		expect(other).toMatch(/^[0-9a-f]{64}$/);
		expect(other).not.toBe(key);
	});
});

test.each([
	"user-agent",
	"x-stainless-retry-count",
	"traceparent",
	"x-request-id",
	"accept-encoding",
	"content-length",
	"idempotency-key",
])("a header that cannot change the answer is left out: %s", (name) =>
	expect(headersWith({ [name]: String(Math.PI) })).toBe(key),
);
