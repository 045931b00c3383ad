import type { Authentication, KeyPlace } from "../providers/authentication/authentication";
import type { Incoming } from "./incoming";
import { holdsLensKey, lensKeyInBasic, queryValues } from "./lens-key-places";
import { Refusal } from "./refusal";

/** Our own header for a lens key, beside which the provider's key stays in its usual place. */
export const lensKeyHeader = "x-lensai-key";

/** What a request carries to say who makes it and who pays. */
export interface Credential {
	/** As it was sent; undefined when there is none. */
	lensKey: string | undefined;
	/** Where a provider key of ours has to go: a lens key stands there, or what stands there is of no use to the provider. */
	vacant: KeyPlace | undefined;
	/** `Authorization` is a signature that was made for our host. */
	isSigned: boolean;
}

/**
 * Looks wherever this provider's clients put a key, and into `x-lensai-key`. The provider's own key beside a lens key is left to
 * pass. Throws Refusal 401 `lens_key_invalid` when a lens key stands in one of these places but is written in another way, so
 * that nobody's call is booked to `default` by mistake.
 */
export function credentialIn(
	{ request, said }: Pick<Incoming, "request" | "said">,
	{ places, isSignature }: Pick<Authentication, "places" | "isSignature">,
): Credential {
	let inPlace: string | undefined;
	let vacant: KeyPlace | undefined;
	let hasOwn = false;
	let isSigned = false;
	for (const place of places) {
		const value = place === "?key" ? keyInQuery(request.url) : said[place];
		if (value === undefined || value === "") continue;
		const signed = place === "authorization" && (isSignature?.(value) ?? false);
		isSigned ||= signed;
		const found = lensKeyIn(value, place, signed);
		if (found === undefined && !signed) hasOwn = true;
		else vacant ??= place;
		inPlace ??= found;
	}
	return { lensKey: said[lensKeyHeader] ?? inPlace, vacant: hasOwn ? undefined : vacant, isSigned };
}

const plain = /^(?:bearer\s+)?(lk_[^\s,]*)\s*$/i;
/** Of a signature, the access key id is the lens key; the secret access key is not looked at. */
const accessKeyId = /^AWS4-[A-Z0-9-]+ Credential=(lk_[^\s,/]*)\//;

function lensKeyIn(value: string, place: KeyPlace, signed: boolean): string | undefined {
	if (!holdsLensKey(value)) return place === "authorization" ? lensKeyInBasic(value) : undefined;
	const written = (signed ? accessKeyId : plain).exec(value);
	if (written !== null) return written[1];
	const where = place === "?key" ? "The query's key" : place === "authorization" ? "Authorization" : place;
	throw new Refusal(
		401,
		"lens_key_invalid",
		`${where} holds a lens key that cannot be read there. Send it as Bearer lk_…, or in ${lensKeyHeader}.`,
	);
}

function keyInQuery(url: string): string | undefined {
	const mark = url.indexOf("?");
	return mark < 0 ? undefined : queryValues(url.slice(mark + 1), "key")[0];
}
