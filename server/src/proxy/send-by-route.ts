import { answerCost } from "../pricing/answer-cost";
import type { Price } from "../pricing/cost";
import { pricedTier } from "../pricing/service-tier";
import { bookOf, regionOf } from "../providers/books";
import type { Answered } from "../targets/answered";
import type { Breakers } from "../targets/breakers";
import type { Candidate } from "../targets/choose-targets";
import { clock, wallClock } from "../targets/clock";
import { describeUnanswered } from "../targets/pick-route";
import { sendToFirst } from "../targets/send-to-first";
import { answeredLine } from "./answered-line";
import type { RouteTaken } from "./call";
import type { ChosenRoute } from "./choose-route";
import type { Deadlines } from "./deadlines";
import type { Answer } from "./dialects/dialect";
import type { Way } from "./find-way";
import { Refusal } from "./refusal";
import type { Relaying } from "./relay";
import { CallerLeft } from "./send";
import type { Sent } from "./send-call";
import { type CallToTarget, sendToTarget, type TargetSending } from "./send-to-target";

export interface RouteSending extends CallToTarget {
	chosen: ChosenRoute;
	/** Told of the attempts, and of the target that answers. */
	taken: RouteTaken;
	arrival: { arrivedAtMs: number };
}

export interface RouteSendingDeps extends TargetSending {
	price: Price;
	breakers: Breakers;
	/** How long a provider may be silent once it answers. */
	silence: Deadlines;
	random: () => number;
}

/** An answer that came by a route, as the relay takes it. */
export type SentByRoute = Sent & Pick<Relaying, "line" | "rule" | "onEnd" | "source">;

/**
 * Step 5 for a call with a route: its targets in turn, until one answers. Throws CallerLeft, or Refusal 502 or 504 that says
 * what was tried.
 */
export async function sendByRoute(sending: RouteSending, deps: RouteSendingDeps): Promise<SentByRoute> {
	const { chosen, taken, request } = sending;
	/** An answer that nobody waits for any more may come late, beside that of the next attempt. */
	const sent = new WeakMap<Response, Sent>();
	const outcome = await sendToFirst(
		{
			choice: chosen.choice,
			policy: chosen.route.policy,
			callerSignal: request.signal,
			finishesWithoutCaller: (candidate) => wayTo(chosen, candidate).provider.onCallerLeft === "drain",
			readCost(candidate, _status, body) {
				const way = wayTo(chosen, candidate);
				const answer = way.dialect?.readResponse(body) ?? {};
				return { usage: answer.usage, costPicoUsd: costOf(answer, way, sending, deps) };
			},
			async send(candidate, signal, connecting) {
				const each = await sendToTarget(wayTo(chosen, candidate), sending, { signal, connecting }, deps);
				sent.set(each.upstream, each);
				return each.upstream;
			},
		},
		{ breakers: deps.breakers, clock, wallClock, random: deps.random },
	);
	taken.attempts = outcome.attempts;
	if (outcome.outcome === "answered") return { ...requireSent(sent, outcome), ...relayed(outcome, sending, deps) };
	if (outcome.outcome === "caller_left") throw new CallerLeft();
	const { status, code, message } = describeUnanswered(outcome);
	throw new Refusal(status, code, message);
}

function requireSent(sent: WeakMap<Response, Sent>, { response }: Answered): Sent {
	const found = sent.get(response);
	if (found === undefined) throw new Error("An answer came that was not sent for.");
	return found;
}

/** What the relay is told of an answer, and tells. */
function relayed(answered: Answered, sending: RouteSending, deps: RouteSendingDeps) {
	const { chosen, taken, request } = sending;
	const way = wayTo(chosen, answered.target);
	const { provider, model, host } = way;
	const rule = provider.onCallerLeft;
	taken.provider = provider;
	taken.model = model;
	taken.host = host;
	const onEnd: Relaying["onEnd"] = ({ status, error, answer = {} }) => {
		const brokenOff = status === "error" && error !== undefined ? answered.failure() : undefined;
		answered.end({
			usage: answer.usage,
			costPicoUsd: costOf(answer, way, sending, deps),
			error: status === "client_closed" ? "caller_left" : brokenOff,
		});
	};
	const line = answeredLine(answered, { silence: deps.silence, callerSignal: request.signal, rule });
	return { source: answered.source, rule, line, onEnd };
}

/** What an answer cost, in pico-USD; undefined when that is not known. */
function costOf(answer: Answer, way: Way, { arrival, entered }: RouteSending, { price }: RouteSendingDeps) {
	const { provider, host } = way;
	const name = answer.responseModel ?? way.model;
	if (name === undefined) return undefined;
	const { region = regionOf(provider, host) } = answer;
	const serviceTier = pricedTier(answer.serviceTier);
	const { organizationId } = entered.caller;
	const priced = { provider: bookOf(provider), name, serviceTier, region, organizationId };
	return answerCost(price, answer, priced, new Date(arrival.arrivedAtMs)).picoUsd;
}

function wayTo({ ways }: ChosenRoute, { target }: Candidate): Way {
	const way = ways.get(target);
	if (way === undefined) throw new Error("A target was chosen to which there is no way.");
	return way;
}
