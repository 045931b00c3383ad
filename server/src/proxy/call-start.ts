import type { Capture, Payload, SpanKind } from "../journal/span";
import type { Caller } from "../keys/caller";
import type { Labels } from "../labels/labels";
import type { Provider } from "../providers/provider";
import type { Attempt } from "../targets/attempt";
import type { CallRequest } from "./dialects/dialect";

/** What is known of a call when it is admitted. */
export interface CallStart {
	caller: Caller;
	capture: Capture;
	provider: Provider;
	method: string;
	path: string;
	/** Where the door sends it; a route may send it elsewhere. */
	host?: string;
	/** Where the path does not say it. */
	kind?: SpanKind;
	/** Undefined: a path that passes through unread. */
	request?: CallRequest;
	/** The body as it came; undefined when it was not read into memory. */
	requestPayload?: () => Payload;
	requestBytes: number;
	/** How much of a body has passed whose length nobody said. */
	passedBytes?: () => number;
	labels: Labels;
	/** The caller asked for the cache. */
	asksCache: boolean;
	/** Undefined: the call goes by no route. */
	taken?: RouteTaken;
	arrivedAt: number;
	arrivedAtMs: number;
}

/** The route that a call goes by, and what came of it. */
export interface RouteTaken {
	routeId: string;
	targetReasons: string;
	/** Of the target that answered; undefined while none has. */
	provider?: Provider;
	host?: string;
	model?: string;
	attempts: readonly Attempt[];
}
