import { expect, test } from "bun:test";
import { readTraceParent } from "../../server/src/labels/trace-parent";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const parentSpanId = "b7ad6b7169203331";

test.each([
	["as the standard shows it", `00-${traceId}-${parentSpanId}-01`, true],
	["not sampled", `00-${traceId}-${parentSpanId}-00`, true],
	["of a later version, with more behind it", `cc-${traceId}-${parentSpanId}-01-what-the-future-will-be-like`, true],
	["of version 00 with more behind it", `00-${traceId}-${parentSpanId}-01-more`, false],
	["of a later version that goes on without a dash", `cc-${traceId}-${parentSpanId}-01.more`, false],
	["of version ff", `ff-${traceId}-${parentSpanId}-01`, false],
	["in upper case", `00-${traceId.toUpperCase()}-${parentSpanId}-01`, false],
	["with a trace of zeros", `00-${"0".repeat(32)}-${parentSpanId}-01`, false],
	["with a parent of zeros", `00-${traceId}-${"0".repeat(16)}-01`, false],
	["cut short", `00-${traceId}-${parentSpanId}`, false],
	["of something else", "hello", false],
])("a traceparent %s", (_, value, valid) => {
	expect(readTraceParent(value)).toEqual(valid ? { traceId, parentSpanId } : undefined);
});
