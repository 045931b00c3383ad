import type { CostState } from "../pricing/cost";
import type { Attempt } from "./attempt";

/** What a call's attempts cost together. */
export interface CallCost {
	state: CostState;
	/** Absent when nothing is known. */
	picoUsd?: bigint;
}

type BilledAttempt = Pick<Attempt, "costPicoUsd" | "billing">;

/**
 * The call's cost: the answer's, plus what earlier attempts are known to have cost. One whose provider may bill it without
 * having said so makes the sum `partial`; one that was refused or never arrived adds nothing. E.g. an answer of 500 after
 * an attempt of 200 is 700; after one that timed out, 500 and `partial`.
 */
export function sumCosts(attempts: readonly BilledAttempt[], answer: CallCost): CallCost {
	const earlier = attempts.slice(0, -1);
	const known = earlier.flatMap(({ costPicoUsd }) => (costPicoUsd === undefined ? [] : [costPicoUsd]));
	const mayBeMore = earlier.some(({ billing }) => billing === "unknown");
	if (known.length === 0 && answer.picoUsd === undefined) return answer;
	const picoUsd = known.reduce((sum, each) => sum + each, answer.picoUsd ?? 0n);
	if (answer.picoUsd === undefined || answer.state === "unpriced") return { state: "partial", picoUsd };
	return { state: mayBeMore && answer.state === "priced" ? "partial" : answer.state, picoUsd };
}
