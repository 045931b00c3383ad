/** What a call is labelled with by whoever makes it: by headers, or from where it is reported. Absent is not said. */
export interface Labels {
	/** Whom the application made the call for. */
	user?: string;
	/** What belongs together, e.g. one conversation. */
	session?: string;
	/** Without doubles, in the order they came in. */
	tags: readonly string[];
	metadata: Readonly<Record<string, string>>;
	/** E.g. `production`. */
	environment?: string;
	/** `file:line`, `file:line:column`, and after a space the function: `src/checkout.ts:42:7 placeOrder`. */
	callSite?: string;
	/** 32 hex digits from `traceparent`, or whatever another gateway's header holds. */
	traceId?: string;
	/** 16 hex digits from `traceparent`, or whatever another gateway's header holds. */
	parentSpanId?: string;
	/** What could not be used, and why; absent when there is nothing. */
	ignored?: readonly IgnoredLabel[];
}

export interface IgnoredLabel {
	/** The header's name. */
	header: string;
	/** For whoever wrote the header: `is not a JSON object`. */
	reason: string;
}

/** In UTF-16 code units, and counts. What is longer is ignored, not cut: half an id would be another user's. */
export const labelBounds = {
	id: 256,
	environment: 64,
	tag: 128,
	tags: 32,
	metadataKey: 64,
	metadataValue: 512,
	metadataEntries: 32,
	callSite: 512,
} as const;

/** Of a call that says nothing: one object for all of them. */
export const noLabels: Labels = Object.freeze({ tags: Object.freeze([]), metadata: Object.freeze({}) });
