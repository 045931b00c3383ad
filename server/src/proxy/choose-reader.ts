import { type BodyReader, countingBinary, countingBytes, guessing, readingEvents, readingJson } from "./body-reader";
import type { Heard } from "./headers";
import type { ReadCall } from "./read-call";

/** Sound, pictures and the like tell nothing, and may be large. */
const binary = /^(?:audio|image|video)\/|^application\/octet-stream$/;

/**
 * What reads an answer on its way to the caller, by its media type; a stream that was asked for and comes under another type,
 * or none, is known by how it begins. `filtering` reads events where we asked for the usage, and their caller did not.
 */
export function chooseReader(
	{ headers, ok }: Pick<Response, "headers" | "ok">,
	heard: Heard,
	{ dialect, request }: Pick<ReadCall, "dialect" | "request">,
	filtering?: BodyReader,
): BodyReader {
	if (dialect === undefined) return countingBytes();
	if (ok && dialect.batchResults !== undefined) return countingBytes();
	const events = () => filtering ?? readingEvents(dialect, headers);
	const json = () => readingJson(dialect, headers);
	const type = mediaTypeOf(heard["content-type"] ?? "");
	if (type === "text/event-stream") return events();
	if (!request?.stream || !ok) return ok && binary.test(type) ? countingBinary(dialect, headers) : json();
	if (!type.includes("json")) return guessing(events(), json());
	return dialect.streamsJson ? events() : json();
}

/** In lower case and without parameters: `text/event-stream`. */
function mediaTypeOf(contentType: string): string {
	const end = contentType.indexOf(";");
	return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
