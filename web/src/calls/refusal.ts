import type { Call } from "../api/model";

/** How the gateway says that a limit refuses a call; see docs/reference/errors.md. */
const ofLimits = ["rate_limit_exceeded", "request_over_limit", "body_over_limit", "headers_over_limit"];

/** Why LensAI itself refuses a call before it sends anything. */
const refusedBefore = new Set([
	...ofLimits,
	"address_refused",
	"body_timeout",
	"body_too_large",
	"environment_not_allowed",
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

/** Whether it was a limit that refused it. */
export function isRefusedByLimit(call: Refused): boolean {
	return isUnsent(call) && ofLimits.includes(call.errorType ?? "");
}
