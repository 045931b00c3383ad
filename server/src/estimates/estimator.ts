import type { Cost, PricedModel } from "../pricing/cost";
import type { Usage } from "../pricing/usage";
import { asBytes, textLines } from "../stores/clickhouse/lines";
import { textOfAnswer } from "./answer-text";
import type { BodyText } from "./body-text";
import type { CalibrationFor } from "./calibrations";
import { isCandidate, isMarked, mayBeSettledLater, mayHaveCandidates, type NumberedSpan } from "./candidates";
import { type CountTexts, charsForEach } from "./count-texts";
import { type Estimate, estimateUsage, type SeenBody, tokensOf } from "./estimate-usage";
import { findBodies, type KeptBodies, readBodies } from "./kept-bodies";
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
	onFailure(error: unknown): void;
}

export interface Estimated {
	/** The lines that were to be estimated, with the estimates in. */
	lines: Uint8Array;
	/** The calls that were. */
	spans: NumberedSpan[];
}

/** Lines of spans, apart. Which is which depends on nothing but the lines. */
export interface Parted {
	/** Those that need no estimate, to the byte. */
	others: Uint8Array;
	/** The rest. `payloads` is asked for once. Never rejects: after a failure, which is told, they are as they came. */
	estimate(payloads: () => Uint8Array): Promise<Estimated>;
}

/**
 * Takes the lines out whose calls told no usage, so that the others need not wait for their estimates; undefined when there are none. The
 * same lines give the same estimates.
 */
export function createEstimator({ calibrationFor, countTexts, priceAll, onFailure }: EstimatorOptions) {
	return function part(spans: Uint8Array): Parted | undefined {
		if (!mayHaveCandidates(spans)) return undefined;
		const others: string[] = [];
		const lines: string[] = [];
		const candidates: NumberedSpan[] = [];
		for (const line of textLines(spans)) {
			const span: NumberedSpan | undefined = isMarked(line) ? JSON.parse(line) : undefined;
			if (span === undefined || !isCandidate(span)) others.push(line);
			else if (lines.push(line)) candidates.push(span);
		}
		if (candidates.length === 0) return undefined;
		return {
			others: asBytes(others),
			async estimate(payloads) {
				try {
					return await estimateAll(candidates, lines, payloads());
				} catch (error) {
					onFailure(error);
					return { lines: asBytes(lines), spans: [] };
				}
			},
		};
	};

	async function estimateAll(candidates: NumberedSpan[], lines: string[], payloads: Uint8Array): Promise<Estimated> {
		const estimates = await estimateSpans(candidates, payloads);
		const estimated = candidates.flatMap((span, index) => {
			const estimate = estimates[index];
			return estimate === undefined ? [] : [{ index, span, estimate }];
		});
		if (estimated.length === 0) return { lines: asBytes(lines), spans: [] };
		const costs = await priceAll(estimated.map(({ span, estimate }) => questionOf(span, estimate)));
		const told = [...lines];
		for (const [place, { index, span, estimate }] of estimated.entries()) {
			noteEstimate(span, estimate, costs[place] ?? { state: "unpriced" });
			told[index] = JSON.stringify(span);
		}
		return { lines: asBytes(told), spans: estimated.map(({ span }) => span) };
	}

	/** In groups, so that neither all texts are in memory at once, nor queries wait for all of them. */
	async function estimateSpans(spans: NumberedSpan[], payloads: Uint8Array): Promise<(Estimate | undefined)[]> {
		const bodies = findBodies(payloads, new Set(spans.map(({ id }) => id)));
		const maxChars = charsForEach(2 * spans.length);
		const estimates: (Estimate | undefined)[] = [];
		for (const group of groupsOf(spans, (span) => bodies.get(span.id)?.length ?? 0)) {
			const seen: (Seen | undefined)[] = [];
			for (const span of group) {
				const line = bodies.get(span.id);
				seen.push(lookAt(span, line && readBodies(line)));
				if ((line?.length ?? 0) > longBytes) await Bun.sleep(0);
			}
			const texts = seen.flatMap((one) => [one?.request?.text ?? "", one?.answer?.text ?? ""]);
			const counts = await countTexts(texts, maxChars);
			for (const [index, span] of group.entries())
				estimates.push(await estimateSpan(span, seen[index], counts.slice(2 * index, 2 * index + 2)));
		}
		return estimates;
	}

	async function estimateSpan(span: NumberedSpan, seen: Seen | undefined, [requestCount, answerCount]: number[]) {
		const { projectId, provider, stream, startedAtMs, kind } = span;
		const model = span.responseModel ?? span.model;
		if (seen === undefined || model === null) return undefined;
		const calibration = await calibrationFor({ projectId, provider, model, stream }, startedAtMs);
		const request = bodyOf(span.requestBytes, seen.request, requestCount);
		const answer = kind === "embedding" ? undefined : bodyOf(span.responseBytes, seen.answer, answerCount);
		return estimateUsage({ request, answer, told: span.usage }, calibration);
	}
}

/** Bodies that take a millisecond or more to read. */
const longBytes = 128 * 1024;
const groupBytes = 8 * 1024 * 1024;
const groupCalls = 256;

function* groupsOf<T>(items: readonly T[], bytesOf: (item: T) => number): Generator<T[]> {
	let group: T[] = [];
	let bytes = 0;
	for (const item of items) {
		group.push(item);
		bytes += bytesOf(item);
		if (bytes < groupBytes && group.length < groupCalls) continue;
		yield group;
		group = [];
		bytes = 0;
	}
	if (group.length > 0) yield group;
}

export type PartLines = ReturnType<typeof createEstimator>;

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
	const { provider, serviceTier, region, organizationId, startedAtMs: atMs } = span;
	const name = span.responseModel ?? span.model ?? "";
	return { usage, model: { provider, name, serviceTier, region, organizationId }, atMs };
}
