import type { BreakerState } from "./breaker";
import { judge, type RoutedCall } from "./condition";
import type { Target } from "./model";

/** A target of a route, with the key of its breaker. */
export interface PolicyTarget {
	target: Target;
	/** Targets with the same one share their health; see `healthKeyOf`. */
	healthKey: string;
}

/** What `chooseTargets` chooses by. `only`: there is nothing to choose, and this is the choice for every call. */
export type Policy = { targets: readonly PolicyTarget[]; only?: undefined } | { only: Choice };

/** A target that a call may be sent to. */
export interface Candidate extends PolicyTarget {
	/** Its place in the route. */
	index: number;
	/** Candidates with the same number were drawn among each other, by weight. */
	run: number;
	/** What the provider is asked for; absent: the caller's own words. */
	model?: string;
	/** Why it stands where it stands. */
	reason: string;
	/** Every breaker is open, and this one would close first: it is tried once, past its breaker. */
	lastResort: boolean;
}

export interface LeftOut extends PolicyTarget {
	index: number;
	reason: string;
}

/** The targets of a call in the order in which they are tried, and those that are not. */
export interface Choice {
	targets: readonly Candidate[];
	leftOut: readonly LeftOut[];
}

export interface Health {
	of(healthKey: string): BreakerState;
}

/** For calls without a route: allocated once, so that choosing costs nothing (5 ns; three targets with a condition: 1 to 2 µs; Bun 1.4.5). */
export function directPolicy(target: Target): Policy {
	const only = {
		target,
		healthKey: "",
		index: 0,
		run: 1,
		model: target.model,
		reason: "only target",
		lastResort: false,
	};
	return { only: Object.freeze({ targets: Object.freeze([Object.freeze(only)]), leftOut: Object.freeze([]) }) };
}

/**
 * Step 3: who may take this call, in order, each with a reason. Neighbours with a weight are drawn without putting back, so
 * the first place is theirs in proportion; all others keep their order. Pure: `random` (0 to below 1) is the only chance.
 */
export function chooseTargets(policy: Policy, call: RoutedCall, health: Health, random: () => number): Choice {
	if (policy.only !== undefined) return policy.only;
	const { eligible, resting, leftOut } = sorted(policy.targets, call, health);
	if (eligible.length === 0) {
		const soonest = takeSoonest(resting);
		if (soonest !== undefined) eligible.push(soonest);
	}
	for (const { looked, why } of resting) leftOut.push({ ...looked.entry, index: looked.index, reason: why });
	return {
		targets: ordered(eligible, { isOnly: policy.targets.length === 1, random }),
		leftOut: leftOut.sort((a, b) => a.index - b.index),
	};
}

/** A target whose breaker is open, and why it is left out. */
interface Resting {
	looked: Looked;
	untilMs: number;
	why: string;
}

function sorted(targets: readonly PolicyTarget[], call: RoutedCall, health: Health) {
	const leftOut: LeftOut[] = [];
	const resting: Resting[] = [];
	const eligible: Looked[] = [];
	const runs = runsOf(targets);
	for (const [index, entry] of targets.entries()) {
		const looked = look({ entry, index, run: runs[index] ?? 0 }, call);
		if ("refused" in looked) {
			leftOut.push({ ...entry, index, reason: looked.refused });
			continue;
		}
		const state = health.of(entry.healthKey);
		const why = restOf(state);
		if (why !== undefined) {
			resting.push({ looked, untilMs: state.state === "open" ? state.untilMs : 0, why });
			continue;
		}
		if (state.state === "half_open") looked.words.push("breaker half-open: this call is its probe");
		eligible.push(looked);
	}
	return { eligible, resting, leftOut };
}

/** A call is not refused for what its providers might say: where every breaker is open, one target is tried past it. */
function takeSoonest(resting: Resting[]): Looked | undefined {
	const [soonest] = resting.toSorted((a, b) => a.untilMs - b.untilMs);
	if (soonest === undefined) return undefined;
	resting.splice(resting.indexOf(soonest), 1);
	soonest.looked.words.push(`${soonest.why}; tried all the same, because no other target is left`);
	return { ...soonest.looked, lastResort: true };
}

