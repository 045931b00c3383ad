import type { SpanKind } from "../journal/span";
import type { Dialect } from "../proxy/dialects/dialect";

/** What the gateway has to know of a provider. A new provider is one file that makes one of these. */
export interface Provider {
	/** Also its price-book id, and the first segment of its door: `/openai/v1/…`. */
	id: string;
	/** Where its paths begin at the gateway, e.g. `/openai/v1/`. */
	door: string;
	/** Where they begin at the provider, without a trailing slash. */
	baseUrl: string;
	/** The header that carries a provider key, and its value. */
	authorization(key: string): { name: string; value: string };
	/** The server's own provider key, for callers whose lens key stands in that header. */
	key: string | undefined;
	/** How to read `POST` calls, by path below the door; a path that is not here passes through unread. */
	dialects: Readonly<Record<string, Dialect>>;
	/** How this provider's clients expect an error that is the gateway's own. */
	renderError: Dialect["renderError"];
	/** What kind of span a request is, by method and path. */
	kindOf(method: string, path: string): SpanKind;
}
