import { type Authentication, type KeyPlace, lastFour } from "./authentication";

interface HeaderKeyOptions {
	/** The header that a key goes into. */
	header: KeyHeader;
	/** Other places where this provider's clients may put it. */
	also?: readonly KeyPlace[];
	/**
	 * The key goes into the very header that the caller's lens key stood in: the provider takes it in each, by the age of the
	 * client or the path.
	 */
	asWritten?: true;
}

type KeyHeader = Exclude<KeyPlace, "?key">;

/** One text in one header, after `Bearer` where that header is `Authorization`. */
export function headerKey({ header, also = [], asWritten }: HeaderKeyOptions): () => Authentication {
	return () => ({
		places: [header, ...also],
		authorize({ secret }, { headers, place }) {
			const name = asWritten && place !== undefined && place !== "?key" ? place : header;
			headers[name] = name === "authorization" ? `Bearer ${secret}` : secret;
		},
		findFault: findHeaderFault,
		hintOf: lastFour,
	});
}

/** `Authorization: Bearer …`, as most do. */
export const bearer = headerKey({ header: "authorization" });

/** A header holds visible ASCII; whatever else somebody pasted would make every call fail. */
export function findHeaderFault(secret: string): string | undefined {
	if (/^[\x21-\x7e]+$/.test(secret)) return undefined;
	return "The key may hold only letters, digits and signs, without spaces or line breaks.";
}
