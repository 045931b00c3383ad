import type { Call } from "../api/model";

/** How the gateway says that a limit refuses a call; see docs/reference/errors.md. */
const ofLimits: ReadonlySet<string | null> = new Set([
	"rate_limit_exceeded",
	"request_over_limit",
	"body_over_limit",
	"headers_over_limit",
]);

/**
 * Whether a limit of LensAI's refused a call, so that nothing was sent. A provider may name its errors alike, but what it answers has a
 * first byte.
 */
export function isRefusedByLimit({ status, errorType, firstByteMs }: Pick<Call, RefusalMember>): boolean {
	return status === "error" && firstByteMs === null && ofLimits.has(errorType);
}

export type RefusalMember = "status" | "errorType" | "firstByteMs";
