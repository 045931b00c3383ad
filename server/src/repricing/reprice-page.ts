import type { Span } from "../journal/span";
import type { PriceBook } from "../pricing/book";
import type { Price } from "../pricing/cost";
import { readRates } from "../pricing/rates-text";
import { type Adjustment, changeBetween, type KnownCost } from "./adjustment";
import { type CostAgain, costAgain, type PricedSpan } from "./cost-again";

/** A call as a run reads it. */
export type CallToReprice = PricedSpan &
	Pick<Span, "id" | "projectId" | "startedAtMs" | "httpStatus" | "costState" | "costPicoUsd" | "settlesCallId">;

/** What earlier adjustments made of a call's cost. */
export interface Adjusted extends KnownCost {
	revision: number;
	rates: string | null;
}

export interface Repricing {
	runId: string;
	reason: string;
	book: PriceBook;
	price: Price;
	bookNameOf: (provider: string) => string;
	/** Unix milliseconds. */
	now: () => number;
}

export interface RepricedPage {
	adjustments: Adjustment[];
	/** Calls that have a cost for which the book has no price any more. They keep it. */
	kept: number;
}

/** 2^63 - 1: what a row holds. */
const maxPicoUsd = 2n ** 63n - 1n;

interface Page {
	calls: readonly CallToReprice[];
	/** By call; absent for one that was never adjusted. */
	adjusted: ReadonlyMap<string, Adjusted>;
	/** When calls began whose usage a look-up told, by call: their price is that of then. */
	begun: ReadonlyMap<string, number>;
}

/** The adjustments that make the costs of some calls what the book says now. Nothing for calls whose cost is that already. */
export function repricePage({ calls, adjusted, begun }: Page, repricing: Repricing): RepricedPage {
	const page: RepricedPage = { adjustments: [], kept: 0 };
	for (const call of calls) {
		const before = adjusted.get(call.id) ?? asRecorded(call);
		const at = new Date(begun.get(call.settlesCallId ?? "") ?? call.startedAtMs);
		const again = costAgain(call, repricing, at);
		if ((again.picoUsd ?? 0n) > maxPicoUsd || isLost(before, again, repricing.book)) page.kept++;
		else {
			const adjustment = adjust(call, before, again, repricing);
			if (adjustment !== undefined) page.adjustments.push(adjustment);
		}
	}
	return page;
}

function asRecorded({ costState, costPicoUsd, costRates }: CallToReprice): Adjusted {
	const picoUsd = costPicoUsd === null ? undefined : BigInt(costPicoUsd);
	return { state: costState, picoUsd, rates: costRates, revision: 0 };
}

/**
 * Whether a cost that is known would be lost. A model that has left the lists still cost what it cost; but what the organization
 * priced itself and then took back is unknown again.
 */
function isLost(before: Adjusted, again: CostAgain, book: PriceBook): boolean {
	if (before.picoUsd === undefined || again.picoUsd !== undefined) return false;
	const ids = Object.values(readRates(before.rates).origins).flatMap((origin) => origin.split(" "));
	return !ids.some((id) => id.startsWith("=") && book.row(id.slice(1))?.organizationId !== undefined);
}

function adjust(
	call: CallToReprice,
	before: Adjusted,
	{ rates, source, ...now }: CostAgain,
	{ runId, reason, book, now: clock }: Repricing,
): Adjustment | undefined {
	const change = changeBetween(before, now, call);
	if (change === undefined) return undefined;
	return {
		organizationId: call.organizationId,
		projectId: call.projectId,
		spanId: call.id,
		startedAtMs: call.startedAtMs,
		model: call.model,
		revision: before.revision + 1,
		runId,
		reason,
		adjustedAtMs: clock(),
		...change,
		rates,
		source,
		bookVersion: book.version,
	};
}
