import type { Call } from "../api/model";

/** Why LensAI itself refuses a call before it sends anything (docs/reference/errors.md). */
const refusedBefore = new Set([
	"address_refused",
	"body_over_limit",
	"body_timeout",
	"body_too_large",
	"environment_not_allowed",
	"headers_over_limit",
	"invalid_request",
	"model_not_allowed",
	"no_target",
	"not_found",
	"not_translatable",
	"provider_key_missing",
	"provider_key_unusable",
	"provider_not_allowed",
	"provider_not_found",
	"provider_not_named",
	"provider_sign_in_failed",
	"rate_limit_exceeded",
	"request_over_limit",
	"right_missing",
	"route_not_found",
	"store_unavailable",
]);

/** What tells who refused a call; absent is not known. */
export type Refused = Partial<Pick<Call, "errorType" | "firstByteMs" | "attemptCount">>;

/** Whether LensAI refused the call, so that nothing was sent: providers use some of these words too, but theirs come in an answer. */
export function isUnsent({ errorType, firstByteMs, attemptCount }: Refused): boolean {
	return firstByteMs === null && !attemptCount && errorType != null && refusedBefore.has(errorType);
}
