import type { Span } from "../journal/span";
import { type Labels, noLabels } from "../labels/labels";
import type { CallStart } from "./call-start";
import { maxLengths, outsideText } from "./outside-text";

/** The span as it stands when its call is admitted, and as it is recorded should this process die before it ends. */
export function admittedSpan(id: string, start: CallStart): Span {
	const { caller, provider, method, path, request, labels, taken } = start;
	const span: Span = {
		id,
		traceId: labels.traceId ?? id,
		organizationId: caller.organizationId,
		projectId: caller.projectId,
		keyId: caller.keyId ?? null,
		kind: start.kind ?? provider.kindOf(method, path),
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
	if (labels !== noLabels) noteLabels(span, labels);
	if (start.asksCache) span.cache = "miss";
	if (taken !== undefined) {
		span.routeId = taken.routeId;
		span.targetReasons = taken.targetReasons;
	}
	return span;
}

/** What was not said stays absent, so that most lines of the journal are no longer for it. */
function noteLabels(span: Span, { user, session, environment, callSite, parentSpanId, tags, metadata }: Labels): void {
	if (user !== undefined) span.user = user;
	if (session !== undefined) span.session = session;
	if (environment !== undefined) span.environment = environment;
	if (callSite !== undefined) span.callSite = callSite;
	if (parentSpanId !== undefined) span.parentSpanId = parentSpanId;
	if (tags.length > 0) span.tags = tags;
	if (Object.keys(metadata).length > 0) span.metadata = metadata;
}
