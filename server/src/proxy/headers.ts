import { isForGateway } from "../labels/label-headers";
import { holdsLensKey, lensKeyInBasic } from "./lens-key-places";

/** Meant for one connection only. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const hopByHop = [
	"connection",
	"keep-alive",
	"proxy-authenticate",
	"proxy-authorization",
	"proxy-connection",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
];

/**
 * `cookie` is for our dashboard; the `x-forwarded-…` family tells where the caller sits; the length is set by whoever sends; what
 * `expect` asks for was answered here.
 */
const notForProviders = new Set([
	...hopByHop,
	"host",
	"content-length",
	"accept-encoding",
	"expect",
	"cookie",
	"set-cookie",
	"forwarded",
	"via",
	"x-real-ip",
]);

/** What a browser would do to our host: a provider's cookies, alternative services and policies are for its own. */
const forItsOwnHost = ["set-cookie", "alt-svc", "strict-transport-security", "clear-site-data"];
/** What only the gateway says of a call. */
const onlyOurs = ["x-lensai-cost-state", "x-lensai-cost-usd", "x-lensai-cache"];
const notForCallers = new Set([...hopByHop, ...forItsOwnHost, ...onlyOurs]);

/** Types that a browser runs scripts of when it shows them; without a type it guesses. */
const isRunnable = remembering((type) => /html|xml|svg/i.test(type));

/**
 * The caller's headers as the provider gets them: without a lens key, wherever it was put by mistake. Asks for an answer that is not
 * compressed, because a compressed stream could not be read on the way.
 */
export function upstreamHeaders(from: Readonly<Record<string, string>>): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const name in from) {
		const value = from[name] ?? "";
		if (isForProviders(name) && !holdsLensKey(value)) headers[name] = value;
	}
	const { connection } = from;
	if (connection !== undefined && connection !== "keep-alive")
		for (const name of listed(connection)) delete headers[name];
	const { authorization } = headers;
	if (authorization !== undefined && lensKeyInBasic(authorization) !== undefined) delete headers.authorization;
	headers["accept-encoding"] = "identity";
	return headers;
}

const isForProviders = remembering(
	(name) => !notForProviders.has(name) && !isForGateway(name) && !name.startsWith("x-forwarded-"),
);

/** The same few words come with every call, so what was decided of one is kept. */
function remembering(decide: (word: string) => boolean): (word: string) => boolean {
	const decided = new Map<string, boolean>();
	return (word) => {
		const known = decided.get(word);
		if (known !== undefined) return known;
		const decision = decide(word);
		if (decided.size < 1000 && word.length <= 64) decided.set(word, decision);
		return decision;
	};
}

/** An answer's headers, by name in lower case, read once; of those that were sent more than once all, with commas. */
export type Heard = Readonly<Record<string, string>> & { readonly "set-cookie"?: never };

export function heardIn({ headers }: Response): Heard {
	// `set-cookie` is a list, which nobody here reads: it goes.
	return headers.toJSON() as Heard;
}

/** Compressions that `fetch` undoes, so that their name must not reach the caller (Bun 1.4.5). */
const decodedByFetch = new Set(["gzip", "x-gzip", "deflate", "br", "zstd"]);

/** The provider's headers as the caller gets them. `streamed`: the length of the body is not known any more. */
export function callerHeaders(
	heard: Heard,
	callId: string,
	{ streamed }: { streamed: boolean },
): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const name in heard) if (!notForCallers.has(name)) headers[name] = heard[name] ?? "";
	if (heard.connection !== undefined) for (const name of listed(heard.connection)) delete headers[name];
	const encoding = headers["content-encoding"];
	if (encoding !== undefined && decodedByFetch.has(encoding.toLowerCase())) {
		delete headers["content-encoding"];
		delete headers["content-length"];
	} else if (streamed) delete headers["content-length"];
	const type = headers["content-type"];
	// A page of a provider's would run as one of the dashboard's, with its session.
	if (type === undefined || isRunnable(type)) headers["content-security-policy"] = "sandbox";
	headers["x-lensai-call-id"] = callId;
	return headers;
}

function listed(connection: string): string[] {
	return connection.split(",").map((name) => name.trim().toLowerCase());
}
