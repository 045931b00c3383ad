import type { CallDetail } from "../api/model";

/** What the model of a call is: a route's target puts its own in the place of that which was asked for, and that one is recorded. */
export function nameModel({ routeId, attemptCount }: Pick<CallDetail, "routeId" | "attemptCount">): string {
	return routeId !== null && (attemptCount ?? 0) > 0 ? "Model sent" : "Model asked for";
}
