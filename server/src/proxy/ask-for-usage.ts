import type { CallRequest, Dialect, StreamUsage } from "./dialects/dialect";

/** How many upstream models that refuse the option are remembered. */
const maxRemembered = 1000;

/** Whether a streamed call is sent with a wish for usage that the caller did not express. */
export interface UsageAsker {
	/** Undefined when it is not to be asked. */
	ask(dialect: Dialect, request: CallRequest, body: Uint8Array): Asking | undefined;
	/** Whether an answer may be a refusal of the option, so that the original body is worth sending. */
	mayBeRefusal(status: number): boolean;
}

export interface Asking extends Pick<StreamUsage, "createFilter"> {
	/** With the wish in it. */
	body: Uint8Array;
	/** The original body was accepted where this one was not: this model is not asked again. */
	refused(): void;
}

/** One per upstream. Compatible servers that do not know `stream_options` are asked once per model, not once per call. */
export function createUsageAsker(): UsageAsker {
	const refusing = new Set<string>();
	const refused = (model: string) => {
		if (refusing.size >= maxRemembered) refusing.clear();
		refusing.add(model);
	};
	return {
		ask(dialect, request, body) {
			if (!request.stream || request.asksForUsage || refusing.has(request.model ?? "")) return undefined;
			const { streamUsage } = dialect;
			const asking = streamUsage?.ask(body, request);
			if (streamUsage === undefined || asking === undefined) return undefined;
			const { createFilter } = streamUsage;
			return { body: asking, createFilter, refused: () => refused(request.model ?? "") };
		},
		mayBeRefusal: (status) => status === 400 || status === 422,
	};
}
