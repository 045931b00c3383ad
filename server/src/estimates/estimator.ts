import type { Cost, PricedModel } from "../pricing/cost";
import type { Usage } from "../pricing/usage";
import { asBytes, textLines } from "../stores/clickhouse/lines";
import { textOfAnswer } from "./answer-text";
import type { BodyText } from "./body-text";
import type { CalibrationFor } from "./calibrations";
import { isCandidate, isMarked, mayBeSettledLater, mayHaveCandidates, type NumberedSpan } from "./candidates";
import type { CountTexts } from "./count-texts";
import { type Estimate, estimateUsage, type SeenBody, tokensOf } from "./estimate-usage";
import { findBodies, type KeptBodies } from "./kept-bodies";
import { noteEstimate } from "./note-estimate";
import { textOfRequest } from "./request-text";

/** What is asked of the price book. */
export interface PriceQuestion {
	usage: Usage;
	model: PricedModel;
	/** Unix milliseconds. */
	atMs: number;
}

export interface EstimatorOptions {
	calibrationFor: CalibrationFor;
	countTexts: CountTexts;
	/** One cost for each question. */
	priceAll(questions: PriceQuestion[]): Promise<Cost[]>;
}

export interface Estimated {
	/** All lines, with the estimates in. */
	lines: Uint8Array;
	/** The calls that were estimated. */
	spans: NumberedSpan[];
}

/**
 * Puts estimates into journal lines whose calls told no usage; undefined when there is nothing to put in. Lines of other calls stay as
 * they are, to the byte. The same lines give the same estimates. `payloads` is asked for once, and only when it is needed.
 */
export function createEstimator({ calibrationFor, countTexts, priceAll }: EstimatorOptions) {
	return async function estimateLines(spans: Uint8Array, payloads: () => Uint8Array): Promise<Estimated | undefined> {
		if (!mayHaveCandidates(spans)) return undefined;
		const lines = textLines(spans);
		const marked = lines.flatMap((line, index) =>
			isMarked(line) ? [{ index, span: JSON.parse(line) as NumberedSpan }] : [],
		);
		const candidates = marked.filter(({ span }) => isCandidate(span));
		if (candidates.length === 0) return undefined;
		const estimates = await estimateSpans(
			candidates.map(({ span }) => span),
			payloads(),
		);
		const estimated = candidates.flatMap(({ index, span }, place) => {
			const estimate = estimates[place];
			return estimate === undefined ? [] : [{ index, span, estimate }];
		});
		if (estimated.length === 0) return undefined;
		const costs = await priceAll(estimated.map(({ span, estimate }) => questionOf(span, estimate)));
		for (const [place, { index, span, estimate }] of estimated.entries()) {
			noteEstimate(span, estimate, costs[place] ?? { state: "unpriced" });
			lines[index] = JSON.stringify(span);
		}
		return { lines: asBytes(lines), spans: estimated.map(({ span }) => span) };
	};

	async function estimateSpans(spans: NumberedSpan[], payloads: Uint8Array): Promise<(Estimate | undefined)[]> {
		const bodies = findBodies(payloads, new Set(spans.map(({ id }) => id)));
		const seen = spans.map((span) => lookAt(span, bodies.get(span.id)));
		const counts = await countTexts(seen.flatMap((one) => [one?.request?.text ?? "", one?.answer?.text ?? ""]));
		const estimates: (Estimate | undefined)[] = [];
		for (const [index, span] of spans.entries()) {
			const one = seen[index];
			const model = span.responseModel ?? span.model;
			if (one === undefined || model === null) {
				estimates.push(undefined);
				continue;
			}
			const { projectId, provider, stream } = span;
			const calibration = await calibrationFor({ projectId, provider, model, stream }, span.startedAtMs);
			const request = bodyOf(span.requestBytes, one.request, counts[2 * index]);
			const answer =
				span.kind === "embedding" ? undefined : bodyOf(span.responseBytes, one.answer, counts[2 * index + 1]);
			estimates.push(estimateUsage({ request, answer, told: span.usage }, calibration));
		}
		return estimates;
	}
}

export type EstimateLines = ReturnType<typeof createEstimator>;

interface Seen {
	request?: BodyText;
	answer?: BodyText;
}

/** Undefined for a call that is not to be estimated after all. */
function lookAt(span: NumberedSpan, bodies: KeptBodies | undefined): Seen | undefined {
	if (mayBeSettledLater(span, bodies?.request?.text)) return undefined;
	const { request, response } = bodies ?? {};
	const nothing: BodyText = { text: "", messages: 0, tokens: 0, hasMore: false, scale: 1 };
	return {
		request: request && textOfRequest(request.text, scaleOf(request, span.requestBytes)),
		answer:
			span.responseBytes === 0
				? nothing
				: response && textOfAnswer(response.text, scaleOf(response, span.responseBytes)),
	};
}

function scaleOf({ text, truncated }: { text: string; truncated: boolean }, bytes: number): number {
	return truncated ? Math.max(1, bytes / Math.max(1, Buffer.byteLength(text))) : 1;
}

function bodyOf(bytes: number, text: BodyText | undefined, count = 0): SeenBody {
	return text === undefined ? { bytes } : { bytes, text, tokens: tokensOf(text, count) };
}

function questionOf(span: NumberedSpan, { usage }: Estimate): PriceQuestion {
	const name = span.responseModel ?? span.model ?? "";
	return { usage, model: { provider: span.provider, name }, atMs: span.startedAtMs };
}
