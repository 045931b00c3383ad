import type { Provider, Site } from "../providers/provider";
import type { BodyRoom } from "./body-room";
import { countPassed } from "./count-passed";
import type { CallRequest, Dialect } from "./dialects/dialect";
import type { Incoming } from "./incoming";
import { pathHoldsLensKey, withoutLensKeys } from "./lens-key-places";
import { type BodyLimits, readBody } from "./read-body";
import { Refusal } from "./refusal";
import { whenThere } from "./when-there";

/** Which of a provider's addresses a call is for. */
export interface Address extends Site {
	/** With its question mark; may be empty. Without lens keys. */
	query: string;
}

/** A call as far as it can be understood before it is sent. */
export interface ReadCall extends Address {
	/** Present when this path speaks a dialect that we read. */
	dialect?: Dialect;
	/** Present when the body is a request of that dialect. */
	request?: CallRequest;
	/** The bytes as they came, or the stream of a body that is only passed on. */
	body: Uint8Array | ReadableStream<Uint8Array> | null;
	requestBytes: number;
	/** How much of a body has passed that is only passed on, and whose length nobody said. */
	passedBytes?: () => number;
	/** Gives back the room of a large body, when it is not needed any more. */
	release?: () => void;
}

interface Reading {
	provider: Provider;
	limits: BodyLimits;
	room: BodyRoom;
	/** The body is needed in memory to sign it. */
	signsBody: boolean;
}

/**
 * Step 2: the body is kept as bytes, and read where a dialect knows how. A body that cannot be read is forwarded all the same:
 * the provider says what is wrong with it. Throws, or rejects with, Refusal 408 or 413.
 */
export function readCall(
	incoming: Pick<Incoming, "request" | "said">,
	address: Address,
	{ provider, limits, room, signsBody }: Reading,
): ReadCall | Promise<ReadCall> {
	const { request, said } = incoming;
	const dialect = provider.dialectOf(request.method, address.path);
	if (dialect === undefined && !signsBody) {
		const declared = said["content-length"];
		if (declared === undefined && request.body !== null)
			return { ...address, requestBytes: 0, ...countPassed(request.body) };
		return { ...address, body: request.body, requestBytes: Number(declared ?? 0) };
	}
	return whenThere(readBody(incoming, limits, room), ({ bytes, release }) => {
		const { baseUrl, host, path, query } = address;
		const contentType = said["content-type"] ?? "";
		return {
			baseUrl,
			host,
			path,
			query,
			dialect,
			request: dialect?.readRequest({ body: bytes, path, query, contentType }),
			body: bodyless.has(request.method) ? null : bytes,
			requestBytes: bytes.length,
			release,
		};
	});
}

const bodyless = new Set(["GET", "HEAD"]);

/** Whether a segment is `..`, also behind a slash that is written as its code: some servers decode before they look. */
function climbs(path: string): boolean {
	if (!path.includes("..") && !path.includes("%") && !path.includes("\\")) return false;
	const plain = path.replace(/%2e/gi, ".").replace(/%2f|%5c|\\/gi, "/");
	return plain.split("/").includes("..");
}

/**
 * Where a request goes, from its URL; a fragment, which no request has, goes. Throws Refusal 404 when the path climbs, or names no place of this provider's; 401 when there is a lens key in it.
 */
export function addressOf(url: string, headers: Headers, provider: Pick<Provider, "door" | "locate">): Address {
	const { door } = provider;
	const start = url.indexOf(door) + door.length;
	const hashAt = url.indexOf("#", start);
	const end = hashAt < 0 ? url.length : hashAt;
	const mark = url.indexOf("?", start);
	const queryAt = mark < 0 || mark > end ? end : mark;
	const whole = url.slice(start, queryAt);
	if (pathHoldsLensKey(whole))
		throw new Refusal(401, "lens_key_invalid", "There is a lens key in the path. Send it in the header x-lensai-key.");
	const { baseUrl, host, path } = provider.locate(whole, headers);
	if (climbs(path)) throw new Refusal(404, "not_found", "There is no such path below this provider.");
	return { baseUrl, host, path, query: queryAt === end ? "" : withoutLensKeys(url.slice(queryAt, end)) };
}
