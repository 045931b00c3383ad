import type { JsonObject } from "../json-value";
import type { Message } from "../message";

/** How one API's bodies say a conversation. Each function gives undefined for a body that says none. */
export interface Shape {
	/** The paths of this API, e.g. `chat/completions`. */
	operations: RegExp;
	/** The turns that a request carries. */
	asked(request: JsonObject): Message[] | undefined;
	/** What the model wrote: one message for each choice. */
	answered(response: JsonObject): Message[] | undefined;
	/** The same of a stream, from as many of its events as there are. */
	streamed(events: readonly JsonObject[]): Message[] | undefined;
}
