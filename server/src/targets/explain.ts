import type { BreakerState } from "./breaker";
import { type Candidate, type Choice, chooseTargets, type Health, labelOf, type PolicyTarget } from "./choose-targets";
import type { RoutedCall } from "./condition";
import type { Explanation, Target } from "./model";
import { choosableOf } from "./route-table";

interface ToExplain {
	organizationId: string;
	route: { name: string; targets: Target[] };
	call: { model?: string; tags?: string[]; environment?: string };
	health: Health;
}

/** Where an example call would go now, and how often first: what `chooseTargets` says when its chances fall in order. */
export function explain({ organizationId, route, call, health }: ToExplain): Explanation {
	const { model = route.name, tags = [], environment } = call;
	const routed: RoutedCall = { model, modelIsRoute: model === route.name, tags, environment };
	const policy = choosableOf({ organizationId, policy: route });
	const choice: Choice = chooseTargets(policy, routed, health, () => 0);
	const shares = sharesOf(choice.targets);
	return {
		targets: choice.targets.map((candidate, place) => ({
			...placed(candidate),
			model: candidate.model ?? null,
			share: shares[place] ?? 0,
			reason: candidate.reason,
		})),
		leftOut: choice.leftOut.map((each) => ({ ...placed(each), reason: each.reason })),
	};
}

function placed({ index, target }: PolicyTarget & { index: number }) {
	return { index, target: labelOf(target) };
}

/** Of the calls, how many each is tried first for: those that were drawn with the first one have a part, by weight. */
function sharesOf(targets: readonly Candidate[]): number[] {
	const weights = targets.map(({ run, target }) => (run === targets[0]?.run ? (target.weight ?? 1) : 0));
	const total = weights.reduce((sum, each) => sum + each, 0);
	return weights.map((weight) => weight / total);
}

/** A breaker as the API shows it. */
export function presentBreaker(state: BreakerState) {
	return {
		state: state.state,
		until: state.state === "open" ? new Date(state.untilMs).toISOString() : null,
		cause: state.state === "closed" ? null : state.cause,
	};
}
