import { describe, expect, test } from "bun:test";
import { isCacheWish, readCacheWish } from "../../server/src/cache/cache-wish";

describe("the cache is asked for", () => {
	test.each([
		[{ "x-lensai-cache": "3600" }, 3600],
		[{ "x-lensai-cache": " 60 " }, 60],
		[{ "x-lensai-cache": "2592000" }, 2_592_000],
		[{ "helicone-cache-enabled": "true" }, 604_800],
		[{ "helicone-cache-enabled": "true", "cache-control": "public, max-age=120" }, 120],
		[{ "cf-aig-cache-ttl": "300" }, 300],
		[{ "cf-aig-cache-ttl": "99999999" }, 2_592_000],
		[{ "x-bf-cache-ttl": "30s" }, 30],
		[{ "x-bf-cache-ttl": "5m" }, 300],
		[{ "x-bf-cache-ttl": "7" }, 7],
		[{ "x-lensai-cache": "10", "cf-aig-cache-ttl": "300" }, 10],
	])("by %j for %d seconds", (headers, ttlSeconds) => {
		expect(readCacheWish(headers as Record<string, string>)).toEqual({ ttlSeconds });
	});

	test.each([
		[{}],
		[{ "x-lensai-cache": "0" }],
		[{ "x-lensai-cache": "0", "cf-aig-cache-ttl": "300" }],
		[{ "cache-control": "max-age=60" }],
		[{ "helicone-cache-enabled": "false" }],
		[{ "helicone-cache-enabled": "true", "cache-control": "max-age=0" }],
		[{ "cf-aig-cache-ttl": "300", "cf-aig-skip-cache": "true" }],
		[{ "cf-aig-cache-ttl": "soon" }],
		[{ "x-bf-cache-ttl": "1h30m" }],
	])("not by %j", (headers) => {
		expect(readCacheWish(headers as Record<string, string>)).toBeUndefined();
	});

	test.each(["yes", "-1", "1.5", "", "2592001", "1e3"])("not by a number that is none, which is noted: %j", (value) => {
		const wish = readCacheWish({ "x-lensai-cache": value, "cf-aig-cache-ttl": "300" });
		expect(isCacheWish(wish)).toBe(false);
		expect(wish).toMatchObject({ header: "x-lensai-cache" });
	});
});
