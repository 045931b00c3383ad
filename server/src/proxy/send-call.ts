import type { KeyPlace, ProviderKey } from "../providers/authentication/authentication";
import type { Provider } from "../providers/provider";
import type { UsageAsker } from "./ask-for-usage";
import { type BodyReader, filteringUsage } from "./body-reader";
import { chooseReader } from "./choose-reader";
import { type Heard, heardIn } from "./headers";
import type { ReadCall } from "./read-call";
import type { Line } from "./send";

export interface CallSending<SentOn extends Pick<Line, "send">> {
	request: Request;
	/** The caller's, as the provider is to get them; the credential is put in here. */
	headers: Record<string, string>;
	read: ReadCall;
	provider: Provider;
	/** Undefined: the caller's own credential passes. */
	key: ProviderKey | undefined;
	/** Where the caller's lens key stood. */
	place: KeyPlace | undefined;
	line: SentOn;
	asker: UsageAsker;
}

/** The provider's answer, and what reads it on its way to the caller. */
export interface Sent {
	upstream: Response;
	heard: Heard;
	reader: BodyReader;
}

/**
 * Step 5: sends the caller's own bytes. A stream whose caller did not ask for usage is sent with that wish; a provider that
 * refuses it gets the original. Throws what `Line.send` and `Authentication.authorize` throw.
 */
export async function sendCall<SentOn extends Pick<Line, "send">>({
	request,
	headers,
	read,
	provider,
	key,
	place,
	line,
	asker,
}: CallSending<SentOn>): Promise<Sent & { line: SentOn }> {
	const { method } = request;
	const url = `${read.baseUrl}/${read.path}${read.query}`;
	// A body that is passed on keeps its length: some providers take no upload in chunks.
	const length = read.body instanceof ReadableStream ? request.headers.get("content-length") : null;
	if (length !== null) headers["content-length"] = length;
	const send = (body: ReadCall["body"]) => {
		const sendIt = () => line.send(url, { method, headers, body: body as BodyInit | null });
		const authorizing = key && provider.authentication.authorize(key, { method, url, headers, body, place });
		return authorizing === undefined ? sendIt() : authorizing.then(sendIt);
	};

	const asking =
		read.dialect && read.request && read.body instanceof Uint8Array
			? asker.ask(read.dialect, read.request, read.body)
			: undefined;
	const answered = (upstream: Response, filtering?: BodyReader) => {
		const heard = heardIn(upstream);
		return { upstream, heard, reader: chooseReader(upstream, heard, read, filtering), line };
	};
	if (asking === undefined) return answered(await send(read.body));
	const answering = send(asking.body);
	// Made while the provider works.
	const filtering = filteringUsage(asking.createFilter());
	const asked = await answering;
	if (!asker.mayBeRefusal(asked.status)) return answered(asked, filtering);
	await asked.body?.cancel();
	const plain = await send(read.body);
	if (plain.ok) asking.refused();
	return answered(plain);
}
