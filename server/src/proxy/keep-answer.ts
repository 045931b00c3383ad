import { cacheKey } from "../cache/cache-key";
import { type CacheWish, isCacheWish, readCacheWish } from "../cache/cache-wish";
import type { CachedAnswer, CacheStore } from "../cache/cached-answer";
import { type Recording, startRecording } from "../cache/recording";
import { isFresh } from "../cache/replay";
import type { Span } from "../journal/span";
import type { Caller } from "../keys/caller";
import { routeHeader } from "../targets/pick-route";
import type { ChosenRoute } from "./choose-route";
import type { Answer } from "./dialects/dialect";
import type { ReadCall } from "./read-call";

/** Collects an answer on its way to the caller, and keeps it when it was whole. */
export interface KeptAnswer {
	/** The headers as the caller gets them. */
	begin(headers: Readonly<Record<string, string>>): void;
	add(bytes: Uint8Array): void;
	end(span: Span, answer: Answer): void;
}

interface Asking {
	caller: Caller;
	method: string;
	read: ReadCall;
	/** As they go to the provider, credentials included, before they are signed. */
	headers: Readonly<Record<string, string>>;
	wish: CacheWish;
	/** Which targets may answer it. */
	chosen?: Pick<ChosenRoute, "cacheName">;
}

/** What a call asks of the cache, by its headers; undefined for nearly all. A body that is not held cannot be looked up. */
export function cacheWishOf(headers: Readonly<Record<string, string>>, { body }: ReadCall): CacheWish | undefined {
	const wish = readCacheWish(headers);
	return isCacheWish(wish) && body instanceof Uint8Array ? wish : undefined;
}

/** The kept answer for this call, or undefined and what keeps the one that is to come. */
export async function askCache(store: CacheStore, callId: string, asking: Asking) {
	const { caller, method, read, wish, chosen } = asking;
	const url = `${read.baseUrl}/${read.path}${read.query}`;
	const headers = chosen === undefined ? asking.headers : { ...asking.headers, [routeHeader]: chosen.cacheName() };
	const key = cacheKey(caller, { method, url, headers, body: read.body as Uint8Array });
	const found = await store.get(key, caller);
	if (found !== undefined && isFresh(found, { ...wish, nowMs: Date.now() })) return { found };
	return { kept: keepUnder(key, { store, callId, caller, stream: read.request?.stream ?? false, wish }) };
}

interface Keeping {
	store: CacheStore;
	callId: string;
	caller: Caller;
	stream: boolean;
	wish: CacheWish;
}

function keepUnder(key: string, { store, callId, caller, stream, wish }: Keeping): KeptAnswer {
	let recording: Recording | undefined;
	return {
		begin(headers) {
			recording = startRecording({ scope: caller, callId, headers, stream, ...wish });
		},
		add: (bytes) => recording?.add(bytes),
		end(span, answer) {
			const isComplete = answer.isComplete ?? false;
			const whole: CachedAnswer | undefined = recording?.end({
				...span,
				hasError: answer.error !== undefined,
				isComplete,
			});
			if (whole !== undefined) void store.put(key, whole);
		},
	};
}
