import {
	type BodyReader,
	countingBinary,
	countingBytes,
	filteringUsage,
	guessing,
	readingEvents,
	readingJson,
} from "./body-reader";
import type { ReadCall } from "./read-call";

/** Sound, pictures and the like tell nothing, and may be large. */
const binary = /^(?:audio|image|video)\/|^application\/octet-stream$/;

/**
 * What reads an answer on its way to the caller, by its media type; a stream that was asked for and comes under another type,
 * or none, is known by how it begins. `filter`: we asked for the usage, and its caller did not.
 */
export function chooseReader(
	upstream: Pick<Response, "headers" | "ok">,
	{ dialect, request }: Pick<ReadCall, "dialect" | "request">,
	{ filter }: { filter: boolean },
): BodyReader {
	if (dialect === undefined) return countingBytes();
	const { headers, ok } = upstream;
	if (ok && dialect.batchResults !== undefined) return countingBytes();
	const json = readingJson(dialect, headers);
	const events = () =>
		filter && dialect.streamUsage
			? filteringUsage(dialect.streamUsage.createFilter())
			: readingEvents(dialect, headers);
	const type = mediaTypeOf(headers.get("content-type"));
	if (type === "text/event-stream") return events();
	if (!request?.stream || !ok) return ok && binary.test(type) ? countingBinary(dialect, headers) : json;
	if (!type.includes("json")) return guessing(events(), json);
	return dialect.streamsJson ? events() : json;
}

/** In lower case and without parameters: `text/event-stream`. */
function mediaTypeOf(contentType: string | null): string {
	return (contentType?.split(";", 1)[0] ?? "").trim().toLowerCase();
}
