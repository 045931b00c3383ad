import type { Deadlines } from "../deadlines";
import { answerCost } from "../pricing/answer-cost";
import type { Price } from "../pricing/cost";
import { pricedTier } from "../pricing/service-tier";
import { bookOf, regionOf } from "../providers/books";
import type { Answered } from "../targets/answered";
import type { Breakers } from "../targets/breakers";
import type { Candidate } from "../targets/choose-targets";
import { clock, wallClock } from "../targets/clock";
import { describeUnanswered } from "../targets/pick-route";
import type { Reach } from "../targets/reach";
import { sendToFirst } from "../targets/send-to-first";
import { answeredLine } from "./answered-line";
import type { RouteTaken } from "./call-start";
import type { ChosenRoute } from "./choose-route";
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
	/** For providers that have no way of their own to be reached. */
	reach: Reach;
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
	/** One for each attempt: an answer that nobody waits for any more may come late, beside that of the next. */
	const sent: Sent[] = [];
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
			async send(candidate, signal) {
				const each = await sendToTarget(wayTo(chosen, candidate), sending, signal, deps);
				sent.push(each);
				return each.upstream;
			},
			reaches(candidate, withinMs) {
				const { provider, baseUrl } = wayTo(chosen, candidate);
				return (provider.reach ?? deps.reach)(new URL(baseUrl), withinMs);
			},
		},
		{ breakers: deps.breakers, clock, wallClock, random: deps.random },
	);
	taken.attempts = outcome.attempts;
	if (outcome.outcome === "answered") {
		const { upstream, heard, reader } = requireSent(sent, outcome);
		const source = outcome.isShort && !reader.changesBytes ? undefined : outcome.source;
		return { upstream, heard, reader, source, ...relayed(outcome, sending, deps) };
	}
	if (outcome.outcome === "caller_left") throw new CallerLeft();
	const { status, code, message } = describeUnanswered(outcome);
	throw new Refusal(status, code, message);
}

function requireSent(sent: readonly Sent[], { response }: Answered): Sent {
	const found = sent.find(({ upstream }) => upstream === response);
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
	return { rule, line, onEnd };
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
