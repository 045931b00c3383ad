import { Breaker, type BreakerOptions, type BreakerState, closed, type Permit } from "./breaker";
import type { Health } from "./choose-targets";
import type { Target } from "./model";

/** The breakers of all targets of all organizations, in this process. */
export interface Breakers extends Health {
	/** Leave to try a target now; undefined: its breaker says no. */
	enter(healthKey: string): Permit | undefined;
}

/** Above this, breakers that are closed are dropped: what they counted is forgotten, and nothing else. */
const maxHeld = 10_000;

export function createBreakers(options: BreakerOptions): Breakers {
	const held = new Map<string, Breaker>();

	function dropClosed() {
		for (const [key, breaker] of held) if (breaker.state().state === "closed") held.delete(key);
	}

	return {
		of: (healthKey): BreakerState => held.get(healthKey)?.state() ?? closed,
		enter(healthKey) {
			let breaker = held.get(healthKey);
			if (breaker === undefined) {
				if (held.size >= maxHeld) dropClosed();
				breaker = new Breaker(options);
				held.set(healthKey, breaker);
			}
			return breaker.enter();
		},
	};
}

/**
 * Two routes that send to the same model at the same place with the same key share its health; organizations never do. A
 * target that leaves the model to the caller has one breaker for all of them, so callers cannot make breakers.
 */
export function healthKeyOf(organizationId: string, { provider, region, model, providerKeyId }: Target): string {
	return JSON.stringify([organizationId, provider, region, model, providerKeyId]);
}
