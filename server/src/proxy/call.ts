import type { Journal } from "../journal/journal";
import type { Capture, JournalEntry, Payload, Span, SpanStatus } from "../journal/span";
import type { Caller } from "../keys/caller";
import type { Price } from "../pricing/cost";
import { writeRates } from "../pricing/rates-text";
import type { Provider } from "../providers/provider";
import type { Answer, CallRequest } from "./dialects/dialect";
import { maxLengths, outsideText } from "./outside-text";

/** How a call ended, as far as the relay saw it. */
export interface Outcome {
	status: Exclude<SpanStatus, "interrupted">;
	/** What the caller was sent. */
	httpStatus: number | null;
	error?: { type: string; message: string };
	answer?: Answer;
	responseBytes?: number;
	response?: Payload;
}

/** A call in flight. `end` counts once, however many ways there are to get there. */
export interface Call {
	readonly id: string;
	/** What is kept of it, after the header had its say. */
	readonly capture: Capture;
	/** The provider's first byte has come. */
	firstByte(): void;
	end(outcome: Outcome): void;
}

export interface CallStart {
	caller: Caller;
	capture: Capture;
	provider: Provider;
	method: string;
	path: string;
	/** Undefined: a path that passes through unread. */
	request?: CallRequest;
	/** The body as it came; undefined when it was not read into memory. */
	requestPayload?: () => Payload;
	requestBytes: number;
	arrivedAt: number;
	arrivedAtMs: number;
}

export interface CallRecorder {
	journal: Pick<Journal, "started" | "append">;
	price: Price;
	/** Monotonic milliseconds. */
	now: () => number;
	/** Told of each call that ended, whatever is kept of it. */
	onEnd?: () => void;
}

/**
 * Admits a call: its span goes into the journal as it would be recorded if this process died now. `end` then settles it, once:
 * usage from the answer, its price, and the finished span.
 */
export function startCall({ journal, price, now }: CallRecorder, start: CallStart): Call {
	const { capture } = start;
	const id = Bun.randomUUIDv7();
	const span = interruptedSpan(id, start);
	const started = capture === "off" ? undefined : journal.started(span);
	let ended = false;
	let firstByteMs: number | null = null;
	return {
		id,
		capture,
		firstByte() {
			firstByteMs ??= round(now() - start.arrivedAt);
		},
		end(outcome) {
			if (ended) return;
			ended = true;
			if (capture === "off") return;
			settle(span, outcome, { start, price });
			span.firstByteMs = firstByteMs;
			span.durationMs = round(now() - start.arrivedAt);
			const entry: JournalEntry = { span };
			if (capture === "full") {
				entry.request = start.requestPayload?.();
				entry.response = outcome.response;
			}
			journal.append(entry, started);
		},
	};
}

/** The span as it stands when the call is admitted. */
function interruptedSpan(id: string, { caller, provider, method, path, request, ...start }: CallStart): Span {
	return {
		id,
		traceId: id,
		organizationId: caller.organizationId,
		projectId: caller.projectId,
		keyId: caller.keyId ?? null,
		kind: provider.kindOf(method, path),
		provider: provider.id,
		operation: path.slice(0, maxLengths.path),
		model: outsideText(request?.model, maxLengths.name),
		responseModel: null,
		stream: request?.stream ?? false,
		status: "interrupted",
		httpStatus: null,
		errorType: "interrupted",
		errorMessage: "The server stopped while the call was in flight.",
		finishReason: null,
		startedAtMs: start.arrivedAtMs,
		firstByteMs: null,
		durationMs: null,
		usage: {},
		rawUsage: null,
		costState: "unpriced",
		costPicoUsd: null,
		costRates: null,
		costSource: null,
		capture: start.capture === "full" ? "full" : "metadata",
		requestBytes: start.requestBytes,
		responseBytes: 0,
	};
}

/** Writes into a span what the end of its call adds: outcome, usage and cost. */
function settle(span: Span, outcome: Outcome, { start, price }: { start: CallStart; price: Price }): void {
	const { provider, request, arrivedAtMs } = start;
	const answer = outcome.answer ?? {};
	const error = outcome.error ?? answer.error ?? (outcome.status === "error" ? refusedWith(outcome) : undefined);
	const name = answer.responseModel ?? request?.model;
	const cost =
		name === undefined
			? undefined
			: price(answer.usage, { provider: provider.id, name, serviceTier: answer.serviceTier }, new Date(arrivedAtMs));
	span.status = outcome.status === "ok" && error !== undefined ? "error" : outcome.status;
	span.httpStatus = outcome.httpStatus;
	span.errorType = outsideText(error?.type, maxLengths.name);
	span.errorMessage = outsideText(error?.message, maxLengths.message);
	span.responseModel = outsideText(answer.responseModel, maxLengths.name);
	span.finishReason = outsideText(answer.finishReason, maxLengths.name);
	span.usage = answer.usage ?? {};
	span.rawUsage = rawUsageText(answer.rawUsage);
	span.costState = cost?.state ?? "unpriced";
	span.costPicoUsd = cost?.picoUsd?.toString() ?? null;
	span.costRates = cost?.rates === undefined ? null : writeRates(cost.rates);
	span.costSource = cost?.source ?? null;
	span.responseBytes = outcome.responseBytes ?? 0;
}

/** Used where the provider's own words could not be read. */
function refusedWith({ httpStatus }: Outcome): Outcome["error"] {
	return { type: "provider_error", message: `The provider answered ${httpStatus}.` };
}

/** Null for one that no provider would send: a cut one could not be read again. */
function rawUsageText(rawUsage: unknown): string | null {
	if (rawUsage === undefined) return null;
	const text = JSON.stringify(rawUsage);
	return text.length > maxLengths.rawUsage ? null : text.toWellFormed();
}

/** Microsecond precision is enough, and shorter to write. */
function round(ms: number): number {
	return Math.round(ms * 1000) / 1000;
}
