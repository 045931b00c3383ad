import type { IgnoredLabel } from "../labels/labels";

/** That a call wants its answer from the cache, and kept in it. */
export interface CacheWish {
	/** How old a kept answer may be, and how long the new one is kept. */
	ttlSeconds: number;
}

/** `x-lensai-cache` in seconds. */
export const cacheHeader = "x-lensai-cache";

/** 30 days. */
export const maxTtlSeconds = 2_592_000;
/** What Helicone keeps an answer for when nothing is said. https://docs.helicone.ai/features/advanced-usage/caching (2026-11-22) */
const heliconeTtlSeconds = 604_800;

/**
 * Whether a call asks for the cache, by our header or by another gateway's: `helicone-cache-enabled`, `cf-aig-cache-ttl`
 * (https://developers.cloudflare.com/ai-gateway/features/caching/), `x-bf-cache-ttl`
 * (https://docs.getbifrost.ai/providers/request-options), all read 2026-11-22. A value that is no good is no wish, and noted.
 * `headers` as `Headers.toJSON()` gives them.
 */
export function readCacheWish(headers: Readonly<Record<string, string>>): CacheWish | IgnoredLabel | undefined {
	const ours = headers[cacheHeader];
	if (ours !== undefined) {
		const ttlSeconds = wholeSeconds(ours);
		if (ttlSeconds === undefined || ttlSeconds > maxTtlSeconds)
			return { header: cacheHeader, reason: `is not a number of seconds from 0 to ${maxTtlSeconds}` };
		return wishOf(ttlSeconds);
	}
	return wishOf(aliasSeconds(headers));
}

export function isCacheWish(wish: CacheWish | IgnoredLabel | undefined): wish is CacheWish {
	return wish !== undefined && "ttlSeconds" in wish;
}

function wishOf(ttlSeconds = 0): CacheWish | undefined {
	return ttlSeconds > 0 ? { ttlSeconds: Math.min(ttlSeconds, maxTtlSeconds) } : undefined;
}

function aliasSeconds(headers: Readonly<Record<string, string>>): number | undefined {
	if (headers["helicone-cache-enabled"]?.trim().toLowerCase() === "true") {
		const maxAge = /(?:^|[\s,])max-age=(\d{1,10})/.exec(headers["cache-control"] ?? "");
		return maxAge === null ? heliconeTtlSeconds : Number(maxAge[1]);
	}
	const cloudflare = headers["cf-aig-cache-ttl"];
	if (cloudflare !== undefined)
		return headers["cf-aig-skip-cache"]?.trim() === "true" ? undefined : wholeSeconds(cloudflare);
	return durationSeconds(headers["x-bf-cache-ttl"]);
}

function wholeSeconds(text: string): number | undefined {
	return /^\s*\d{1,10}\s*$/.test(text) ? Number(text) : undefined;
}

const unitSeconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600 };

/** Seconds, or a duration of Go's with one unit: `30s`, `5m`, `1h`. */
function durationSeconds(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const [, amount, unit = ""] = /^\s*(\d{1,10})(s|m|h)?\s*$/.exec(text) ?? [];
	return amount === undefined ? undefined : Number(amount) * (unitSeconds[unit] ?? 1);
}
