import { noteHit } from "../cache/span-of-hit";
import type { Span } from "../journal/span";
import { type AnswerCost, answerCost } from "../pricing/answer-cost";
import type { Price } from "../pricing/cost";
import { writeRates } from "../pricing/rates-text";
import { pricedTier } from "../pricing/service-tier";
import type { Usage } from "../pricing/usage";
import { bookOf, regionOf } from "../providers/books";
import { type CallCost, sumCosts } from "../targets/attempt-cost";
import { attemptsText } from "../targets/attempts-text";
import type { CallStart, RouteTaken } from "./call-start";
import type { Answer, OpenCall } from "./dialects/dialect";
import type { Outcome } from "./outcome";
import { maxLengths, outsideText, rawUsageText } from "./outside-text";

/** Steps 7 and 8: writes into a span what the end of its call adds: outcome, usage and cost. */
export function settle(span: Span, outcome: Outcome, { start, price }: { start: CallStart; price: Price }): void {
	const { taken, request, passedBytes } = start;
	const answer = outcome.answer ?? {};
	const error = outcome.error ?? answer.error ?? (outcome.status === "error" ? refusedWith(outcome) : undefined);
	span.status = outcome.status === "ok" && error !== undefined ? "error" : outcome.status;
	span.httpStatus = outcome.httpStatus;
	span.errorType = outsideText(error?.type, maxLengths.name);
	span.errorMessage = outsideText(error?.message, maxLengths.message);
	span.responseModel = outsideText(answer.responseModel, maxLengths.name);
	span.finishReason = outsideText(answer.finishReason, maxLengths.name);
	if (passedBytes !== undefined) span.requestBytes = passedBytes();
	span.responseBytes = outcome.responseBytes ?? 0;
	// Some answers, sound for one, say no usage: what is billed stood in the request.
	const usage = answer.usage ?? (outcome.status === "ok" && error === undefined ? request?.usage : undefined);
	span.usage = usage ?? {};
	span.rawUsage = rawUsageText(answer.rawUsage);
	if (usage !== undefined) span.usageState = answer.usageSoFar ? "estimated" : "measured";
	const name = answer.responseModel ?? taken?.model ?? request?.model;
	const { settles } = answer;
	if (settles !== undefined) noteSettled(span, settles);
	const cost = name === undefined ? undefined : costOf({ name, usage, answer }, { span, start, price });
	span.costState = cost?.state ?? "unpriced";
	span.costPicoUsd = cost?.picoUsd?.toString() ?? null;
	span.costRates = cost === undefined ? null : writeRates(span.usage, cost);
	span.costSource = cost?.source ?? null;
	if (taken !== undefined) noteRoute(span, taken, cost ?? { state: "unpriced" });
	if (outcome.cached !== undefined) noteHit(span, outcome.cached);
}

interface Priced {
	name: string;
	usage: Usage | undefined;
	answer: Answer;
}

/** What an answer cost. Notes how it was served where prices go by that, so that it can be priced anew one day. */
function costOf(
	{ name, usage, answer }: Priced,
	{ span, start, price }: { span: Span; start: CallStart; price: Price },
): AnswerCost {
	const { taken, caller, arrivedAtMs } = start;
	const provider = taken?.provider ?? start.provider;
	const { furtherUsage, usageSoFar, settles, region = regionOf(provider, taken?.host ?? start.host) } = answer;
	const serviceTier = pricedTier(answer.serviceTier);
	if (serviceTier !== undefined) span.serviceTier = serviceTier;
	if (region !== undefined) span.region = region;
	return answerCost(
		price,
		{ usage, furtherUsage, usageSoFar },
		{ provider: bookOf(provider), name, serviceTier, region, organizationId: caller.organizationId },
		new Date(settles?.startedAtMs ?? arrivedAtMs),
	);
}

/** A look-up that tells the usage of an earlier call is booked as that call is, and stands in its trace. */
function noteSettled(span: Span, { id, traceId, kind, model }: OpenCall): void {
	span.settlesCallId = id;
	if (span.traceId === span.id) span.traceId = traceId;
	span.kind = kind;
	span.model = outsideText(model ?? undefined, maxLengths.name);
}

/** The call is booked to the target that answered; its cost is that of all attempts together. */
function noteRoute(span: Span, taken: RouteTaken, cost: CallCost): void {
	const { attempts, provider, model } = taken;
	const sum = sumCosts(attempts, cost);
	span.costState = sum.state;
	span.costPicoUsd = sum.picoUsd?.toString() ?? null;
	span.attempts = attemptsText(attempts);
	if (provider !== undefined) span.provider = provider.id;
	if (model !== undefined) span.model = outsideText(model, maxLengths.name);
}

/** Used where the provider's own words could not be read. */
function refusedWith({ httpStatus }: Outcome): Outcome["error"] {
	return { type: "provider_error", message: `The provider answered ${httpStatus}.` };
}
