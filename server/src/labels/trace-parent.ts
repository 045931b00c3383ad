/** A call's place in a trace that began elsewhere. */
export interface TraceParent {
	/** 32 hex digits in lower case, not all zero. */
	traceId: string;
	/** 16 hex digits in lower case, not all zero. */
	parentSpanId: string;
}

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/**
 * Reads W3C `traceparent`; undefined when it is not valid. Later versions may have more behind what is known, version 00 may
 * not, and ff is none. https://www.w3.org/TR/trace-context/#traceparent-header (2026-11-22)
 */
export function readTraceParent(value: string): TraceParent | undefined {
	const [, version, traceId = "", parentSpanId = "", more] = shape.exec(value) ?? [];
	if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return undefined;
	if (isZero(traceId) || isZero(parentSpanId)) return undefined;
	return { traceId, parentSpanId };
}

function isZero(digits: string): boolean {
	return /^0+$/.test(digits);
}
