import type { KeyRefusal } from "../keys/refusal-for";
import type { Labels } from "../labels/labels";
import { apiOf } from "../providers/find-path";
import { type Choice, chooseTargets, type Health } from "../targets/choose-targets";
import type { Target } from "../targets/model";
import { pickRoute, requireTargets, routeHeader } from "../targets/pick-route";
import type { RouteRing } from "../targets/route-ring";
import type { HeldRoute } from "../targets/route-table";
import { type Called, findRefusal, refuseWith } from "./authenticate";
import { type CallAtDoor, type Finding, findWay, type Way } from "./find-way";

/** The route that a call goes by, its targets in order, and the way to each of them. */
export interface ChosenRoute {
	route: HeldRoute;
	choice: Choice;
	ways: ReadonlyMap<Target, Way>;
	/** The same for calls that the same targets would take: what tells kept answers of routes apart. */
	cacheName(): string;
	/** Throws Refusal 403 when the lens key is for none of the targets, and DomainError `no_target` (400) when no other is left. */
	requireTargets(): void;
}

interface Choosing extends Finding {
	routeRing: RouteRing;
	breakers: Health;
	random: () => number;
}

interface CallToRoute extends CallAtDoor {
	said: Readonly<Record<string, string>>;
	labels: Labels;
	called: Called;
}

/**
 * Step 3: the route, if the call names one (0.1 µs if not), and which of its targets may take the call now. What is passed on
 * unread, and what asks for an earlier call, goes through its door in any case. Throws DomainError `route_not_found` (404).
 */
export function chooseRoute(call: CallToRoute, deps: Choosing): ChosenRoute | undefined {
	const { entered, read, said, labels, called } = call;
	const { caller } = entered;
	const model = read.request?.model;
	const picked = pickRoute(deps.routeRing, caller, { header: said[routeHeader] ?? null, model });
	if (picked === undefined || !isRoutable(call)) return undefined;
	const { route, modelIsRoute } = picked;
	const ways = new Map<Target, Way>();
	const refusals: KeyRefusal[] = [];
	const refuses = (target: Target, asked: string | undefined) => {
		const refusal = findRefusal(caller, { ...called, provider: target.provider, model: asked });
		if (refusal !== undefined) {
			refusals.push(refusal);
			return refusal.message;
		}
		const way = findWay(call, target, asked, deps);
		if (typeof way === "string") return way;
		ways.set(target, way);
		return undefined;
	};
	const routed = { model, modelIsRoute, tags: labels.tags, environment: called.environment, refuses };
	const choice = chooseTargets(route.choosable, routed, deps.breakers, deps.random);
	return {
		route,
		choice,
		ways,
		cacheName() {
			const places = route.policy.targets.flatMap((target, index) => (ways.has(target) ? [index] : []));
			return `${route.id} ${route.changedAtMs} ${places.join(",")}`;
		},
		requireTargets() {
			if (refusals.length === choice.leftOut.length && choice.targets.length === 0) refuseWith(refusals[0]);
			requireTargets(choice, route);
		},
	};
}

/** A call for a model, whose body can be sent more than once. */
function isRoutable({ method, entered, read }: CallAtDoor): boolean {
	if (read.dialect === undefined || !(read.body instanceof Uint8Array)) return false;
	if (read.request?.model !== undefined) return true;
	return apiOf(entered.provider.facts.paths, { method, path: read.path }) !== undefined;
}
