import type { Answered } from "../../server/src/targets/answered";
import type { Send } from "../../server/src/targets/attempt";
import { createBreakers } from "../../server/src/targets/breakers";
import { type Candidate, chooseTargets, type Policy } from "../../server/src/targets/choose-targets";
import { clock, wallClock } from "../../server/src/targets/clock";
import { defaultPolicy, type RoutePolicy, type Target } from "../../server/src/targets/model";
import { type CallToSend, sendToFirst, type Unanswered } from "../../server/src/targets/send-to-first";
import type { Behaviour, Upstream } from "../support/upstream";
import { startUpstream } from "../support/upstream";

export const quick: Omit<RoutePolicy, "targets"> = {
	timeouts: { connectMs: 200, firstByteMs: 200, totalMs: 2000 },
	retries: { count: 0, baseMs: 10, maxWaitMs: 100 },
	moveOn: defaultPolicy.moveOn,
};

/** Local providers by name, and calls that a route sends to them. */
export interface Providers {
	of(name: string): Upstream;
	breakers: ReturnType<typeof createBreakers>;
	call(more?: Partial<Calling>): Promise<Answered | Unanswered>;
	close(): void;
}

interface Calling extends Partial<Omit<CallToSend, "policy">> {
	targets: Target[];
	policy: Partial<Omit<RoutePolicy, "targets">>;
}

/** A route over these providers in their order, unless a call says otherwise. */
export async function startProviders(behaviours: Record<string, Behaviour>): Promise<Providers> {
	const upstreams = new Map<string, Upstream>();
	for (const [name, behaviour] of Object.entries(behaviours)) upstreams.set(name, await startUpstream(behaviour));
	const of = (name: string) => {
		const upstream = upstreams.get(name);
		if (upstream === undefined) throw new Error(`There is no provider ${name}.`);
		return upstream;
	};
	const breakers = createBreakers({ now: wallClock });
	const send: Send = ({ target }: Candidate, signal) =>
		fetch(`${of(target.provider).url}/chat`, { method: "POST", body: "{}", signal, redirect: "manual" });
	return {
		of,
		breakers,
		call({ targets, policy, ...more } = {}) {
			const entries = targets ?? Object.keys(behaviours).map((provider) => ({ provider }));
			const choosable: Policy = { targets: entries.map((target) => ({ target, healthKey: target.provider })) };
			const example = { model: "m", modelIsRoute: false, tags: [] };
			return sendToFirst(
				{
					choice: chooseTargets(choosable, example, breakers, () => 0),
					policy: { ...quick, ...policy },
					send,
					callerSignal: new AbortController().signal,
					...more,
				},
				{ breakers, clock, wallClock, random: () => 0.5 },
			);
		},
		close: () => {
			for (const upstream of upstreams.values()) upstream.close();
		},
	};
}

export function answered(sent: Answered | Unanswered): Answered {
	if (sent.outcome === "answered") return sent;
	throw new Error(`There is no answer: ${JSON.stringify(reasons(sent))}`);
}

export function unanswered(sent: Answered | Unanswered): Unanswered {
	if (sent.outcome !== "answered") return sent;
	throw new Error(`There is an answer: ${JSON.stringify(reasons(sent))}`);
}

/** `provider status-or-error: reason` of each attempt. */
export function reasons({ attempts }: Answered | Unanswered): string[] {
	return attempts.map(
		({ target, status, error, reason }) => `${target.target.provider} ${error ?? status ?? "–"}: ${reason}`,
	);
}

/** The rest of an answer as it would go to the caller, and how it ended. */
export async function readAll({ source, failure }: Answered): Promise<{ bytes: Buffer; failure?: string }> {
	const pieces: Uint8Array[] = [];
	try {
		for (;;) {
			const { done, value } = (await source?.read()) ?? { done: true, value: undefined };
			if (done) return { bytes: Buffer.concat(pieces) };
			if (value !== undefined) pieces.push(value);
		}
	} catch {
		return { bytes: Buffer.concat(pieces), failure: failure() };
	}
}
