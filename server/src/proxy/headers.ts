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
const notForCallers = [...hopByHop, ...forItsOwnHost, ...onlyOurs];

/** Types that a browser runs scripts of when it shows them; without a type it guesses. */
const runnable = /html|xml|svg/i;

/**
 * The caller's headers as the provider gets them: without a lens key, wherever it was put by mistake. Asks for an answer that is not compressed, because a compressed stream could
 * not be read on the way.
 */
export function upstreamHeaders(headers: Record<string, string>): Record<string, string> {
	const { connection } = headers;
	if (connection !== undefined && connection !== "keep-alive")
		for (const name of listed(connection)) delete headers[name];
	for (const name in headers) {
		if (
			notForProviders.has(name) ||
			isForGateway(name) ||
			name.startsWith("x-forwarded-") ||
			holdsLensKey(headers[name] ?? "")
		)
			delete headers[name];
	}
	const { authorization } = headers;
	if (authorization !== undefined && lensKeyInBasic(authorization) !== undefined) delete headers.authorization;
	headers["accept-encoding"] = "identity";
	return headers;
}

/** Compressions that `fetch` undoes, so that their name must not reach the caller (Bun 1.4.5). */
const decodedByFetch = new Set(["gzip", "x-gzip", "deflate", "br", "zstd"]);

/** The provider's headers as the caller gets them. `streamed`: the length of the body is not known any more. */
export function callerHeaders(from: Headers, callId: string, { streamed }: { streamed: boolean }): Headers {
	const headers = new Headers(from);
	const connection = from.get("connection");
	if (connection !== null) for (const name of listed(connection)) headers.delete(name);
	for (const name of notForCallers) headers.delete(name);
	const encoding = headers.get("content-encoding");
	if (encoding !== null && decodedByFetch.has(encoding.toLowerCase())) {
		headers.delete("content-encoding");
		headers.delete("content-length");
	} else if (streamed) headers.delete("content-length");
	const type = headers.get("content-type");
	// A page of a provider's would run as one of the dashboard's, with its session.
	if (type === null || runnable.test(type)) headers.set("content-security-policy", "sandbox");
	headers.set("x-lensai-call-id", callId);
	return headers;
}

function listed(connection: string): string[] {
	return connection.split(",").map((name) => name.trim().toLowerCase());
}
