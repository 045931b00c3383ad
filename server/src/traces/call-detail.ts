import type { Span } from "../journal/span";
import { type CostLine, costLines } from "../pricing/cost-lines";
import { readRates } from "../pricing/rates-text";
import { presentAdjustment, type RecordedAdjustment } from "./adjustments";
import { readAttempts, readTargets } from "./attempts";
import { callOf } from "./call";
import type { CallDetail } from "./model";
import type { CallBodies } from "./queries";

/** One call with its bodies, where they were kept, and with its cost taken apart. */
export function callDetail(
	span: Span,
	bodies: CallBodies | undefined,
	adjustments: readonly RecordedAdjustment[] = [],
): CallDetail {
	const last = adjustments.at(-1);
	return {
		...callOf(span, last && { costState: last.newState, costPicoUsd: last.newPicoUsd }),
		recordedCost: { state: span.costState, picoUsd: span.costPicoUsd },
		adjustments: adjustments.map(presentAdjustment),
		parentSpanId: span.parentSpanId ?? null,
		metadata: { ...span.metadata },
		cachedCallId: span.cachedCallId ?? null,
		finishReason: span.finishReason,
		rawUsage: span.rawUsage === null ? null : JSON.parse(span.rawUsage),
		costLines: costLines(span.usage, readRates(span.costRates).rates).map(lineInJson),
		costSource: span.costSource,
		capture: span.capture,
		requestBytes: span.requestBytes,
		responseBytes: span.responseBytes,
		routeId: span.routeId ?? null,
		targets: readTargets(span.targetReasons),
		attempts: readAttempts(span.attempts),
		request: payloadOf(bodies?.request, bodies?.requestTruncated, span.requestBytes),
		response: payloadOf(bodies?.response, bodies?.responseTruncated, span.responseBytes),
	};
}

function lineInJson({ unit, amount, rate, per, picoUsd }: CostLine): CallDetail["costLines"][number] {
	return {
		bucket: unit,
		tokens: amount,
		picoUsdPerToken: rate?.toString() ?? null,
		per,
		picoUsd: picoUsd?.toString() ?? null,
	};
}

function payloadOf(text: string | null = null, truncated = false, bytes: number): CallDetail["request"] {
	return text === null ? null : { text, truncated, bytes };
}
