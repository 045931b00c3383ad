import { DomainError } from "../errors";
import { type Choice, labelOf } from "./choose-targets";
import type { RouteRing } from "./route-ring";
import type { HeldRoute } from "./route-table";
import type { Unanswered } from "./send-to-first";

/** The header by which a caller names a route and keeps its model. */
export const routeHeader = "x-lensai-route";

export interface PickedRoute {
	route: HeldRoute;
	/** See `RoutedCall`. */
	modelIsRoute: boolean;
}

interface Naming {
	/** Of `x-lensai-route`; null when there is none. */
	header: string | null;
	model: string | undefined;
}

/**
 * The route that a call goes by: the one that its header names, else one with the name of its model; undefined for a call
 * without one. Throws DomainError `route_not_found` (404) for a header that names none of this caller's.
 */
export function pickRoute(
	ring: RouteRing,
	caller: { organizationId: string; projectId: string },
	{ header, model }: Naming,
): PickedRoute | undefined {
	const name = header?.trim() || undefined;
	if (name === undefined) {
		const route = model === undefined ? undefined : ring.find(caller, model);
		return route && { route, modelIsRoute: true };
	}
	const route = ring.find(caller, name);
	if (route !== undefined) return { route, modelIsRoute: model === name };
	throw new DomainError("route_not_found", 404, `${routeHeader}: this project has no route of that name.`);
}

/** Throws DomainError `no_target` (400), with the reasons, when a route has no target for a call. */
export function requireTargets({ targets, leftOut }: Choice, { name }: { name: string }): void {
	if (targets.length > 0) return;
	const reasons = leftOut.map(({ target, reason }) => `${labelOf(target)}: ${reason}`).join("; ");
	throw new DomainError("no_target", 400, `No target of the route ${name} takes this call. ${reasons}`);
}

/** What a caller is told when no target has answered: what was tried, in order, without addresses. */
export function describeUnanswered({ error, attempts }: Unanswered): {
	status: 502 | 504;
	code: string;
	message: string;
} {
	const tried = attempts.map(
		({ target, error, status, reason }) =>
			`${labelOf(target.target)}: ${error === "not_sent" ? reason : (error ?? status ?? reason)}`,
	);
	const message = `No target of the route has answered. ${tried.join("; ")}`;
	return error?.endsWith("timeout")
		? { status: 504, code: "upstream_timeout", message }
		: { status: 502, code: "upstream_failed", message };
}
