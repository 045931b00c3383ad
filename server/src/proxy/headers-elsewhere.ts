import type { Authentication } from "../providers/authentication/authentication";

/**
 * Headers that mean the same at every provider. A caller chose all others for the one whose door it used, and any of them may
 * hold a credential.
 */
const portable = new Set([
	"accept",
	"accept-encoding",
	"anthropic-beta",
	"anthropic-version",
	"content-encoding",
	"content-type",
	"idempotency-key",
	"traceparent",
	"tracestate",
	"user-agent",
]);

/** The caller's headers as a provider gets them whose door was not used: without a credential, whatever it is called. */
export function headersElsewhere(headers: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => portable.has(name)));
}

/** The same for the provider whose door was used, where another key than the caller's pays. */
export function headersWithoutKey(
	headers: Readonly<Record<string, string>>,
	{ places }: Pick<Authentication, "places">,
): Record<string, string> {
	const keyNames: readonly string[] = places;
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !keyNames.includes(name)));
}
