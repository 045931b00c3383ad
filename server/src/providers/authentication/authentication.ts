/** Where a provider's clients put its key: a header, or the query's `key`. */
export type KeyPlace = "authorization" | "x-api-key" | "x-goog-api-key" | "api-key" | "?key";

/** A provider's credential, opened. Kept as long as the vault keeps it, so what is made of it may be remembered beside it. */
export interface ProviderKey {
	/** An API key, or for some providers a JSON text. Never logged, shown or put into an error. */
	readonly secret: string;
}

/** A request as it is about to be sent. */
export interface Outgoing {
	method: string;
	url: string;
	/** In lower case; written to by `authorize`. */
	headers: Record<string, string>;
	body: Uint8Array | ReadableStream<Uint8Array> | null;
	/** Where the caller's lens key stood; undefined when the request is our own. */
	place?: KeyPlace;
}

/** How a provider knows who pays. */
export interface Authentication {
	/** Where its clients may put a key, so also where a lens key may stand. */
	places: readonly KeyPlace[];
	/**
	 * Puts a provider key on a request that is about to be sent. Throws (or rejects with) Refusal 502 `provider_sign_in_failed`
	 * or 503 `provider_key_unusable`, without the secret in it.
	 */
	authorize(key: ProviderKey, outgoing: Outgoing): void | Promise<void>;
	/** What is wrong with a text that somebody gives as a provider key; undefined: it can be one. Never repeats it. */
	findFault(secret: string): string | undefined;
	/** What tells keys apart on a list: the last four characters of the part that is no secret by itself, or of the key. */
	hintOf(secret: string): string;
	/** Of which project of the user's a key is, where paths name one; undefined for a key that does not say. */
	projectOf?(key: ProviderKey): string | undefined;
	/** Bodies are signed, so they are read into memory before they are sent. */
	signsBody?: true;
	/** Undefined in most: what callers sign for our host is of no use to the provider. Says whether a header is such a signature. */
	isSignature?(authorization: string): boolean;
}

/** The last four characters; nothing of a key that is so short that they would tell much. */
export function lastFour(text: string): string {
	return text.length < 12 ? "" : text.slice(-4);
}
