import type { CallRequest, Dialect } from "./dialects/dialect";

/** How many upstream models that refuse the option are remembered. */
const maxRemembered = 1000;

/** Whether a streamed call is sent with a wish for usage that the caller did not express. */
export interface UsageAsker {
	/** The body with the wish in it; undefined when it is not to be asked. */
	ask(dialect: Dialect, request: CallRequest, body: Uint8Array): Uint8Array | undefined;
	/** Whether an answer may be a refusal of the option, so that the original body is worth sending. */
	mayBeRefusal(status: number): boolean;
	/** The original body was accepted where the other was not: this model is not asked again. */
	refused(request: CallRequest): void;
}

/** One per upstream. Compatible servers that do not know `stream_options` are asked once per model, not once per call. */
export function createUsageAsker(): UsageAsker {
	const refusing = new Set<string>();
	return {
		ask(dialect, request, body) {
			if (!request.stream || request.asksForUsage || refusing.has(request.model ?? "")) return undefined;
			return dialect.streamUsage?.ask(body, request);
		},
		mayBeRefusal: (status) => status === 400 || status === 422,
		refused(request) {
			if (refusing.size >= maxRemembered) refusing.clear();
			refusing.add(request.model ?? "");
		},
	};
}
