import type { Provider } from "../providers/provider";
import type { BodyRoom } from "./body-room";
import type { CallRequest, Dialect } from "./dialects/dialect";
import { type BodyLimits, readBody } from "./read-body";
import { Refusal } from "./refusal";

/** Which of a provider's addresses a call is for. */
export interface Address {
	/** Below the provider's base URL, e.g. `chat/completions`. */
	path: string;
	/** With its question mark; may be empty. */
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
	/** Gives back the room of a large body, when it is not needed any more. */
	release?: () => void;
}

interface Reading {
	provider: Provider;
	limits: BodyLimits;
	room: BodyRoom;
}

/**
 * Step 2: the body is kept as bytes, and read where a dialect knows how. A body that cannot be read is forwarded all the same:
 * the provider says what is wrong with it. Throws Refusal 408 or 413.
 */
export async function readCall(
	request: Request,
	{ path, query }: Address,
	{ provider, limits, room }: Reading,
): Promise<ReadCall> {
	const dialect = request.method === "POST" ? provider.dialects[path] : undefined;
	if (dialect !== undefined) {
		const { bytes, release } = await readBody(request, { ...limits, room });
		return {
			path,
			query,
			dialect,
			request: dialect.readRequest({
				body: bytes,
				path,
				query,
				contentType: request.headers.get("content-type") ?? "",
			}),
			body: bytes,
			requestBytes: bytes.length,
			release,
		};
	}
	const requestBytes = Number(request.headers.get("content-length") ?? 0);
	return { path, query, body: request.body, requestBytes };
}

const mayClimb = /\.\.|%2e|\\/i;

/**
 * Cuts the provider's path and query out of a request's URL; a fragment, which no request has, goes. Throws Refusal 404 when
 * the path would leave the provider's base URL.
 */
export function addressOf(url: string, { door, baseUrl }: Provider): Address {
	const start = url.indexOf(door) + door.length;
	const hashAt = url.indexOf("#", start);
	const end = hashAt < 0 ? url.length : hashAt;
	const mark = url.indexOf("?", start);
	const queryAt = mark < 0 || mark > end ? end : mark;
	const path = url.slice(start, queryAt);
	if (mayClimb.test(path)) {
		const base = new URL(`${baseUrl}/`).href;
		if (!new URL(base + path).href.startsWith(base))
			throw new Refusal(404, "not_found", "There is no such path below this provider.");
	}
	return { path, query: url.slice(queryAt, end) };
}
