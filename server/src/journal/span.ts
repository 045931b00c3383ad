import type { CostState } from "../pricing/cost";
import type { Usage } from "../pricing/usage";

export type SpanKind = "llm" | "embedding" | "tool" | "retrieval" | "chain" | "agent" | "guardrail" | "other";

/**
 * How a call ended. `ok`: the provider answered 2xx to the end. `error`: it refused, failed or broke off.
 * `client_closed`: the caller left first. `interrupted`: our own process died while the call was in flight.
 */
export type SpanStatus = "ok" | "error" | "client_closed" | "interrupted";

/** What is kept of a call. `full`: span and bodies. `metadata`: the span alone. `off`: nothing at all. */
export type Capture = "full" | "metadata" | "off";

/**
 * One call as it stands in the journal and, field for field, as one row of ClickHouse `spans`: a journal line is inserted as
 * it is. So the fields are flat, JSON-safe, and `null` is "not known".
 */
export interface Span {
	/** UUIDv7; the caller sees it as `x-lensai-call-id`. */
	id: string;
	traceId: string;
	organizationId: string;
	projectId: string;
	/** The lens key; null for a call from loopback without one. */
	keyId: string | null;
	kind: SpanKind;
	/** Provider id, e.g. `openai`. */
	provider: string;
	/** The path below the provider's base URL, e.g. `chat/completions`. */
	operation: string;
	/** As the caller asked for it. */
	model: string | null;
	/** As the provider answered, e.g. `gpt-4o-2024-08-06`. */
	responseModel: string | null;
	stream: boolean;
	status: SpanStatus;
	/** What the caller was sent; null when it left before a status line. */
	httpStatus: number | null;
	/** Short and stable, e.g. `upstream_unreachable`, or the provider's own `error.type`. */
	errorType: string | null;
	errorMessage: string | null;
	finishReason: string | null;
	/** Unix milliseconds. */
	startedAtMs: number;
	/** From arrival to the first byte of the provider's body. */
	firstByteMs: number | null;
	/** From arrival to the last byte, abort or error; null when interrupted. */
	durationMs: number | null;
	/** Empty when the provider said nothing. */
	usage: Usage;
	/** The provider's own usage object as JSON text. */
	rawUsage: string | null;
	costState: CostState;
	/** Decimal string of integer pico-USD; null when unknown. */
	costPicoUsd: string | null;
	/** Bucket → decimal string of pico-USD per token, as JSON text. */
	costRates: string | null;
	costSource: string | null;
	capture: Exclude<Capture, "off">;
	/** Sizes on the wire, in bytes, whether or not the bodies were kept. */
	requestBytes: number;
	responseBytes: number;
	/** `measured`: the provider told it to the end. `estimated`: what it told before the answer broke off. Absent: it told none. */
	usageState?: "measured" | "estimated";
	/** What the caller labelled the call with; each is absent when it was not said. See `labels/labels.ts`. */
	user?: string;
	session?: string;
	environment?: string;
	callSite?: string;
	parentSpanId?: string;
	tags?: readonly string[];
	metadata?: Readonly<Record<string, string>>;
	/** Absent when the call did not ask for the cache. */
	cache?: "hit" | "miss";
	/** The call whose answer was given again. */
	cachedCallId?: string;
	/** Decimal string of integer pico-USD: what that call had cost. */
	savedPicoUsd?: string;
	/** How it was served, where that is not the listed way: decides the price, e.g. `flex`. */
	serviceTier?: string;
	/** Where it was served, where prices may go by that, e.g. `eu`, `europe-west1`. */
	region?: string;
	/** A look-up that told the usage of an earlier call: that call. */
	settlesCallId?: string;
	/** The route that the call went by; this and the next two are absent for a call without one. */
	routeId?: string;
	/** The route's targets in the order of their choice, each with its reason, as JSON text; see `targets/attempts-text.ts`. */
	targetReasons?: string;
	/** Every attempt with its time, outcome, cost and reason, as JSON text. */
	attempts?: string;
}

/** One body of a call, as kept. */
export interface Payload {
	/** At most 1 MiB, as it passed; never written to again. */
	bytes: Uint8Array;
	/** The body was longer than what is kept. */
	truncated: boolean;
	/** `bytes` are one whole JSON object, so that they can stand in a line of JSON as they are. */
	isJson: boolean;
}

/** What the gateway hands to the journal when a call has ended. */
export interface JournalEntry {
	span: Span;
	request?: Payload;
	response?: Payload;
}

/** Spans that were committed together, as a reader gets them: lines in UTF-8 that can be inserted as they are. */
export interface JournalBatch {
	firstSeq: number;
	lastSeq: number;
	/** One JSON object a line: `seq` and the fields of `Span`. */
	spans: Uint8Array;
	/** One JSON object a line, for the spans whose bodies were kept; may be empty. */
	payloads: Uint8Array;
}
