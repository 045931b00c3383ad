import type { Span } from "../journal/span";
import { answerCost } from "../pricing/answer-cost";
import type { Price } from "../pricing/cost";
import { writeRates } from "../pricing/rates-text";
import type { BatchedCall } from "../proxy/dialects/dialect";
import { maxLengths, outsideText, rawUsageText } from "../proxy/outside-text";
import { batchTraceId } from "./call-id";

/** Whose results were fetched, and from where. */
export interface ResultsSource {
	organizationId: string;
	projectId: string;
	keyId?: string;
	environment?: string;
	/** Provider id. */
	provider: string;
	/** The path that they came from. */
	operation: string;
	/** The provider's id of them. */
	results: string;
}

const serviceTier = "batch";

/** One call of a batch as a span, priced at the batch tier. Its trace is that of all the calls of these results. */
export function spanOfCall(
	{ call, source, id, startedAtMs }: { call: BatchedCall; source: ResultsSource; id: string; startedAtMs: number },
	price: Price,
): Span {
	const { answer, customId } = call;
	const { organizationId, projectId, keyId, environment, provider, operation, results } = source;
	const model = outsideText(answer.responseModel, maxLengths.name);
	const { region } = answer;
	const served = { provider, name: model ?? "", serviceTier, region, organizationId };
	const cost = answerCost(price, answer, served, new Date(startedAtMs));
	return {
		id,
		traceId: batchTraceId(source),
		organizationId,
		projectId,
		keyId: keyId ?? null,
		kind: call.kind,
		provider,
		operation: operation.slice(0, maxLengths.path),
		model,
		responseModel: model,
		stream: false,
		status: answer.error === undefined ? "ok" : "error",
		httpStatus: call.httpStatus ?? null,
		errorType: outsideText(answer.error?.type, maxLengths.name),
		errorMessage: outsideText(answer.error?.message, maxLengths.message),
		finishReason: outsideText(answer.finishReason, maxLengths.name),
		startedAtMs,
		firstByteMs: null,
		durationMs: null,
		usage: answer.usage ?? {},
		rawUsage: rawUsageText(answer.rawUsage),
		...(answer.usage !== undefined && { usageState: "measured" as const }),
		costState: cost.state,
		costPicoUsd: cost.picoUsd?.toString() ?? null,
		costRates: writeRates(answer.usage ?? {}, cost),
		costSource: cost.source ?? null,
		capture: "metadata",
		requestBytes: 0,
		responseBytes: 0,
		serviceTier,
		...(region !== undefined && { region }),
		...(environment !== undefined && { environment }),
		metadata: { batch_custom_id: customId.slice(0, 512).toWellFormed(), batch_results: results },
	};
}