/** `openai gpt-4o (eu)`: a target in a few words. */
export function labelOf({ provider, model, region }: Target): string {
	return `${provider}${model === undefined ? "" : ` ${model}`}${region === undefined ? "" : ` (${region})`}`;
}

interface Placed {
	entry: PolicyTarget;
	index: number;
	/** Targets that stand side by side with a weight have the same one. */
	run: number;
}

interface Looked extends Placed {
	model?: string;
	words: string[];
	lastResort?: boolean;
}

/** Runs of weighted neighbours, numbered; a target without a weight is a run of its own. */
function runsOf(targets: readonly PolicyTarget[]): number[] {
	let run = 0;
	return targets.map(({ target: { weight } }, index) => {
		const follows = weight !== undefined && targets[index - 1]?.target.weight !== undefined;
		if (!follows) run++;
		return run;
	});
}

function look(placed: Placed, call: RoutedCall): Looked | { refused: string } {
	const { target } = placed.entry;
	if (target.weight === 0) return { refused: "weight 0" };
	const model = target.model ?? (call.modelIsRoute ? undefined : call.model);
	if (call.modelIsRoute && model === undefined)
		return { refused: "names no model, and the call names the route in its place" };
	const { holds, reason } = target.when === undefined ? unconditional : judge(target.when, call);
	if (!holds) return { refused: `condition not met: ${reason}` };
	const refused = call.refuses?.(target, model);
	if (refused !== undefined) return { refused };
	return { ...placed, model, words: reason === "" ? [] : [`matched condition ${reason}`] };
}

const unconditional = { holds: true, reason: "" };

/** Why a target may not be tried now. */
function restOf(state: BreakerState): string | undefined {
	if (state.state === "open") return `breaker open until ${new Date(state.untilMs).toISOString()} (${state.cause})`;
	return state.state === "half_open" && state.probing ? "breaker half-open: another call is its probe" : undefined;
}

function ordered(looked: Looked[], { isOnly, random }: { isOnly: boolean; random: () => number }): Candidate[] {
	const candidates: Candidate[] = [];
	const add = (each: Looked, place: string) =>
		candidates.push({
			...each.entry,
			index: each.index,
			run: each.run,
			model: each.model,
			reason: [place, ...each.words].join("; "),
			lastResort: each.lastResort ?? false,
		});
	for (let at = 0; at < looked.length; ) {
		const group = groupAt(looked, at);
		at += group.length;
		const total = group.reduce((sum, each) => sum + weightOf(each), 0);
		const [first] = group;
		if (first !== undefined && total === 0) add(first, isOnly ? "only target" : placeOf(candidates.length));
		else
			for (const each of drawn(group, random))
				add(each, isOnly ? "only target" : `weight ${weightOf(each)} of ${total}`);
	}
	return candidates;
}

function placeOf(index: number): string {
	return index === 0 ? "first in order" : "next in order";
}

const weightOf = (looked: Looked | undefined) => looked?.entry.target.weight ?? 0;

/** The neighbours with a weight that begin here; a target without one stands alone. */
function groupAt(looked: Looked[], at: number): Looked[] {
	let end = at + 1;
	while (end < looked.length && looked[end]?.run === looked[at]?.run) end++;
	return looked.slice(at, end);
}

function drawn(group: Looked[], random: () => number): Looked[] {
	const left = [...group];
	const order: Looked[] = [];
	while (left.length > 0) {
		let rest = random() * left.reduce((sum, each) => sum + weightOf(each), 0);
		const found = left.findIndex((each) => {
			rest -= weightOf(each);
			return rest < 0;
		});
		order.push(...left.splice(found < 0 ? left.length - 1 : found, 1));
	}
	return order;
}
