import type { Span } from "../journal/span";
import { isRecord, parse } from "./body-text";

/** A span of the journal with its number there. */
export type NumberedSpan = Span & { seq: number };

/** Only as a member of a span: within a string the quotes are escaped. */
const marks = [Buffer.from('"usage":{}'), Buffer.from('"usageState":"estimated"')];

/** Whether some of these lines (UTF-8) may be of calls without a usage: 0.1 µs a line. */
export function mayHaveCandidates(spans: Uint8Array): boolean {
	const buffer = Buffer.from(spans.buffer, spans.byteOffset, spans.length);
	return marks.some((mark) => buffer.includes(mark));
}

/** Whether this line must be looked at. */
export function isMarked(line: string): boolean {
	return line.includes('"usage":{}') || line.includes('"usageState":"estimated"');
}

/** What reads and writes text, by the path below the provider's base URL. */
const textOperations =
	/(?:^|\/)(?:chat\/completions|completions|messages|embeddings|responses|chat|generate|complete)$|:(?:g|streamG)enerateContent$|\/(?:converse|converse-stream|invoke|invoke-with-response-stream)$/;

/**
 * Whether a call's usage is to be estimated: the provider took it (2xx), and told no usage, or only what there was until the answer
 * broke off. One that the provider itself ended with an error is not billed, one that came from the cache neither; and one that was
 * interrupted has no answer to look at.
 */
export function isCandidate(span: Span): boolean {
	if (span.kind !== "llm" && span.kind !== "embedding") return false;
	if (span.cache === "hit" || !textOperations.test(span.operation)) return false;
	const { httpStatus, status } = span;
	if (httpStatus === null || httpStatus < 200 || httpStatus > 299) return false;
	if (status === "error" && span.errorType !== "upstream_broke_off") return false;
	if (status === "interrupted") return false;
	return span.usageState === "estimated" || (span.usageState === undefined && Object.keys(span.usage).length === 0);
}

/**
 * A response that the provider keeps may tell its usage to a later look-up, which is then booked as a call of its own: an estimate
 * beside it would count it twice.
 */
export function mayBeSettledLater({ operation }: Span, request: string | undefined): boolean {
	if (!/(?:^|\/)responses$/.test(operation)) return false;
	const asked = request === undefined ? undefined : parse(request);
	return !isRecord(asked) || asked.store !== false;
}
