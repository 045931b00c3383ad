import type { Provider } from "../providers/provider";

interface Inner {
	/** As the caller sent it. */
	request: Request;
	provider: Provider;
	/** Below the provider's door, with its query. */
	path: string;
	body: Uint8Array<ArrayBuffer>;
	/** Of the provider's API, for one that speaks another format than OpenAI's. */
	headers?: Readonly<Record<string, string>>;
}

/** What only OpenAI understands, and what was true of the body that the caller sent. */
const ofOpenai = ["openai-organization", "openai-project", "openai-beta", "accept"];
const ofTheBody = ["content-encoding", "transfer-encoding", "expect"];

/**
 * The same call as one of the provider's own clients would make it at the provider's own door: the caller's key in the place
 * where the provider's clients put theirs, all other headers as they were. It ends when the caller's does.
 */
export function innerRequest({ request, provider, path, body, headers: own }: Inner): Request {
	const headers = new Headers(request.headers);
	for (const name of own === undefined ? ofTheBody : [...ofTheBody, ...ofOpenai]) headers.delete(name);
	moveKey(headers, provider);
	for (const [name, value] of Object.entries(own ?? {})) if (!headers.has(name)) headers.set(name, value);
	headers.set("content-type", "application/json");
	headers.set("content-length", String(body.length));
	const { origin } = new URL(request.url);
	const url = `${origin}${provider.door}${path}`;
	return new Request(url, { method: "POST", headers, body, signal: request.signal });
}

/** OpenAI's clients send it as a bearer token. */
function moveKey(headers: Headers, { authentication }: Provider): void {
	const [place] = authentication.places;
	const [, key] = /^bearer\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "") ?? [];
	if (key === undefined || place === undefined || place === "authorization" || place === "?key") return;
	headers.delete("authorization");
	headers.set(place, key);
}
