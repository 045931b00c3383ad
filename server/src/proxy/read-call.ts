import type { Provider } from "../providers/provider";
import type { CallRequest, Dialect } from "./dialects/dialect";
import { type BodyLimits, readBody } from "./read-body";
import { Refusal } from "./refusal";

/** A call as far as it can be understood before it is sent. */
export interface ReadCall {
	/** Below the provider's base URL, e.g. `chat/completions`. */
	path: string;
	/** With its question mark; may be empty. */
	query: string;
	/** Present when this path speaks a dialect that we read. */
	dialect?: Dialect;
	/** Present when the body is a request of that dialect. */
	request?: CallRequest;
	/** The bytes as they came, or the stream of a body that is only passed on. */
	body: Uint8Array | ReadableStream<Uint8Array> | null;
	requestBytes: number;
}

/**
 * Step 2: the body is kept as bytes, and read where a dialect knows how. A body that cannot be read is forwarded all the same:
 * the provider says what is wrong with it. Throws Refusal 404, 408 or 413.
 */
export async function readCall(request: Request, provider: Provider, limits: BodyLimits): Promise<ReadCall> {
	const { path, query } = addressOf(request.url, provider);
	const dialect = request.method === "POST" ? provider.dialects[path] : undefined;
	if (dialect !== undefined) {
		const body = await readBody(request, limits);
		return { path, query, dialect, request: dialect.readRequest(body), body, requestBytes: body.length };
	}
	const requestBytes = Number(request.headers.get("content-length") ?? 0);
	return { path, query, body: request.body, requestBytes };
}

const mayClimb = /\.\.|%2e|\\/i;

/** Cuts the provider's path out of the request's URL. A path that would leave the provider's base URL is refused. */
function addressOf(url: string, { door, baseUrl }: Provider): Pick<ReadCall, "path" | "query"> {
	const start = url.indexOf(door) + door.length;
	const queryAt = url.indexOf("?", start);
	const path = queryAt < 0 ? url.slice(start) : url.slice(start, queryAt);
	if (mayClimb.test(path) && !new URL(`${baseUrl}/${path}`).href.startsWith(`${baseUrl}/`)) {
		throw new Refusal(404, "not_found", "There is no such path below this provider.");
	}
	return { path, query: queryAt < 0 ? "" : url.slice(queryAt) };
}
