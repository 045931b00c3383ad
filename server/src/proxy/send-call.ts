import type { KeyPlace, ProviderKey } from "../providers/authentication/authentication";
import type { Provider } from "../providers/provider";
import type { UsageAsker } from "./ask-for-usage";
import { type BodyReader, countingBytes, filteringUsage, guessing, readingEvents, readingJson } from "./body-reader";
import { upstreamHeaders } from "./headers";
import type { ReadCall } from "./read-call";
import type { Line } from "./send";

export interface CallSending {
	request: Request;
	read: ReadCall;
	provider: Provider;
	/** Undefined: the caller's own credential passes. */
	key: ProviderKey | undefined;
	/** Where the caller's lens key stood. */
	place: KeyPlace | undefined;
	line: Line;
	asker: UsageAsker;
}

/** The provider's answer, and what reads it on its way to the caller. */
export interface Sent {
	upstream: Response;
	reader: BodyReader;
}

/**
 * Step 5: sends the caller's own bytes. A stream whose caller did not ask for usage is sent with that wish; a provider that
 * refuses it gets the original. Throws what `Line.send` and `Authentication.authorize` throw.
 */
export async function sendCall({ request, read, provider, key, place, line, asker }: CallSending): Promise<Sent> {
	const { method } = request;
	const url = `${read.baseUrl}/${read.path}${read.query}`;
	const headers = upstreamHeaders(request.headers);
	// A body that is passed on keeps its length: some providers take no upload in chunks.
	const length = read.body instanceof ReadableStream ? request.headers.get("content-length") : null;
	if (length !== null) headers["content-length"] = length;
	const send = async (body: ReadCall["body"]) => {
		if (key !== undefined) {
			const authorizing = provider.authentication.authorize(key, { method, url, headers, body, place });
			if (authorizing !== undefined) await authorizing;
		}
		return line.send(url, { method, headers, body: body as BodyInit | null });
	};

	const asking =
		read.dialect && read.request && read.body instanceof Uint8Array
			? asker.ask(read.dialect, read.request, read.body)
			: undefined;
	if (asking === undefined || read.request === undefined) {
		const upstream = await send(read.body);
		return { upstream, reader: readerFor(upstream, read, { filter: false }) };
	}
	const asked = await send(asking);
	if (!asker.mayBeRefusal(asked.status)) return { upstream: asked, reader: readerFor(asked, read, { filter: true }) };
	await asked.body?.cancel();
	const plain = await send(read.body);
	if (plain.ok) asker.refused(read.request);
	return { upstream: plain, reader: readerFor(plain, read, { filter: false }) };
}

/** By media type; a stream that was asked for and comes under another type, or none, is known by how it begins. */
function readerFor(upstream: Response, { dialect, request }: ReadCall, { filter }: { filter: boolean }): BodyReader {
	if (dialect === undefined) return countingBytes();
	const { headers, ok } = upstream;
	const json = readingJson(dialect, headers);
	const events = () =>
		filter && dialect.streamUsage
			? filteringUsage(dialect.streamUsage.createFilter())
			: readingEvents(dialect, headers);
	const type = mediaTypeOf(headers.get("content-type"));
	if (type === "text/event-stream") return events();
	if (!request?.stream || !ok) return json;
	if (!type.includes("json")) return guessing(events(), json);
	return dialect.streamsJson ? events() : json;
}

/** In lower case and without parameters: `text/event-stream`. */
function mediaTypeOf(contentType: string | null): string {
	return (contentType?.split(";", 1)[0] ?? "").trim().toLowerCase();
}
